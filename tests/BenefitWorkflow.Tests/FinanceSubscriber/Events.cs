using System.Text.Json;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>Events to feed a ledger with: ids follow from the sequence, so a series is the same in every run.</summary>
internal static class Events
{
    /// <summary>10 February 2026, 09:00 in China.</summary>
    public static readonly DateTimeOffset Morning = new(2026, 2, 10, 1, 0, 0, TimeSpan.Zero);

    public static Guid Id(long sequence) => new((int)sequence, (short)(sequence >> 32), 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    public static FundingShareV1[] Shares(long fen) => [new("central-budget", fen - (fen / 3)), new("union-dues", fen / 3)];

    public static PaymentOrderedV1 Ordered(long n, long fen = 300_000, string reference = "E2E-1", DateTimeOffset? at = null) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", fen, Shares(fen), at ?? Morning, reference, 1);

    public static PaymentReleasedV1 Released(long n, long fen = 300_000, string reference = "E2E-1") =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", fen, Shares(fen), Morning, reference, 1);

    public static PaymentSentV1 Sent(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "E2E-1", 1);

    public static PaymentUnknownV1 Unknown(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "E2E-1", 1, "no-answer");

    public static CashPaidV1 Cash(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "E2E-1", 1, new string('a', 64));

    public static RecoveryOpenedV1 RecoveryOpened(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "E2E-1", 1);

    public static RecoveryEndedV1 RecoveryEnded(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "E2E-1", 1, "recovered");

    public static PaymentSettledV1 Settled(long n, long fen = 300_000, string reference = "E2E-1", DateTimeOffset? at = null) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", fen, Shares(fen), at ?? Morning, reference, 1);

    public static PaymentFailedV1 Failed(long n, long fen = 300_000, string reference = "E2E-1") =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", fen, Shares(fen), Morning, reference, 1, "AC04");

    public static PaymentReturnedV1 Returned(long n, long fen = 300_000, string reference = "E2E-1", DateTimeOffset? at = null) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", fen, Shares(fen), at ?? Morning, reference, 1, "AC06");

    public static CaseOpenedV1 Opened(long n) => new(Id(n), n, "BF-2026-000001", "hardship-assistance", 0, [], Morning);

    public static DisbursementOverdueV1 Overdue(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "bank-transfer", Morning.AddDays(-1));

    public static CaseClosedV1 Closed(long n) =>
        new(Id(n), n, "BF-2026-000001", "hardship-assistance", 300_000, Shares(300_000), Morning, "paid");

    /// <summary>One of each type, sequence 1 to 13.</summary>
    public static IDisbursementEventV1[] OneOfEach() =>
        [Opened(1), Ordered(2), Released(3), Settled(4), Failed(5, reference: "E2E-2"), Returned(6, 50_000), Overdue(7), Closed(8), Sent(9), Unknown(10), Cash(11), RecoveryOpened(12),
            RecoveryEnded(13)];

    /// <summary>A year's work: payments over days, programmes and sources; every 7th fails, every 11th comes back in part.</summary>
    public static List<IDisbursementEventV1> Series(int count)
    {
        string[] programmes = ["hardship-assistance", "golden-autumn", "spring-festival-warmth"];
        var events = new List<IDisbursementEventV1>(count);
        for (var p = 0; events.Count < count; p++)
        {
            var fen = 10_000 + (p * 37 % 990_001);
            var at = Morning.AddMinutes(p * 5);
            var caseNumber = $"BF-2026-{p:000000}";
            var programme = programmes[p % 3];
            var reference = $"E2E-{p}";
            Add(n => new PaymentOrderedV1(Id(n), n, caseNumber, programme, fen, Shares(fen), at, reference, 1));
            Add(n => new PaymentReleasedV1(Id(n), n, caseNumber, programme, fen, Shares(fen), at.AddHours(2), reference, 1));
            if (p % 7 == 0)
            {
                Add(n => new PaymentFailedV1(Id(n), n, caseNumber, programme, fen, Shares(fen), at.AddDays(1), reference, 1, "AC01"));
                continue;
            }

            Add(n => new PaymentSettledV1(Id(n), n, caseNumber, programme, fen, Shares(fen), at.AddDays(1), reference, 1));
            if (p % 11 == 0)
            {
                Add(n => new PaymentReturnedV1(Id(n), n, caseNumber, programme, fen / 2, Shares(fen / 2), at.AddDays(3), reference, 1, "AC06"));
            }
        }

        return events;

        void Add(Func<long, IDisbursementEventV1> make)
        {
            if (events.Count < count)
            {
                events.Add(make(events.Count + 1));
            }
        }
    }

    /// <summary>The events as the service's feed would answer them.</summary>
    public static FeedPageV1 Page(IEnumerable<IDisbursementEventV1> series, long after, int limit)
    {
        var all = series.OrderBy(e => e.Sequence).ToList();
        var items = all.Where(e => e.Sequence > after).Take(limit).Select(Item).ToList();
        return new(items, all.Count == 0 ? 0 : all[^1].Sequence);
    }

    public static FeedEventV1 Item(IDisbursementEventV1 e) =>
        new(e.Sequence, EventCatalog.NameOf(e), JsonSerializer.Deserialize<JsonElement>(EventCatalog.Serialize(e)));
}
