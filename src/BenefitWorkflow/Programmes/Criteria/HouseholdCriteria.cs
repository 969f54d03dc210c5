namespace BenefitWorkflow.Programmes.Criteria;

/// <summary>
/// (annual income - rigid costs) / 12 / persons, against the line in force on the day of the decision; the first of the
/// scheme's tiers that fits is the household's.
/// </summary>
public sealed record IncomeTierCriterion : Criterion
{
    public const string Kind = "income-tier";

    /// <summary>Parameter that holds the monthly line in fen.</summary>
    public required string Line { get; init; }
}

/// <summary>Signs of means that exclude a household; each must be answered.</summary>
public sealed record ExclusionsCriterion : Criterion
{
    public const string Kind = "exclusions";

    /// <summary>This many homes or more exclude; null: not asked.</summary>
    public int? HomesFrom { get; init; }

    /// <summary>Running a business excludes.</summary>
    public bool BusinessOwner { get; init; }

    /// <summary>A car that is not a tool of work excludes.</summary>
    public bool Car { get; init; }
}

/// <summary>One of the listed causes of hardship is stated.</summary>
public sealed record HardshipCauseCriterion : Criterion
{
    public const string Kind = "hardship-cause";

    /// <summary>Causes that count, e.g. <c>illness</c>.</summary>
    public required IReadOnlyList<string> Causes { get; init; }
}

/// <summary>Documents that must have been handed in.</summary>
public sealed record RequiredDocumentsCriterion : Criterion
{
    public const string Kind = "required-documents";

    /// <summary>Keys of <see cref="Programme.Documents"/>; all are needed.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>Only for these causes of hardship; null: always.</summary>
    public IReadOnlyList<string>? ForCauses { get; init; }
}
