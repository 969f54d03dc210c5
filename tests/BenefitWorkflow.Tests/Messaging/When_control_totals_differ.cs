using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.Messaging;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>Both ends with the embedded ledger: somebody deletes an event on purpose, at either end.</summary>
public sealed class When_control_totals_differ
{
    private const int Payments = 12;

    private static readonly FakeTimeProvider Time = new(new(2026, 6, 1, 1, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Should_agree_while_nothing_is_missing()
    {
        await using var host = await PaidAsync();
        foreach (var day in Days) Assert.Equal(ControlStatus.Agreed, (await Check(host).RunAsync(day, default)).Status);
        Assert.Empty(host.Ledger.ControlAlarms());
    }

    [Fact]
    public async Task Should_raise_the_alarm_when_an_event_is_deleted_from_the_books_and_end_it_when_it_is_back()
    {
        await using var host = await PaidAsync();
        await Check(host).RunAsync(PaymentRun.Day, default);
        var log = new Lines();
        // The event and its part of the totals: the books still prove themselves, only the service knows better.
        Tamper(host, "UPDATE total SET amount_fen = amount_fen - 100037, events = events - 1 WHERE day = '2026-02-10' AND programme = 'spring-festival-warmth' AND source = '' AND type = 'PaymentOrderedV1'");

        var report = await Check(host, log).RunAsync(PaymentRun.Day, default);

        Assert.Equal(ControlStatus.Differs, report.Status);
        var finding = Assert.Single(report.Findings);
        Assert.Equal(("control.totals-differ", "spring-festival-warmth", null, "ordered"), (finding.Code, finding.Programme, finding.Source, finding.Kind));
        Assert.Equal((1, 100_037), (finding.Service.Count - finding.Other.Count, finding.Service.Fen - finding.Other.Fen));
        var (level, text) = Assert.Single(log.Written);
        Assert.Equal(LogLevel.Critical, level);
        Assert.Contains("control.totals-differ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("BF-2026", text, StringComparison.Ordinal);
        Assert.Equal(PaymentRun.Day, Assert.Single(host.Ledger.ControlAlarms()).Day);

        Tamper(host, "UPDATE total SET amount_fen = amount_fen + 100037, events = events + 1 WHERE day = '2026-02-10' AND programme = 'spring-festival-warmth' AND source = '' AND type = 'PaymentOrderedV1'");
        Assert.Contains(ControlStatus.Agreed, (await Check(host, log).RunDueAsync(default)).Where(r => r.Day == PaymentRun.Day).Select(r => r.Status));
        Assert.Empty(host.Ledger.ControlAlarms());
        Assert.Equal(LogLevel.Warning, log.Written[^1].Level);
    }

    [Fact]
    public async Task Should_raise_the_alarm_when_an_event_is_deleted_from_the_outbox()
    {
        await using var host = await RelayHost.StartAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, Payments);
        await TemporaryStore.DeleteEventAsync(host.Data.Store, events[0].EventId);
        await host.Relay.RunOnceAsync(default);
        await host.ConsumedAsync(events.Count - 1);

        // Nothing is missing by number: the event never got one.
        Assert.Empty(host.Ledger.Gaps().Gaps);
        var report = await Check(host).RunAsync(PaymentRun.Day, default);
        Assert.Equal(["control.orders-differ"], report.Findings.Select(f => f.Code));
        Assert.Single(host.Ledger.ControlAlarms());
    }

    [Fact]
    public async Task Should_say_pending_while_events_are_under_way_and_come_back_to_the_day()
    {
        await using var host = await PaidAsync();
        var late = await PaymentRun.WriteAsync(host.Data.Store, Payments + 1, 2);

        var pending = await Check(host).RunAsync(PaymentRun.Day, default);
        Assert.Equal((ControlStatus.Pending, 4), (pending.Status, pending.Pending));
        Assert.Empty(pending.Findings);

        await host.Relay.RunOnceAsync(default);
        await host.ConsumedAsync(late.Count);
        var due = await Check(host).RunDueAsync(default);
        Assert.Equal(ControlStatus.Agreed, Assert.Single(due, r => r.Day == PaymentRun.Day).Status);
        // What agreed and did not change since is not asked again.
        Assert.DoesNotContain(await Check(host).RunDueAsync(default), r => Days.Contains(r.Day));
    }

    [Fact]
    public async Task Should_raise_the_alarm_when_the_service_has_fewer_events_than_the_books()
    {
        await using var host = await PaidAsync();
        await using (var db = host.Data.Store.Read())
        {
            var last = await db.Outbox.MaxAsync(m => m.Sequence);
            await db.Outbox.Where(m => m.Sequence == last).ExecuteDeleteAsync();
        }

        Assert.Contains((await Check(host).RunAsync(PaymentRun.Day, default)).Findings, f => f.Code == "control.service-behind");
    }

    [Fact]
    public async Task Should_refuse_an_answer_for_another_day()
    {
        await using var host = await PaidAsync();
        var totals = new ControlTotals(host.Data.Store);
        var check = new ControlCheck(host.Ledger, Time, new Lines(), (day, upTo, ct) => totals.ReadAsync(day.AddDays(1), upTo, ct));
        await Assert.ThrowsAsync<InvalidDataException>(() => check.RunAsync(PaymentRun.Day, default));
        Assert.Null(host.Ledger.ControlReport(PaymentRun.Day));
    }

    private static IEnumerable<DateOnly> Days => Enumerable.Range(0, 3).Select(PaymentRun.Day.AddDays);

    private static async Task<RelayHost> PaidAsync()
    {
        var host = await RelayHost.StartAsync();
        var events = await PaymentRun.WriteAsync(host.Data.Store, 1, Payments);
        await host.Relay.RunOnceAsync(default);
        await host.ConsumedAsync(events.Count);
        return host;
    }

    private static ControlCheck Check(RelayHost host, Lines? log = null) =>
        new(host.Ledger, Time, log ?? new Lines(), new ControlTotals(host.Data.Store).ReadAsync);

    private static void Tamper(RelayHost host, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Data.Folder, "finance-ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    /// <summary>What is logged.</summary>
    private sealed class Lines : ILogger<ControlCheck>
    {
        public List<(LogLevel Level, string Text)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception)));
    }
}
