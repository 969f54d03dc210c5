using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>Payments as the service leaves them behind: orders, and the events of their moves written in the same transaction.</summary>
internal static class PaymentRun
{
    /// <summary>The first day of a run, in Asia/Shanghai.</summary>
    public static readonly DateOnly Day = new(2026, 2, 10);

    private static readonly string[] Programmes = ["hardship-assistance", "spring-festival-warmth"];

    /// <summary>
    /// Orders <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1: ordered and released on the first day; every 7th fails
    /// on the next, the others are settled, and every 11th of those comes back on the third.
    /// </summary>
    /// <returns>The events, unnumbered, in order of writing.</returns>
    public static async Task<IReadOnlyList<IDisbursementEventV1>> WriteAsync(BenefitStore store, int first, int count)
    {
        var payments = Enumerable.Range(first, count).Select(Payment).ToList();
        var events = payments.SelectMany(p => p.Events.Select(e => (p.Order.CaseId, Event: e))).ToList();
        await using var tx = await store.BeginWriteAsync(CancellationToken.None);
        var id = await tx.TakeNumbersAsync("outbox", events.Count, CancellationToken.None);
        await tx.Bulk.InsertAsync(payments.Select(p => p.Order).ToList(), CancellationToken.None);
        await tx.Bulk.InsertAsync(events.Select((e, i) => EventWriter.Message(id + i, e.CaseId, e.Event)).ToList(), CancellationToken.None);
        await tx.CommitAsync(CancellationToken.None);
        return [.. events.Select(e => e.Event)];
    }

    private static (PaymentOrder Order, List<IDisbursementEventV1> Events) Payment(int n)
    {
        var (number, programme, fen, at) = ($"BF-2026-{n:000000}", Programmes[n % 2], 100_000L + (n * 37 % 9_001), Events.Morning.AddSeconds(n));
        var (released, answered, returned) = (at.AddHours(1), at.AddDays(1), at.AddDays(2));
        var order = new PaymentOrder
        {
            Id = n, CaseId = n, CaseNumber = number, ProgrammeKey = programme, Year = 2026, Instalment = 1, Attempt = 1, EndToEndId = $"{number}-1-1",
            AmountFen = fen, BeneficiaryId = n, AccountCipher = [1], AccountHash = [1], AccountName = "-", OrderedAt = at, DueAt = at.AddDays(10),
        };
        order.JoinBatch(1);
        order.Release(released);
        var shares = Events.Shares(fen);
        List<IDisbursementEventV1> events =
        [
            new PaymentOrderedV1(Id(1), 0, number, programme, fen, shares, at, order.EndToEndId, 1),
            new PaymentReleasedV1(Id(2), 0, number, programme, fen, shares, released, order.EndToEndId, 1),
        ];
        if (n % 7 == 0)
        {
            order.Fail("AC01", answered);
            events.Add(new PaymentFailedV1(Id(3), 0, number, programme, fen, shares, answered, order.EndToEndId, 1, "AC01"));
            return (order, events);
        }

        order.Settle(answered);
        events.Add(new PaymentSettledV1(Id(3), 0, number, programme, fen, shares, answered, order.EndToEndId, 1));
        if (n % 11 == 0)
        {
            order.Return("AC06", returned);
            events.Add(new PaymentReturnedV1(Id(4), 0, number, programme, fen, shares, returned, order.EndToEndId, 1, "AC06"));
        }

        return (order, events);

        Guid Id(int move) => Events.Id((n * 10L) + move);
    }
}
