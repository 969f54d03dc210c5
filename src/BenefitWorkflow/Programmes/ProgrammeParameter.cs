namespace BenefitWorkflow.Programmes;

/// <summary>A number that policy changes over time, e.g. the minimum-living line; a decision uses the value in force on its day.</summary>
public sealed record ProgrammeParameter
{
    public required string Key { get; init; }
    public required LocalizedText Title { get; init; }

    /// <summary>Unit of the values, e.g. <c>fen-per-month</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>In order of time, without overlap; gaps are allowed and mean that nothing can be decided there.</summary>
    public required IReadOnlyList<ParameterValue> Values { get; init; }

    /// <summary>The value in force on a day; null in a gap.</summary>
    public ParameterValue? On(DateOnly on)
    {
        foreach (var value in Values)
        {
            if (on >= value.EffectiveFrom && (value.EffectiveTo is not { } to || on <= to)) return value;
        }

        return null;
    }
}

public sealed record ParameterValue
{
    public required DateOnly EffectiveFrom { get; init; }

    /// <summary>Last day, inclusive; null: open.</summary>
    public DateOnly? EffectiveTo { get; init; }

    /// <summary>In the parameter's unit; above 0.</summary>
    public required long Value { get; init; }

    public required string Source { get; init; }

    /// <inheritdoc cref="Entitlement.Assumption"/>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }
}

/// <summary>A document an applicant may have to hand in.</summary>
public sealed record DocumentType(string Key, LocalizedText Title);
