namespace BenefitWorkflow.Programmes.Criteria;

/// <summary>The identity number is well-formed and its check character holds.</summary>
public sealed record IdNumberCriterion : Criterion
{
    public const string Kind = "id-number";
}

/// <summary>Completed years of life on the day of the decision, both bounds inclusive.</summary>
public sealed record AgeRangeCriterion : Criterion
{
    public const string Kind = "age-range";

    /// <summary>Null: no lower bound.</summary>
    public int? MinYears { get; init; }

    /// <summary>Null: no upper bound.</summary>
    public int? MaxYears { get; init; }
}

/// <summary>The beneficiary lives and has not left the programme's file (payments to the dead are what auditors look for first).</summary>
public sealed record AliveNotExitedCriterion : Criterion
{
    public const string Kind = "alive-not-exited";
}

/// <summary>An account to pay to is on file.</summary>
public sealed record AccountPresentCriterion : Criterion
{
    public const string Kind = "account-present";
}

/// <summary>The beneficiary holds one of the listed honours (model worker and the like).</summary>
public sealed record HonourCriterion : Criterion
{
    public const string Kind = "honour";

    /// <summary>Honours that count, compared as written.</summary>
    public required IReadOnlyList<string> Honours { get; init; }
}

/// <summary>A post that was held during the season is stated.</summary>
public sealed record DutyPostCriterion : Criterion
{
    public const string Kind = "duty-post";
}

/// <summary>The child's school stage is one of those listed, and the school is named.</summary>
public sealed record SchoolStageCriterion : Criterion
{
    public const string Kind = "school-stage";

    /// <summary>Stages that count, e.g. <c>university</c>.</summary>
    public required IReadOnlyList<string> Stages { get; init; }
}
