namespace BenefitWorkflow.Programmes.Criteria;

/// <summary>Live grants elsewhere, judged by <see cref="Programme.OverlapPolicy"/>.</summary>
public sealed record DuplicateCriterion : Criterion
{
    public const string Kind = "duplicate";

    /// <summary>Whose grants count.</summary>
    public required DuplicateUnit Unit { get; init; }
}

public enum DuplicateUnit
{
    /// <summary>Grants of anyone in the household, the beneficiary included.</summary>
    Household = 1,

    /// <summary>Only the beneficiary's own.</summary>
    Beneficiary = 2,
}

/// <summary>This grant and the beneficiary's live ones of the year stay within <see cref="Programme.YearlyCapFen"/>.</summary>
public sealed record YearlyCapCriterion : Criterion
{
    public const string Kind = "yearly-cap";
}
