using BenefitWorkflow.BankSimulator.Instructions;

namespace BenefitWorkflow.BankSimulator.Outcomes;

/// <summary>Outcomes that look random and are not: the same seed and end-to-end id have the same one, in whatever order files come.</summary>
/// <param name="troublesPercent">0 to 100: how many payments do not simply settle.</param>
public sealed class SeededOutcomes(int seed, int troublesPercent)
{
    public Outcome Of(Instruction instruction)
    {
        var dice = Scatter(instruction.EndToEndId);
        if ((int)(dice % 10_000) >= troublesPercent * 100) return Outcome.Settled;
        var (kind, reason, days) = ((int)(dice / 10_000 % 15), Reasons.Known[(int)(dice / 150_000 % 5)].Code, (int)(dice / 750_000 % 3) + 1);
        return kind switch
        {
            < 4 => new Outcome(OutcomeKind.Reject, reason),
            < 8 => new Outcome(OutcomeKind.Return, reason, days),
            < 10 => new Outcome(OutcomeKind.Delay, Days: days),
            < 12 => new Outcome(OutcomeKind.Drop),
            12 => new Outcome(OutcomeKind.Repeat),
            _ => new Outcome(OutcomeKind.Partial),
        };
    }

    /// <summary>FNV-1a over seed and text, finished as in SplitMix64.</summary>
    private ulong Scatter(string text)
    {
        unchecked
        {
            var z = 0xCBF29CE484222325UL ^ (uint)seed;
            foreach (var c in text) z = (z ^ c) * 0x100000001B3UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
