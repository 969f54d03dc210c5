using BenefitWorkflow.Programmes.Criteria;

namespace BenefitWorkflow.Programmes;

/// <summary>One kind of aid within a programme, with its own criteria, standards and process.</summary>
public sealed record Scheme
{
    /// <summary>Stable kebab-case key, unique in the programme.</summary>
    public required string Key { get; init; }

    /// <summary>2 to 8 capitals or digits, unique in the programme.</summary>
    public required string Code { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>Stem of the process definition's file in the programme's folder, e.g. <c>process.v1</c>.</summary>
    public required string Process { get; init; }

    /// <summary>Planned grants (人次): the sum of the standards' plans.</summary>
    public required int PlannedGrants { get; init; }

    /// <summary>Planned households (户) where the plan says so; null where it counts otherwise.</summary>
    public int? PlannedHouseholds { get; init; }

    /// <summary>What the plan's number counts.</summary>
    public required CountUnit CountUnit { get; init; }

    /// <summary>Working days of this scheme's notice; null: the programme's.</summary>
    public int? NoticeWorkingDays { get; init; }

    /// <summary>Calendar days of this scheme's notice, instead of working days; null: the programme's, unless the scheme states working days.</summary>
    public int? NoticeCalendarDays { get; init; }

    /// <summary>All must hold; checked in this order.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>Hardship tiers, the first that fits counts; null where the scheme has none.</summary>
    public IReadOnlyList<Tier>? Tiers { get; init; }

    /// <summary>Standards; the first that fits tier and school stage gives the amount.</summary>
    public required IReadOnlyList<Entitlement> Entitlement { get; init; }
}

/// <summary>户, 人 and 人次 are three different counts and never added.</summary>
public enum CountUnit
{
    /// <summary>户.</summary>
    Household = 1,

    /// <summary>人.</summary>
    Person = 2,

    /// <summary>人次: grants.</summary>
    PersonTimes = 3,
}

/// <summary>A hardship tier: income per head against the line in force.</summary>
public sealed record Tier
{
    public required string Key { get; init; }
    public required LocalizedText Title { get; init; }

    /// <summary>Monthly income per head must be below this many times the line; null: any income.</summary>
    public decimal? PerHeadBelowTimes { get; init; }

    /// <summary>A condition beyond income; null: none.</summary>
    public TierCondition? Requires { get; init; }
}

public enum TierCondition
{
    /// <summary>
    /// Disaster, illness or accident with a loss left after compensation, insurance and aid; the loss counts as a rigid cost.
    /// </summary>
    Accident = 1,
}

/// <summary>One standard: what a grant is worth.</summary>
public sealed record Entitlement
{
    /// <summary>Tier it is for; null: any.</summary>
    public string? Tier { get; init; }

    /// <summary>School stage it is for; null: any.</summary>
    public string? SchoolStage { get; init; }

    /// <summary>Amount of one grant, fen; above 0.</summary>
    public required long AmountFen { get; init; }

    /// <summary>Grants planned at this standard.</summary>
    public required int PlannedGrants { get; init; }

    /// <summary>Where the amount comes from.</summary>
    public required string Source { get; init; }

    /// <summary>True where no published text fixes the amount.</summary>
    public bool Assumption { get; init; }

    /// <summary>Why it was assumed so; never null where <see cref="Assumption"/> is true.</summary>
    public LocalizedText? Reason { get; init; }

    public bool Fits(string? tier, string? schoolStage) =>
        (Tier is null || Tier == tier) && (SchoolStage is null || SchoolStage == schoolStage);
}
