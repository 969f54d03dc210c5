using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>The outcome of one run of the rules; same facts, rules and day, same determination.</summary>
/// <param name="Tier">Hardship tier or school stage that fixed the amount; null where the scheme has neither or the verdict is not Eligible.</param>
/// <param name="AmountFen">Entitlement in fen; 0 unless the verdict is Eligible.</param>
/// <param name="RuleVersion">Programme key, version and hash, e.g. <c>hardship-assistance@1#0f3a...</c>.</param>
/// <param name="Trace">Every criterion in force, in the scheme's order; no identity number, name or birth date in it.</param>
public sealed record Determination(Verdict Verdict, string? Tier, long AmountFen, string RuleVersion, IReadOnlyList<CriterionResult> Trace);

public enum Verdict
{
    Eligible = 1,

    /// <summary>No correction can help.</summary>
    Ineligible = 2,

    /// <summary>Something is missing or unclear; the case goes back for correction.</summary>
    Incomplete = 3,
}

/// <summary>How one criterion came out.</summary>
/// <param name="Key">Criterion's key in the scheme; <c>programme-in-force</c> and <c>entitlement</c> are the evaluator's own.</param>
/// <param name="Value">What was found, in words fit for a file that auditors read.</param>
/// <param name="Threshold">What was asked for.</param>
/// <param name="Source">The rule's source.</param>
/// <param name="Refusal">Null where it passed.</param>
public sealed record CriterionResult(
    string Key, bool Passed, string Value, string Threshold, string Source, string RuleVersion, Refusal? Refusal);
