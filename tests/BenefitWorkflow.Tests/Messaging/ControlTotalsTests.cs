using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>The service's end, on payments whose sums the test adds up by itself.</summary>
public sealed class ControlTotalsTests
{
    [Fact]
    public async Task Read_EachDayOfARun_EqualsTheSumsOfItsEventsAndOfItsOrders()
    {
        await using var host = await RelayHost.StartAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, 80);
        await host.Relay.RunOnceAsync(default);

        for (var i = 0; i < 3; i++)
        {
            var day = PaymentRun.Day.AddDays(i);
            var totals = await Totals(host).ReadAsync(day, long.MaxValue, default);

            var ofDay = events.Where(e => DateOnly.FromDateTime(e.OccurredAt.UtcDateTime.AddHours(8)) == day).ToList();
            Assert.NotEmpty(ofDay);
            Assert.Equal((day, events.Count, events.Count, 0), (totals.Day, totals.UpTo, totals.LastSequence, totals.Pending));
            Assert.Equal(totals.EventLines, totals.Orders);
            Assert.Equal(totals.EventLines, totals.Lines.Where(l => l.Source is null));
            Assert.Equal(["hardship-assistance", "spring-festival-warmth"], totals.EventLines!.Select(l => l.Programme));
            foreach (var line in totals.Lines)
            {
                Assert.Equal(Sum<PaymentOrderedV1>(ofDay, line), line.Ordered);
                Assert.Equal(Sum<PaymentReleasedV1>(ofDay, line), line.Released);
                Assert.Equal(Sum<PaymentSettledV1>(ofDay, line), line.Settled);
                Assert.Equal(Sum<PaymentFailedV1>(ofDay, line), line.Failed);
                Assert.Equal(Sum<PaymentReturnedV1>(ofDay, line), line.Returned);
            }
        }
    }

    [Fact]
    public async Task Read_UpToANumber_CountsThatFarAndTellsHowMuchIsPending()
    {
        await using var host = await RelayHost.StartAsync();
        await PaymentRun.WriteAsync(host.Data.Store, 1, 1);
        await host.Relay.RunOnceAsync(default);
        await PaymentRun.WriteAsync(host.Data.Store, 2, 1);

        var totals = await Totals(host).ReadAsync(PaymentRun.Day, 1, default);

        Assert.Equal((1, 3, 3), (totals.UpTo, totals.LastSequence, totals.Pending));
        Assert.Equal(1, totals.Lines.Where(l => l.Source is null).Sum(l => l.Ordered.Count));
        Assert.Equal(0, totals.Lines.Sum(l => l.Released.Count));
        Assert.Equal(2, totals.Orders!.Sum(l => l.Ordered.Count));
    }

    [Fact]
    public async Task Read_EventTakenOutOfTheOutbox_OrdersTellSo()
    {
        await using var host = await RelayHost.StartAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, 3);
        await TemporaryStore.DeleteEventAsync(host.Data.Store, events[4].EventId);
        await host.Relay.RunOnceAsync(default);

        var totals = await Totals(host).ReadAsync(PaymentRun.Day, long.MaxValue, default);

        Assert.NotEqual(totals.Orders, totals.EventLines);
        var finding = Assert.Single(ControlComparison.Compare(totals, totals.Lines, totals.UpTo));
        Assert.Equal(("control.orders-differ", "hardship-assistance", "released", 1, 0), (finding.Code, finding.Programme, finding.Kind, finding.Service.Count, finding.Other.Count));
    }

    [Fact]
    public async Task Read_EmptyDay_HasNoLine()
    {
        await using var host = await RelayHost.StartAsync();
        var totals = await Totals(host).ReadAsync(PaymentRun.Day, 0, default);
        Assert.Equal((0, 0, 0), (totals.UpTo, totals.LastSequence, totals.Pending));
        Assert.Empty(totals.Lines);
        Assert.Empty(totals.Orders!);
    }

    private static ControlTotals Totals(RelayHost host) => new(host.Data.Store);

    private static ControlFigureV1 Sum<T>(IEnumerable<IDisbursementEventV1> events, ControlLineV1 line)
        where T : IDisbursementEventV1
    {
        var of = events.OfType<T>().Where(e => e.Programme == line.Programme && (line.Source is null || e.Funding.Any(s => s.Source == line.Source))).ToList();
        return new(of.Count, of.Sum(e => line.Source is null ? e.AmountFen : e.Funding.Single(s => s.Source == line.Source).AmountFen));
    }
}
