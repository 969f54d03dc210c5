using System.Text;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Payments with the bank, each of 1,000.00 yuan, and the bank's answers to them.</summary>
internal static class ReleasedPayments
{
    public const long Fen = 100_000;

    public static Task<List<PaymentOrder>> ReleasedAsync(this CaseWorld world, int count, string? format = null) => world.ReleasedAsync(format, [.. Enumerable.Range(1, count).Select(Frontline)]);

    public static async Task<List<PaymentOrder>> ReleasedAsync(this CaseWorld world, string? format, params NewCase[] cases)
    {
        var batch = await world.PreparedAsync(format, cases);
        var released = await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
        Assert.Null(released.Refusal);
        await using var db = world.Store.Read();
        return await db.PaymentOrders.Where(o => o.BatchId == batch.Id).OrderBy(o => o.Id).ToListAsync();
    }

    public static async Task<PaymentBatch> PreparedAsync(this CaseWorld world, string? format, params NewCase[] cases)
    {
        var ids = await world.ApprovedAsync(cases);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        return (await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship, Format: format), null, default)).Batch!;
    }

    /// <summary>Where the orders are now.</summary>
    public static async Task<PaymentState[]> StatesAsync(this CaseWorld world, IReadOnlyList<PaymentOrder> orders)
    {
        var ids = orders.Select(o => o.Id).ToList();
        await using var db = world.Store.Read();
        return [.. (await db.PaymentOrders.Where(o => ids.Contains(o.Id)).OrderBy(o => o.Id).ToListAsync()).Select(o => o.State)];
    }

    public static Task<(BankResultReport? Report, Refusal? Refusal)> BankAnswersAsync(this CaseWorld world, string xml, string file = "answer.xml") =>
        world.TakeInBankResults.RunAsync(Preparer, file, new MemoryStream(Encoding.UTF8.GetBytes(xml)), default);

    public static async Task<BankResultReport> AnswerAsync(this CaseWorld world, string xml, string file = "answer.xml")
    {
        var (report, refusal) = await world.BankAnswersAsync(xml, file);
        Assert.True(report is not null, refusal?.En);
        return report;
    }

    /// <summary>This moment as a bank writes it.</summary>
    public static string BankTime(this CaseWorld world) => world.Time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static string BankDay(this CaseWorld world) => ShanghaiTime.LocalDate(world.Time.GetUtcNow()).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
