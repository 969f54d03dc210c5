namespace BenefitWorkflow.Contracts;

/// <summary>
/// What every event tells. An event is a fact that was committed; it is never changed or withdrawn.
/// A record in this assembly never gains, loses or renames a member: what must say more becomes a V2 beside it.
/// Events carry no personal data: a subscriber that may know the person asks the service by case number.
/// </summary>
/// <remarks>
/// Delivery is at least once and in any order. <see cref="EventId"/> tells a repetition,
/// <see cref="Sequence"/> tells a gap; both are fixed when the fact is committed.
/// </remarks>
public interface IDisbursementEventV1
{
    /// <summary>Identity of the event, the same in every delivery. Never empty. The same id with other content is a fault that must be flagged.</summary>
    Guid EventId { get; }

    /// <summary>Position in the installation's series of events: starts at 1 and has no gap. Order of commit, not of delivery.</summary>
    long Sequence { get; }

    /// <summary>Number of the case, as printed on its papers; not derived from the person. Never empty.</summary>
    string CaseNumber { get; }

    /// <summary>Key of the programme, e.g. <c>hardship-assistance</c>: the name of its folder under <c>workflows/</c>. Never empty.</summary>
    string Programme { get; }

    /// <summary>
    /// Amount the event is about, in fen (0.01 CNY), never negative. Payment events: the amount ordered, released, settled, failed or returned.
    /// Case events: see the record; 0 when no amount is known yet.
    /// </summary>
    long AmountFen { get; }

    /// <summary>
    /// How <see cref="AmountFen"/> divides over funding sources; never null. Payment events: each source at most once, the shares sum exactly to
    /// <see cref="AmountFen"/>. Case events: empty when no source is assigned yet.
    /// </summary>
    IReadOnlyList<FundingShareV1> Funding { get; }

    /// <summary>Instant of the fact, UTC. The legal day of a total is this instant's date in Asia/Shanghai.</summary>
    DateTimeOffset OccurredAt { get; }
}
