using System.Text.Json.Serialization;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Control;

/// <summary>How a day stands between the service and the books.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ControlStatus>))]
public enum ControlStatus
{
    /// <summary>Both ends have the same totals, and nothing of the day is on its way.</summary>
    Agreed = 1,

    /// <summary>The same totals as far as the events have come; some of the day are still on their way. Checked again by itself.</summary>
    Pending = 2,

    /// <summary>An alarm: the totals differ. Checked again by itself; ends when they agree.</summary>
    Differs = 3,
}

/// <summary>One difference. Holds numbers and keys only, nothing about a person.</summary>
/// <param name="Code"><c>control.totals-differ</c>, <c>control.orders-differ</c> or <c>control.service-behind</c>; see docs/errors.md.</param>
/// <param name="Programme">Programme key; null where the finding is about all.</param>
/// <param name="Source">Funding source key; null for the programme as a whole.</param>
/// <param name="Kind"><c>ordered</c>, <c>released</c>, <c>settled</c>, <c>failed</c> or <c>returned</c>; null where the finding is about all.</param>
/// <param name="Service">What the service has; in <c>control.orders-differ</c> its payment orders.</param>
/// <param name="Other">What the books have; in <c>control.orders-differ</c> the service's events.</param>
/// <param name="Zh">The same for a person, in Chinese.</param>
/// <param name="En">The same in English.</param>
public sealed record ControlFinding(
    string Code, string? Programme, string? Source, string? Kind, ControlFigureV1 Service, ControlFigureV1 Other, string Zh, string En);

/// <summary>The last check of a day.</summary>
/// <param name="Day">Civil date in Asia/Shanghai.</param>
/// <param name="Status">How it stands.</param>
/// <param name="CheckedAt">When, UTC.</param>
/// <param name="UpTo">Events up to this number were compared.</param>
/// <param name="Pending">Payment events of the day that were on their way.</param>
/// <param name="Findings">Every difference; empty unless the status is <see cref="ControlStatus.Differs"/>.</param>
public sealed record ControlReport(
    DateOnly Day, ControlStatus Status, DateTimeOffset CheckedAt, long UpTo, long Pending, IReadOnlyList<ControlFinding> Findings);

/// <summary>Reads the service's control totals of a day: over HTTP, or in-process where the service hosts the ledger itself.</summary>
/// <param name="day">Civil date in Asia/Shanghai.</param>
/// <param name="upTo">Highest sequence number to count.</param>
/// <param name="ct">Stops the read.</param>
public delegate Task<ControlTotalsV1> ControlSource(DateOnly day, long upTo, CancellationToken ct);
