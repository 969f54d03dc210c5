using System.Text.Json;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Demo;

/// <summary>What the demo shows at its end, read from the service, the finance ledger and the bank's book, never from the plan.</summary>
internal static class DemoSummary
{
    public sealed record IndicatorLine(string Key, string Name, decimal Target, decimal? Actual, decimal Score);

    public sealed record ProgrammeLine(
        string Key, int Cases, int Closed, int Rejected, int PaidGrants, long PaidFen, IReadOnlyDictionary<string, long> ByFundingSource,
        IReadOnlyList<IndicatorLine> Indicators, bool MoneyBalanced);

    public sealed record EventLine(long Published, long Consumed, long LedgerFen);

    public sealed record Summary(IReadOnlyList<ProgrammeLine> Programmes, EventLine Events, bool AuditOk);

    public static async Task<Summary> ReadAsync(IServiceProvider services, TextWriter print)
    {
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        var lines = new List<ProgrammeLine>();
        foreach (var programme in services.GetRequiredService<ProgrammeCatalog>().Programmes)
        {
            var form = await services.GetRequiredService<SelfEvaluation>().BuildAsync(programme, default);
            EvaluationPrinter.Print(form, print);
            var money = await MoneyIdentity.CheckAsync(db, programme, default);
            PrintMoney(programme, money, print);
            var cases = db.Cases.Where(c => c.ProgrammeKey == programme.Key);
            var paid = db.PaymentOrders.Where(o => o.ProgrammeKey == programme.Key && o.State == Payments.PaymentState.Settled);
            lines.Add(new ProgrammeLine(programme.Key,
                await cases.CountAsync(), await cases.CountAsync(c => c.State == CaseState.Closed), await cases.CountAsync(c => c.State == CaseState.Closed && c.Result != Cases.Activities.Close.Paid),
                await paid.CountAsync(), await paid.SumAsync(o => o.AmountFen), money.Sources.ToDictionary(s => s.Source, s => s.PaidFen),
                [.. form.Rows.Select(r => new IndicatorLine(r.Key, r.Title.Zh, r.Target, r.Actual, r.Score))], money.Balanced));
        }

        var ledger = services.GetRequiredService<LedgerStore>();
        await services.GetRequiredService<FeedCatchUp>().RunAsync(default);
        var health = await services.GetRequiredService<OutboxFeed>().HealthAsync(ledger.Watermark, default);
        var events = new EventLine(health.LastSequence - health.Unpublished, ledger.Watermark, ledger.Totals().Sum.NetPaidFen);
        var audit = await services.GetRequiredService<AuditVerifier>().VerifyAsync(default);
        print.WriteLine();
        print.WriteLine($"事件 Events: 发布 {events.Published} 消费 {events.Consumed}，财务账 {new Money(events.LedgerFen)} 元 / published, consumed, finance ledger");
        print.WriteLine($"审计 Audit: {(audit.Ok ? "通过 ok" : "发现问题 FAILED")}（{audit.Cases} 件案件 cases，{audit.Entries} 条记录 entries）");
        return new Summary(lines, events, audit.Ok);
    }

    /// <summary>Every way in which the outcome is not what it must be; empty where all is well.</summary>
    public static IReadOnlyList<string> Faults(Summary summary, ProgrammeCatalog catalog, DemoBank bank, int scale)
    {
        var faults = new List<string>();
        foreach (var line in summary.Programmes)
        {
            var programme = catalog.Find(line.Key)!;
            if (!line.MoneyBalanced) faults.Add($"{line.Key}: 资金不平衡 / the money does not add up");
            if (line.PaidFen != programme.PlannedFen * scale) faults.Add($"{line.Key}: 发放 {line.PaidFen} 分，计划 {programme.PlannedFen * scale} 分 / paid differs from the plan");
            if (line.Closed != line.Cases) faults.Add($"{line.Key}: 有 {line.Cases - line.Closed} 件未办结 / cases still open");
        }
        var paid = summary.Programmes.Sum(p => p.PaidFen);
        if (bank.Totals.KeptFen is var kept && kept != paid) faults.Add($"银行账 {kept} 分，发放 {paid} 分 / the bank's book differs");
        if (summary.Events.LedgerFen != paid) faults.Add($"财务账 {summary.Events.LedgerFen} 分，发放 {paid} 分 / the finance ledger differs");
        if (summary.Events.Consumed != summary.Events.Published) faults.Add("事件未全部消费 / not every event was consumed");
        if (!summary.AuditOk) faults.Add("审计未通过 / the audit failed");
        return faults;
    }

    public static void Write(Summary summary, string file) => File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(summary, Readable));

    // Chinese stays Chinese: people read this file too.
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void PrintMoney(Programme programme, MoneyReport money, TextWriter print)
    {
        print.WriteLine($"  资金 Money: {(money.Balanced ? "平衡 balanced" : "不平衡 DOES NOT ADD UP")}（批准 approved = 已付 paid + 在途 pending + 退回 returned + 取消 cancelled）");
        foreach (var s in money.Sources)
            print.WriteLine($"    {programme.FundingSources.First(f => f.Key == s.Source).Title.Zh}: {new Money(s.ApprovedFen)} = {new Money(s.PaidFen)} + {new Money(s.PendingFen)} + {new Money(s.ReturnedFen)} + {new Money(s.CancelledFen)}  上限 ceiling {new Money(s.CeilingFen)}");
        foreach (var difference in money.Differences) print.WriteLine($"    {difference.Zh} {difference.En}");
    }
}
