using System.Collections;
using System.Globalization;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Audit;

/// <summary>
/// Case numbers of a programme year run without gaps, so a case deleted with all its history still leaves a hole.
/// One bit per number: a million cases take 125 kB.
/// </summary>
internal sealed class CaseNumbers
{
    private sealed class Run
    {
        public string? Prefix;
        public BitArray Seen = new(1024);
        public long Highest;
    }

    private const int MostNumbers = 100_000_000;

    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);

    public static IQueryable<NumberSequence> Sequences(BenefitDb db) => db.NumberSequences.Where(s => s.Name.StartsWith(CaseOpener.NumberSequences));

    public void Saw(Case @case, AuditFindings findings)
    {
        var cut = @case.Number.LastIndexOf('-') + 1;
        if (!int.TryParse(@case.Number.AsSpan(cut), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MostNumbers)
        {
            findings.Add(new AuditFinding(@case.Id, @case.Number, null, new Refusal("audit.number-malformed",
                "案件编号不是本系统所编；请从备份核对。", "The case number is none that the service gives; compare with a backup.")));
            return;
        }
        var name = CaseOpener.NumberSequenceName(@case.ProgrammeKey, @case.Year);
        if (!_runs.TryGetValue(name, out var run)) _runs.Add(name, run = new Run());
        run.Prefix ??= @case.Number[..cut];
        if (number >= run.Seen.Length) run.Seen.Length = Math.Max(run.Seen.Length * 2, number + 1);
        run.Seen[number] = true;
        run.Highest = Math.Max(run.Highest, number);
    }

    /// <summary>Compares with what was given out.</summary>
    /// <param name="before">Sequences as they stood before the cases were read: every number below must have been seen.</param>
    /// <param name="after">As they stand afterwards: no number may lie above.</param>
    public void Compare(IReadOnlyList<NumberSequence> before, IReadOnlyList<NumberSequence> after, AuditFindings findings)
    {
        foreach (var sequence in before)
        {
            var run = _runs.GetValueOrDefault(sequence.Name);
            if (sequence.Next - 1 > MostNumbers)
            {
                findings.Add(new AuditFinding(0, sequence.Name, null, new Refusal("audit.number-not-given",
                    $"编号记录 {sequence.Name} 为 {sequence.Next}，超出可发的编号：编号记录被改动；请从备份核对。",
                    $"The sequence {sequence.Name} stands at {sequence.Next}, above what can have been given: it was changed; compare with a backup.")));
                continue;
            }
            for (var number = 1; number < sequence.Next; number++)
            {
                if (run is not null && number < run.Seen.Length && run.Seen[number]) continue;
                var caseNumber = run is null ? $"{sequence.Name}:{number}" : $"{run.Prefix}{number:D6}";
                findings.Add(new AuditFinding(0, caseNumber, null, new Refusal("audit.case-missing",
                    $"案件 {caseNumber} 已编号但不存在：案件被删除；请从备份核对。", $"Case {caseNumber} was numbered and is not there: it was removed; compare with a backup.")));
            }
        }
        foreach (var (name, run) in _runs)
        {
            var next = after.SingleOrDefault(s => s.Name == name)?.Next ?? 1;
            if (run.Highest < next) continue;
            var caseNumber = $"{run.Prefix}{run.Highest:D6}";
            findings.Add(new AuditFinding(0, caseNumber, null, new Refusal("audit.number-not-given",
                $"编号只发到 {next - 1}，却有案件 {caseNumber}：案件是伪造的或编号记录被改动；请从备份核对。",
                $"Numbers were given up to {next - 1}, yet there is case {caseNumber}: it is forged or the sequence was changed; compare with a backup.")));
        }
    }
}
