using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class LedgerStoreTests
{
    [Fact]
    public async Task Totals_SettledThenReturnedInPart_NetIsTheDifferencePerSource()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(
            Events.Ordered(1, 1_999), Events.Released(2, 1_999), Events.Settled(3, 1_999), Events.Returned(4, 820), Events.Returned(5, 435),
            Events.Ordered(6, 113, "E2E-2"), Events.Failed(7, 113, "E2E-2"), Events.Opened(8), Events.Overdue(9), Events.Closed(10));

        var totals = ledger.Store.Totals();

        var expected = new LedgerFigures
        {
            OrderedFen = 2_112, Ordered = 2, ReleasedFen = 1_999, Released = 1, SettledFen = 1_999, Settled = 1, FailedFen = 113, Failed = 1,
            ReturnedFen = 1_255, Returned = 2, CasesOpened = 1, CasesClosed = 1, Overdue = 1,
        };
        Assert.Equal(expected, totals.Sum);
        Assert.Equal(744, totals.Sum.NetPaidFen);
        Assert.Equal([new(new(2026, 2, 10), "hardship-assistance", null, expected)], totals.Programmes);
        // Shares of one third go to union dues: 666 - 273 - 145.
        Assert.Equal(["central-budget", "union-dues"], totals.Sources.Select(l => l.Source));
        Assert.Equal([744 - 248, 248], totals.Sources.Select(l => l.Figures.NetPaidFen));
        Assert.Equal(totals.Sum.OrderedFen, totals.Sources.Sum(l => l.Figures.OrderedFen));
    }

    [Fact]
    public async Task Totals_SettlementBeforeItsOrder_AreTheSame()
    {
        await using var forwards = new LedgerFile();
        await using var backwards = new LedgerFile();
        IDisbursementEventV1[] events = [Events.Ordered(1), Events.Released(2), Events.Settled(3), Events.Returned(4, 1)];
        foreach (var e in events)
        {
            await forwards.ApplyAsync(e);
        }

        foreach (var e in events.Reverse())
        {
            await backwards.ApplyAsync(e);
        }

        Assert.Equal(forwards.Store.Totals().Programmes, backwards.Store.Totals().Programmes);
        Assert.Equal(forwards.Store.Totals().Sources, backwards.Store.Totals().Sources);
        Assert.Equal(4, backwards.Store.Watermark);
    }

    [Theory]
    [InlineData("2026-12-31T15:59:59.9999999Z", "2026-12-31")]
    [InlineData("2026-12-31T16:00:00Z", "2027-01-01")]
    [InlineData("2026-06-01T00:30:00+09:00", "2026-05-31")]
    public async Task Totals_Day_IsTheDateInChina(string instant, string day)
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1, at: DateTimeOffset.Parse(instant)));
        Assert.Equal(DateOnly.Parse(day), Assert.Single(ledger.Store.Totals().Programmes).Day);
    }

    [Fact]
    public async Task Totals_Filtered_BothEndsAreIncluded()
    {
        await using var ledger = new LedgerFile();
        for (var n = 1; n <= 4; n++)
        {
            await ledger.ApplyAsync(Events.Settled(n, n, $"E2E-{n}", Events.Morning.AddDays(n - 1)));
        }

        Assert.Equal(2 + 3, ledger.Store.Totals(new(2026, 2, 11), new(2026, 2, 12)).Sum.SettledFen);
        Assert.Equal(10, ledger.Store.Totals(programme: "hardship-assistance").Sum.SettledFen);
        Assert.Equal(new(), ledger.Store.Totals(programme: "golden-autumn").Sum);
    }

    [Fact]
    public async Task Apply_Repetition_ChangesNothing()
    {
        await using var ledger = new LedgerFile();
        // The same instant in another spelling is the same event.
        var again = Events.Settled(1) with { OccurredAt = Events.Morning.ToOffset(TimeSpan.FromHours(8)) };

        Assert.Equal(new ApplyReport(1, 1, 0), await ledger.ApplyAsync(Events.Settled(1), Events.Settled(1)));
        Assert.Equal(new ApplyReport(0, 1, 0), await ledger.ApplyAsync(again));

        Assert.Equal(new() { SettledFen = 300_000, Settled = 1 }, ledger.Store.Totals().Sum);
        Assert.Empty(ledger.Store.Quarantine());
    }

    public static TheoryData<QuarantineReason, IDisbursementEventV1> Conflicts => new()
    {
        { QuarantineReason.EventIdReused, Events.Settled(1, 300_001) },
        { QuarantineReason.EventIdReused, Events.Settled(1, reference: "E2E-9") },
        { QuarantineReason.EventIdReused, Events.Settled(1) with { Sequence = 9 } },
        { QuarantineReason.EventIdReused, Events.Released(1) },
        { QuarantineReason.EventIdReused, Events.Settled(1) with { Funding = [new("union-dues", 300_000)] } },
        { QuarantineReason.EventIdReused, Events.Settled(2) with { EventId = Events.Id(1) } },
        { QuarantineReason.SequenceReused, Events.Settled(1) with { EventId = Events.Id(77) } },
    };

    [Theory]
    [MemberData(nameof(Conflicts))]
    public async Task Apply_IdOrNumberWithOtherContent_IsQuarantinedAndNotApplied(QuarantineReason reason, IDisbursementEventV1 other)
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Settled(1), Events.Ordered(2));
        var before = ledger.Store.Totals();

        Assert.Equal(new ApplyReport(0, 0, 1), await ledger.ApplyAsync(other));
        Assert.Equal(new ApplyReport(0, 1, 1), await ledger.ApplyAsync(other, Events.Settled(1)));

        var set = Assert.Single(ledger.Store.Quarantine(openOnly: true));
        Assert.Equal((reason, other.Sequence, other.EventId, 2L), (set.Reason, set.Sequence, set.EventId, set.Times));
        Assert.Equal(before.Programmes, ledger.Store.Totals().Programmes);
        Assert.Equal(before.Sources, ledger.Store.Totals().Sources);
        Assert.Equal(2, ledger.Store.Watermark);
    }

    [Fact]
    public async Task Reopen_EverythingIsThere_AndRepetitionsAreStillKnown()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync([.. Events.OneOfEach(), Events.Settled(20, reference: "E2E-3"), Events.Settled(1)]);
        var (totals, gaps, quarantine) = (ledger.Store.Totals(), ledger.Store.Gaps(), ledger.Store.Quarantine());

        await ledger.ReopenAsync();

        Assert.Equal(totals.Programmes, ledger.Store.Totals().Programmes);
        Assert.Equal(totals.Sources, ledger.Store.Totals().Sources);
        Assert.Equal(gaps.Gaps, ledger.Store.Gaps().Gaps);
        Assert.Equal([new SequenceRange(Events.OneOfEach().Length + 1, 19)], ledger.Store.Gaps().Gaps);
        Assert.Equal(quarantine, ledger.Store.Quarantine());
        Assert.Equal(new ApplyReport(0, Events.OneOfEach().Length, 0), await ledger.ApplyAsync(Events.OneOfEach()));
    }

    [Fact]
    public async Task Reopen_AfterAPowerCut_WhatWasAcknowledgedIsThere()
    {
        await using var ledger = new LedgerFile();
        var events = Events.Series(300);
        foreach (var part in events.Chunk(70))
        {
            await ledger.ApplyAsync(part);
        }

        using var image = ledger.OpenCrashImage();

        Assert.Equal(300, image.Watermark);
        Assert.Equal(ledger.Store.Totals().Sources, image.Totals().Sources);
        Assert.Empty(image.Prove().Findings);
    }

    [Fact]
    public async Task Apply_DiskRefusesTheCommit_NothingIsAppliedAndTheWriterGoesOn()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1));
        ledger.Tamper("CREATE TRIGGER full BEFORE INSERT ON total BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => ledger.ApplyAsync(Events.Released(2), Events.Settled(3)));
        Assert.Equal(1, ledger.Store.Watermark);

        ledger.Tamper("DROP TRIGGER full");
        Assert.Equal(new ApplyReport(2, 0, 0), await ledger.ApplyAsync(Events.Released(2), Events.Settled(3)));
        Assert.Equal(3, ledger.Store.Watermark);
        Assert.Empty(ledger.Store.Prove().Findings);
    }

    [Fact]
    public async Task Open_FileFromBeforeTheControlTotals_IsUpgradedAndItsDaysAreDue()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1), Events.Settled(2, at: Events.Morning.AddDays(3)));
        ledger.Tamper("DROP TABLE control; PRAGMA user_version = 1");

        await ledger.ReopenAsync();

        Assert.Equal(
            [new(2026, 2, 10), new(2026, 2, 13), new(2026, 5, 31), new(2026, 6, 1)], ledger.Store.ControlDue(new(2026, 6, 1)));
        Assert.Equal(1, Assert.Single(ledger.Store.ControlLines(new(2026, 2, 13), 2).Lines, l => l.Source is null).Settled.Count);
        Assert.Empty(ledger.Store.ControlLines(new(2026, 2, 13), 1).Lines);
    }

    [Fact]
    public async Task Open_FileOfALaterVersion_IsRefused()
    {
        await using var ledger = new LedgerFile();
        ledger.Tamper("PRAGMA user_version = 99");
        var refused = Assert.Throws<InvalidOperationException>(() => new LedgerStore(ledger.Options.File, ledger.Time));
        Assert.Contains("schema 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Append_AfterTheWriterStopped_IsRefused()
    {
        await using var ledger = new LedgerFile();
        await ledger.Writer.DisposeAsync();
        await Assert.ThrowsAsync<System.Threading.Channels.ChannelClosedException>(() => ledger.ApplyAsync(Events.Ordered(1)));
    }

    [Fact]
    public async Task Append_ManyAtOnceInSmallGroups_EachIsAnsweredForItsOwn()
    {
        await using var ledger = new LedgerFile(new FinanceLedgerOptions { GroupSize = 3 });
        var reports = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => ledger.ApplyAsync(
            Events.Ordered((i * 2) + 1, reference: $"E2E-{i}"),
            i % 2 == 0 ? Events.Settled((i * 2) + 2, reference: $"E2E-{i}") : Events.Ordered((i * 2) + 1, reference: $"E2E-{i}"))));

        Assert.All(reports.Index(), r => Assert.Equal(r.Index % 2 == 0 ? new ApplyReport(2, 0, 0) : new ApplyReport(1, 1, 0), r.Item));
        Assert.Equal(60, ledger.Store.Prove().Events);
    }
}
