using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Messaging;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>Late, repeated, out-of-order events are harmless to a subscriber: 100,000 of them, a quarter twice, over four senders at once.</summary>
public sealed class When_events_come_shuffled_and_repeated
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(20260217)]
    [InlineData(8)]
    public async Task Should_give_the_totals_of_the_straight_series(int seed)
    {
        var series = Events.Series(Count);
        var deliveries = series.Concat(series.Where((_, i) => i % 4 == 0)).ToArray();
        new Random(seed).Shuffle(deliveries);
        await using var ledger = new LedgerFile();

        var reports = await Task.WhenAll(deliveries.Chunk((deliveries.Length / 4) + 1).Select(part =>
            Task.Run(() => ledger.Writer.AppendAsync(part, CancellationToken.None))));

        Assert.Equal(Count, reports.Sum(r => r.Applied));
        Assert.Equal(Count / 4, reports.Sum(r => r.Duplicates));
        Assert.Equal(0, reports.Sum(r => r.Quarantined));
        var gaps = ledger.Store.Gaps();
        Assert.Equal((Count, Count), (gaps.Watermark, gaps.Highest));
        Assert.Empty(gaps.Gaps);

        // The straight sums, by arithmetic of their own.
        var sum = ledger.Store.Totals().Sum;
        Assert.Equal(series.OfType<PaymentOrderedV1>().Sum(e => e.AmountFen), sum.OrderedFen);
        Assert.Equal(series.OfType<PaymentReleasedV1>().Sum(e => e.AmountFen), sum.ReleasedFen);
        Assert.Equal(series.OfType<PaymentFailedV1>().Sum(e => e.AmountFen), sum.FailedFen);
        Assert.Equal(
            series.OfType<PaymentSettledV1>().Sum(e => e.AmountFen) - series.OfType<PaymentReturnedV1>().Sum(e => e.AmountFen), sum.NetPaidFen);
        Assert.Equal(series.OfType<PaymentReturnedV1>().LongCount(), sum.Returned);
        var byDayAndSource = series
            .SelectMany(e => e.Funding, (e, share) => (Day: DateOnly.FromDateTime(e.OccurredAt.UtcDateTime.AddHours(8)), e.Programme, share))
            .GroupBy(x => (x.Day, x.Programme, x.share.Source))
            .ToDictionary(g => g.Key, g => g.Sum(x => x.share.AmountFen));
        var lines = ledger.Store.Totals().Sources;
        Assert.Equal(byDayAndSource.Count, lines.Count);
        Assert.All(lines, l => Assert.Equal(
            byDayAndSource[(l.Day, l.Programme, l.Source!)],
            l.Figures.OrderedFen + l.Figures.ReleasedFen + l.Figures.SettledFen + l.Figures.FailedFen + l.Figures.ReturnedFen));
        Assert.Empty(ledger.Store.Prove().Findings);

        // Day by day what the service would answer, added up by its own code in the order of writing.
        var days = new Dictionary<DateOnly, ControlSums>();
        foreach (var e in series)
        {
            var day = ShanghaiTime.LocalDate(e.OccurredAt);
            days.TryAdd(day, new());
            days[day].AddWithShares(e, ControlSums.KindOf(e)!.Value);
        }

        Assert.True(days.Count > 90, $"{days.Count} days");
        Assert.All(days, d => Assert.Equal(d.Value.Lines, ledger.Store.ControlLines(d.Key, Count).Lines));
    }
}
