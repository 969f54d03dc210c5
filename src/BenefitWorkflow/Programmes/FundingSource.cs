namespace BenefitWorkflow.Programmes;

/// <summary>Where a programme's money comes from.</summary>
public sealed record FundingSource
{
    public required string Key { get; init; }
    public required LocalizedText Title { get; init; }
    public required FundingKind Kind { get; init; }

    /// <summary>Initial ceiling, fen; never passed.</summary>
    public required long CeilingFen { get; init; }

    /// <summary>Sources are used up in ascending order; unique in the programme.</summary>
    public required int Order { get; init; }

    /// <summary>Where the ceiling comes from.</summary>
    public required string Source { get; init; }
}

/// <summary>The columns of the self-evaluation form: 财政拨款 and 其他.</summary>
public enum FundingKind
{
    /// <summary>Own level's budget (财政拨款).</summary>
    Fiscal = 1,

    /// <summary>Asked of the union one level up (上级工会补助).</summary>
    HigherUnion = 2,

    /// <summary>The union's own money (自筹).</summary>
    SelfRaised = 3,
}
