using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class FeedCatchUpTests
{
    private readonly List<(long After, int Limit)> _asked = [];

    [Fact]
    public async Task Run_Gaps_AreSeenAndHealedByReadingOnlyThem()
    {
        await using var ledger = new LedgerFile(new FinanceLedgerOptions { PageSize = 100 });
        var series = Events.Series(1_000);
        await ledger.ApplyAsync([.. series.Where(e => e.Sequence is not (7 or (>= 200 and <= 349) or > 950))]);
        Assert.Equal([new SequenceRange(7, 7), new SequenceRange(200, 349)], ledger.Store.Gaps().Gaps);
        using var catchUp = CatchUp(ledger, (after, limit) => Events.Page(series, after, limit));

        var report = await catchUp.RunAsync(CancellationToken.None);

        Assert.Equal([(6, 1), (199, 100), (299, 50), (950, 100)], _asked);
        Assert.Equal(4, report.Requests);
        Assert.Equal(new ApplyReport(201, 0, 0), report.Applied);
        Assert.Equal((1_000L, 1_000L, 1_000L), (report.Gaps.Watermark, report.Gaps.Highest, report.Gaps.Announced));
        Assert.Empty(report.Gaps.Gaps);
        Assert.Empty(ledger.Store.Prove().Findings);
    }

    [Fact]
    public async Task Run_NothingMissing_AsksOnce()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.OneOfEach());
        using var catchUp = CatchUp(ledger, (after, limit) => Events.Page(Events.OneOfEach(), after, limit));

        var report = await catchUp.RunAsync(CancellationToken.None);

        Assert.Equal([(Events.OneOfEach().Length, 1_000)], _asked);
        Assert.Equal(new ApplyReport(), report.Applied);
    }

    [Fact]
    public async Task Run_FeedNamesMoreThanItGives_TheEndIsMissing()
    {
        await using var ledger = new LedgerFile();
        using var catchUp = CatchUp(ledger, (after, limit) => Events.Page(Events.OneOfEach().Take(5), after, limit) with { Last = Events.OneOfEach().Length });

        await catchUp.RunAsync(CancellationToken.None);

        Assert.True(ledger.Store.HasGap);
        Assert.Equal([new SequenceRange(6, Events.OneOfEach().Length)], ledger.Store.Gaps().Gaps);
        Assert.Equal(new ApplyReport(Events.OneOfEach().Length - 5, 0, 0), await ledger.ApplyAsync([.. Events.OneOfEach().Skip(5)]));
        Assert.False(ledger.Store.HasGap);
    }

    [Fact]
    public async Task Run_EventDeletedFromTheService_AlarmStays()
    {
        await using var ledger = new LedgerFile();
        var series = Events.OneOfEach().Where(e => e.Sequence != 4).ToArray();
        using var catchUp = CatchUp(ledger, (after, limit) => Events.Page(series, after, limit));

        await catchUp.RunAsync(CancellationToken.None);
        var report = await catchUp.RunAsync(CancellationToken.None);

        Assert.Equal([new SequenceRange(4, 4)], report.Gaps.Gaps);
        Assert.Equal(3, report.Gaps.Watermark);
    }

    [Fact]
    public async Task Run_EventOfALaterVersion_IsSetAsideThenResolvedOnceItCanBeRead()
    {
        await using var ledger = new LedgerFile();
        var series = Events.OneOfEach();
        using var early = CatchUp(ledger, (after, limit) =>
        {
            var page = Events.Page(series, after, limit);
            return page with { Events = [.. page.Events.Select(i => i.Sequence == 4 ? i with { Type = "PaymentSettledV2" } : i)] };
        });
        var first = await early.RunAsync(CancellationToken.None);
        Assert.Equal(new ApplyReport(Events.OneOfEach().Length - 1, 0, 1), first.Applied);
        var aside = Assert.Single(ledger.Store.Quarantine(openOnly: true));
        Assert.Equal((QuarantineReason.Unreadable, 4L, "PaymentSettledV2"), (aside.Reason, aside.Sequence, aside.Type));
        Assert.Equal([new SequenceRange(4, 4)], first.Gaps.Gaps);

        using var late = CatchUp(ledger, (after, limit) => Events.Page(series, after, limit));
        await late.RunAsync(CancellationToken.None);

        Assert.Empty(ledger.Store.Quarantine(openOnly: true));
        Assert.NotNull(Assert.Single(ledger.Store.Quarantine()).ResolvedAt);
        Assert.Equal(Events.OneOfEach().Length, ledger.Store.Watermark);
    }

    [Theory]
    [InlineData("""{}""", QuarantineReason.Unreadable)]
    [InlineData("""null""", QuarantineReason.Unreadable)]
    [InlineData("""[1]""", QuarantineReason.Unreadable)]
    [InlineData("""{"eventId":"x"}""", QuarantineReason.Unreadable)]
    [InlineData("other-number", QuarantineReason.Invalid)]
    public async Task Run_PayloadIsNotTheEvent_IsSetAsideAndTheRestIsApplied(string payload, QuarantineReason reason)
    {
        await using var ledger = new LedgerFile();
        var json = payload == "other-number" ? EventCatalog.Serialize(Events.Settled(9)) : payload;
        using var catchUp = CatchUp(ledger, (_, _) => new(
            [Events.Item(Events.Ordered(1)), new(2, nameof(PaymentSettledV1), JsonSerializer.Deserialize<JsonElement>(json)), Events.Item(Events.Closed(3))], 3));

        Assert.Equal(new ApplyReport(2, 0, 1), (await catchUp.RunAsync(CancellationToken.None)).Applied);

        Assert.Equal((reason, 2L), ledger.Store.Quarantine().Select(q => (q.Reason, q.Sequence)).Single());
        Assert.Equal(1, ledger.Store.Watermark);
    }

    [Fact]
    public async Task Run_FeedRepeatsItself_IsRefusedAndNotReadForEver()
    {
        await using var ledger = new LedgerFile();
        using var catchUp = CatchUp(ledger, (_, _) => new([Events.Item(Events.Ordered(1))], 99));

        await Assert.ThrowsAsync<InvalidDataException>(() => catchUp.RunAsync(CancellationToken.None));

        Assert.Equal(1, ledger.Store.Watermark);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task Run_ServiceDiesMidway_WhatWasReadStaysAndTheNextGoesOn()
    {
        await using var ledger = new LedgerFile(new FinanceLedgerOptions { PageSize = 10 });
        var series = Events.Series(35);
        using (var dying = CatchUp(ledger, (after, limit) => after < 20 ? Events.Page(series, after, limit) : throw new HttpRequestException("gone")))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => dying.RunAsync(CancellationToken.None));
        }

        Assert.Equal(20, ledger.Store.Watermark);
        using var healthy = CatchUp(ledger, (after, limit) => Events.Page(series, after, limit));
        Assert.Equal(new ApplyReport(15, 0, 0), (await healthy.RunAsync(CancellationToken.None)).Applied);
    }

    [Fact]
    public async Task Run_NoFeed_Throws()
    {
        await using var ledger = new LedgerFile();
        using var catchUp = new FeedCatchUp(ledger.Store, ledger.Writer, ledger.Options);
        Assert.False(catchUp.HasSource);
        await Assert.ThrowsAsync<InvalidOperationException>(() => catchUp.RunAsync(CancellationToken.None));
    }

    private FeedCatchUp CatchUp(LedgerFile ledger, Func<long, int, FeedPageV1> feed) =>
        new(ledger.Store, ledger.Writer, ledger.Options, (after, limit, _) =>
        {
            _asked.Add((after, limit));
            return Task.FromResult(feed(after, limit));
        });
}
