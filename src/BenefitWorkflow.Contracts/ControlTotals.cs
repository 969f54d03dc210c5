namespace BenefitWorkflow.Contracts;

/// <summary>
/// Answer of <c>GET /api/events/control-totals?day={yyyy-MM-dd}&amp;upTo={sequence}</c>: the day's payments as the service knows them, for the finance
/// system to hold its own books against. The day is that of the event's own instant in Asia/Shanghai.
/// </summary>
/// <param name="Day">The day asked for.</param>
/// <param name="UpTo">Events with a higher sequence number are not in <paramref name="Lines"/>, so that both ends sum the same events while more arrive.</param>
/// <param name="LastSequence">Highest sequence number given at the time; 0 when none. Below what the caller has: the service lost events.</param>
/// <param name="Pending">Payment events of the day that are behind <paramref name="UpTo"/> or have no number yet; 0 when the lines are the whole day.</param>
/// <param name="Lines">From the events; ordered by programme and source, the programme's own line first. Without payments: empty. Never null.</param>
/// <param name="Orders">
/// From the payment orders, whatever became of the events: one line per programme, source null. Null where payments kept moving while the totals were
/// taken; ask again.
/// </param>
/// <param name="EventLines">As <paramref name="Orders"/>, from all events of the day, those behind <paramref name="UpTo"/> and unnumbered ones included: equal to them, or the service's own books differ.</param>
public sealed record ControlTotalsV1(
    DateOnly Day,
    long UpTo,
    long LastSequence,
    long Pending,
    IReadOnlyList<ControlLineV1> Lines,
    IReadOnlyList<ControlLineV1>? Orders,
    IReadOnlyList<ControlLineV1>? EventLines);

/// <summary>One programme's payments of a day, or one funding source's part of them.</summary>
/// <param name="Programme">Programme key.</param>
/// <param name="Source">Funding source key; null for the programme as a whole, where each event counts once whatever its sources.</param>
/// <param name="Ordered">Payments ordered.</param>
/// <param name="Released">Payments released to the bank.</param>
/// <param name="Settled">Credits.</param>
/// <param name="Failed">Payments the bank refused.</param>
/// <param name="Returned">Credits that came back.</param>
public sealed record ControlLineV1(
    string Programme, string? Source, ControlFigureV1 Ordered, ControlFigureV1 Released, ControlFigureV1 Settled, ControlFigureV1 Failed, ControlFigureV1 Returned);

/// <summary>How many, and how much.</summary>
/// <param name="Count">Number of events.</param>
/// <param name="Fen">Their sum in fen; in a source's line the sum of its shares.</param>
public readonly record struct ControlFigureV1(long Count, long Fen);
