namespace BenefitWorkflow.Cases;

/// <summary>What the applicant stated, as JSON of <c>ApplicationFacts</c>; in a table of its own so that a step does not rewrite it.</summary>
public sealed class CaseApplication
{
    public long CaseId { get; init; }
    public required string Json { get; set; }
}

/// <summary>One run of the eligibility rules over a case, with the trace of every criterion.</summary>
public sealed class DeterminationRecord
{
    public long CaseId { get; init; }

    /// <summary>History entry that it belongs to.</summary>
    public int Seq { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Programme key, version and hash the decision used.</summary>
    public required string RuleVersion { get; init; }

    public required string Verdict { get; init; }
    public string? Tier { get; init; }
    public long AmountFen { get; init; }

    /// <summary>JSON list of criterion results; no personal data.</summary>
    public required string TraceJson { get; init; }
}
