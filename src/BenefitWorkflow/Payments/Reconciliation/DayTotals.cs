using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Payments.Reconciliation;

/// <summary>One programme's payments of a stretch of news, or one funding source's part of them.</summary>
/// <param name="Source">Null: the programme as a whole.</param>
/// <param name="Cash">Settled in cash; counted in <paramref name="Settled"/> too.</param>
/// <param name="Opening">With the bank before: released, neither settled nor failed.</param>
/// <param name="Closing">With the bank afterwards: opening + released + cash - settled - failed.</param>
public sealed record DayLine(
    string Programme, string? Source, ControlFigureV1 Ordered, ControlFigureV1 Released, ControlFigureV1 Sent, ControlFigureV1 Unknown, ControlFigureV1 Settled,
    ControlFigureV1 Cash, ControlFigureV1 Failed, ControlFigureV1 Returned, ControlFigureV1 Opening, ControlFigureV1 Closing);

/// <summary>What was learnt in a stretch of news.</summary>
/// <param name="AfterId">Outbox id behind which it begins.</param>
/// <param name="UpToId">Outbox id of its last news.</param>
/// <param name="Lines">By programme and source, the programme's own line first.</param>
public sealed record DayTotals(long AfterId, long UpToId, IReadOnlyList<DayLine> Lines);

/// <summary>A batch that was released on the day or still waits for the bank.</summary>
/// <param name="Waiting">Released or sent, without an answer.</param>
/// <param name="DifferenceFen">The batch's frozen total less the sum of its rows as they are now; anything but 0 is an alarm.</param>
public sealed record BatchLine(
    long Id, string Number, string Programme, DateTimeOffset? ReleasedAt, ControlFigureV1 Ordered, ControlFigureV1 Sent, ControlFigureV1 Settled, ControlFigureV1 Failed,
    ControlFigureV1 Returned, ControlFigureV1 Unknown, ControlFigureV1 Waiting, long DifferenceFen);

/// <summary>What should be with the bank by the news, and what is by the orders.</summary>
/// <param name="DifferenceFen">Anything but 0 is an alarm: events or orders were lost or altered.</param>
public sealed record BankLine(string Programme, ControlFigureV1 ByNews, ControlFigureV1 ByOrders, long DifferenceFen);

/// <summary>The payments of a day.</summary>
/// <param name="Since">Last closed day before it; what was learnt since then is in <paramref name="Totals"/>. Null: none was closed.</param>
/// <param name="WithBank">As of now, whatever day was asked for.</param>
/// <param name="Token">To be sent with the close: it signs exactly these totals. Null where the day is closed or cannot be.</param>
/// <param name="ClosedBy">Null while the day is open.</param>
/// <param name="Verified">Of a closed day: true where signature and totals still agree with the news. Null while it is open.</param>
public sealed record DayReport(
    DateOnly Day, DateOnly? Since, DayTotals Totals, IReadOnlyList<BatchLine> Batches, IReadOnlyList<BankLine> WithBank, long DifferenceFen, string? Token,
    string? ClosedBy, DateTimeOffset? ClosedAt, string? Digest, bool? Verified);
