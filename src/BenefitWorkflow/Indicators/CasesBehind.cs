using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Indicators;

/// <summary>The cases behind an indicator's figure.</summary>
/// <param name="Met">Those that make it.</param>
/// <param name="Missed">Those that keep it from being full; null where the figure is a plain count or sum.</param>
public sealed record CasesBehind(CasePart Met, CasePart? Missed = null)
{
    /// <summary>The parts of a rate: its numerator, and what of its denominator is left.</summary>
    internal static CasesBehind Rate(MeasureResult result, CasePart met, CasePart missed) =>
        new(met with { Count = result.Numerator }, missed with { Count = result.Denominator - result.Numerator });
}

/// <summary>One part of them.</summary>
/// <param name="Title">What its cases have in common.</param>
/// <param name="Facts">Reads what decided it.</param>
/// <param name="Ids">Case ids; one that a query gives, no other gives.</param>
public sealed record CasePart(LocalizedText Title, FactReader Facts, params IReadOnlyList<IQueryable<long>> Ids)
{
    /// <summary>How many cases, as the running totals have it; null where none says so.</summary>
    public long? Count { get; init; }
}

/// <summary>What decided to which part a case belongs.</summary>
/// <param name="Fen">The money in question; null: the case's own amount.</param>
public sealed record DecidingFact(LocalizedText Text, long? Fen = null);

/// <summary>Reads the deciding facts of some cases of a page; a case may have none.</summary>
public delegate Task<IReadOnlyDictionary<long, DecidingFact>> FactReader(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct);
