using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>
/// Sums over events. Each figure is the sum of the events of that kind whose own instant falls on the day: a settlement counts on its own day and not
/// on the order's, so an event that comes late never changes another kind's figure.
/// </summary>
public sealed record LedgerFigures
{
    /// <summary>Sum of payments ordered, in fen.</summary>
    public long OrderedFen { get; init; }

    /// <summary>Sum of payments released to the bank, in fen.</summary>
    public long ReleasedFen { get; init; }

    /// <summary>Sum of payments the bank's end was found to have, in fen; one that was unknown in between counts again.</summary>
    public long SentFen { get; init; }

    /// <summary>Sum of payments whose outcome became unknown, in fen. It is no money moved: an answer or statement settles or fails them later.</summary>
    public long UnknownFen { get; init; }

    /// <summary>Sum of credits, in fen.</summary>
    public long SettledFen { get; init; }

    /// <summary>Sum of payments refused by the bank, in fen.</summary>
    public long FailedFen { get; init; }

    /// <summary>Sum of money that came back, in fen.</summary>
    public long ReturnedFen { get; init; }

    /// <summary>Money out of the union's account: settled less returned, in fen. Negative on a day that returns more than it settles.</summary>
    public long NetPaidFen => SettledFen - ReturnedFen;

    /// <summary>Number of order events. In a line of one source: of those the source bears a share of, so sources do not add up to the programme.</summary>
    public long Ordered { get; init; }

    /// <summary>Number of release events; see <see cref="Ordered"/>.</summary>
    public long Released { get; init; }

    /// <summary>Number of events that the bank's end has a payment; see <see cref="Ordered"/>.</summary>
    public long Sent { get; init; }

    /// <summary>Number of events that an outcome became unknown; see <see cref="Ordered"/>.</summary>
    public long Unknown { get; init; }

    /// <summary>Number of settlement events; see <see cref="Ordered"/>.</summary>
    public long Settled { get; init; }

    /// <summary>Number of failure events; see <see cref="Ordered"/>.</summary>
    public long Failed { get; init; }

    /// <summary>Number of return events; see <see cref="Ordered"/>.</summary>
    public long Returned { get; init; }

    /// <summary>The part of <see cref="SettledFen"/> that was handed over in cash, in fen.</summary>
    public long CashFen { get; init; }

    /// <summary>Number of payments in cash; see <see cref="Ordered"/>.</summary>
    public long Cash { get; init; }

    /// <summary>Sum of wrong payments that were claimed back, in fen.</summary>
    public long ClaimedFen { get; init; }

    /// <summary>Number of such claims; see <see cref="Ordered"/>.</summary>
    public long Claimed { get; init; }

    /// <summary>Sum of claims that ended, recovered or given up, in fen.</summary>
    public long ClaimsEndedFen { get; init; }

    /// <summary>Number of such claims; see <see cref="Ordered"/>.</summary>
    public long ClaimsEnded { get; init; }

    /// <summary>Number of cases opened.</summary>
    public long CasesOpened { get; init; }

    /// <summary>Number of closings; a case that was reopened and closed again counts twice.</summary>
    public long CasesClosed { get; init; }

    /// <summary>Number of steps that passed their time limit.</summary>
    public long Overdue { get; init; }

    internal LedgerFigures Plus(string type, long amountFen, long events) => type switch
    {
        nameof(PaymentOrderedV1) => this with { OrderedFen = OrderedFen + amountFen, Ordered = Ordered + events },
        nameof(PaymentReleasedV1) => this with { ReleasedFen = ReleasedFen + amountFen, Released = Released + events },
        nameof(PaymentSentV1) => this with { SentFen = SentFen + amountFen, Sent = Sent + events },
        nameof(PaymentUnknownV1) => this with { UnknownFen = UnknownFen + amountFen, Unknown = Unknown + events },
        nameof(PaymentSettledV1) => this with { SettledFen = SettledFen + amountFen, Settled = Settled + events },
        nameof(PaymentFailedV1) => this with { FailedFen = FailedFen + amountFen, Failed = Failed + events },
        nameof(PaymentReturnedV1) => this with { ReturnedFen = ReturnedFen + amountFen, Returned = Returned + events },
        nameof(CashPaidV1) => this with { CashFen = CashFen + amountFen, Cash = Cash + events },
        nameof(RecoveryOpenedV1) => this with { ClaimedFen = ClaimedFen + amountFen, Claimed = Claimed + events },
        nameof(RecoveryEndedV1) => this with { ClaimsEndedFen = ClaimsEndedFen + amountFen, ClaimsEnded = ClaimsEnded + events },
        nameof(CaseOpenedV1) => this with { CasesOpened = CasesOpened + events },
        nameof(CaseClosedV1) => this with { CasesClosed = CasesClosed + events },
        nameof(DisbursementOverdueV1) => this with { Overdue = Overdue + events },
        _ => throw new InvalidOperationException($"The ledger has no figure for '{type}'."),
    };
}

/// <summary>The figures of one day, programme and source.</summary>
/// <param name="Day">Civil date in Asia/Shanghai.</param>
/// <param name="Programme">Programme key.</param>
/// <param name="Source">Funding source key, or null in the programme's own line (each event counted once, whatever its sources).</param>
/// <param name="Figures">The sums.</param>
public sealed record LedgerLine(DateOnly Day, string Programme, string? Source, LedgerFigures Figures);

/// <summary>Daily control totals.</summary>
/// <param name="Programmes">One line per day and programme, in that order; source null.</param>
/// <param name="Sources">One line per day, programme and funding source, in that order. Amounts add up to the programme's line.</param>
/// <param name="Sum">Over all of <paramref name="Programmes"/>.</param>
public sealed record LedgerTotals(IReadOnlyList<LedgerLine> Programmes, IReadOnlyList<LedgerLine> Sources, LedgerFigures Sum);

/// <summary>What is missing.</summary>
/// <param name="Watermark">Every event from 1 to this one is in the books; 0 when the first is missing.</param>
/// <param name="Highest">Highest sequence number in the books, 0 when empty.</param>
/// <param name="Announced">Highest sequence number the feed has named since the start, 0 before it was asked. Above <paramref name="Highest"/> the end is missing.</param>
/// <param name="Gaps">Missing runs, ascending, the missing end included; at most 1,000.</param>
public sealed record LedgerGaps(long Watermark, long Highest, long Announced, IReadOnlyList<SequenceRange> Gaps);

/// <summary>An event that was set aside.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Sequence">Number it came with.</param>
/// <param name="EventId">Its id; empty when it could not be read.</param>
/// <param name="Type">Name it came with.</param>
/// <param name="Times">How often it came, at least 1.</param>
/// <param name="FirstSeenAt">First arrival, UTC.</param>
/// <param name="ResolvedAt">When a readable event took its number, UTC; null while it is open.</param>
public sealed record QuarantinedEvent(
    QuarantineReason Reason, long Sequence, Guid EventId, string Type, long Times, DateTimeOffset FirstSeenAt, DateTimeOffset? ResolvedAt);

/// <summary>What became of events handed in; the three add up to their number.</summary>
/// <param name="Applied">New, now in the books.</param>
/// <param name="Duplicates">The same event was in the books already; nothing changed.</param>
/// <param name="Quarantined">Set aside and flagged; nothing changed.</param>
public readonly record struct ApplyReport(int Applied, int Duplicates, int Quarantined)
{
    internal ApplyReport Plus(ApplyReport other) =>
        new(Applied + other.Applied, Duplicates + other.Duplicates, Quarantined + other.Quarantined);

    internal ApplyReport Plus(ApplyOutcome outcome) => outcome switch
    {
        ApplyOutcome.Applied => this with { Applied = Applied + 1 },
        ApplyOutcome.Duplicate => this with { Duplicates = Duplicates + 1 },
        _ => this with { Quarantined = Quarantined + 1 },
    };
}

internal enum ApplyOutcome : byte
{
    Applied = 1,
    Duplicate = 2,
    Quarantined = 3,
}
