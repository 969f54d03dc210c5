using System.Globalization;
using BenefitWorkflow.Audit;
using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Host;
using BenefitWorkflow.BankSimulator.Outcomes;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>
/// Promises 1, 2, 3 and 8 on real processes: payments with 15 % troubles through the simulated bank, service and bank killed at random, and at the
/// end four books that agree to the fen. <c>BW_TEST_PAYMENTS</c> sets how many (default 300); the full run is 20,000.
/// </summary>
public sealed class When_payments_run_through_the_bank(ITestOutputHelper print)
{
    private const int Seed = 20230306;

    private static readonly int Payments = int.Parse(Environment.GetEnvironmentVariable("BW_TEST_PAYMENTS") ?? "300", CultureInfo.InvariantCulture);

    private static int Kills => Payments >= 20_000 ? 24 : 6;

    private static int Batch => Payments >= 20_000 ? 1_000 : 150;

    [Fact]
    public async Task Should_end_with_four_equal_books_by_folder()
    {
        var root = Directory.CreateTempSubdirectory("bw-bank-").FullName;
        try
        {
            await using var run = await SeededRun.StartAsync(Payments, Seed, Kills, root, [("Kind", "folder"), ("Root", root), ("PollSeconds", "1")]);
            await run.ToTheEndAsync(Batch);
            await AgreeAsync(run, $"folder, delimited text, seed {Seed}");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [SkippableFact]
    public async Task Should_end_with_four_equal_books_by_sftp()
    {
        Skip.IfNot(SftpServer.Missing is null, SftpServer.Missing);
        await using var server = await SftpServer.StartAsync();
        await using var run = await SeededRun.StartAsync(Payments, Seed + 1, Kills, server.Root, server.ServiceSettings,
            ("Payments:Format", "pain.001.001.10"), ("Payments:Payer:Name", "楚雄州总工会"), ("Payments:Payer:Account", "53001646236051001234"), ("Payments:Payer:BankName", "建设银行楚雄分行"));
        await run.ToTheEndAsync(Batch);
        await AgreeAsync(run, $"SFTP, ISO 20022, seed {Seed + 1}");
    }

    private async Task AgreeAsync(SeededRun run, string how)
    {
        run.Stop();
        using var bank = new Bank(run.Book, _ => Outcome.Settled, TimeSpan.FromDays(1));
        var totals = bank.Totals();
        await using var app = ServiceHost.Build(["--Data:Folder", run.Data, "--Urls", "http://127.0.0.1:0", "--Jobs:Enabled", "false"], builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        while (await app.Services.GetRequiredService<OutboxRelay>().RunOnceAsync(default) > 0)
        {
        }
        await app.Services.GetRequiredService<FeedCatchUp>().RunAsync(default);
        await using var db = app.Services.GetRequiredService<BenefitStore>().Read();
        var orders = await db.PaymentOrders.Select(o => new { o.EndToEndId, o.AmountFen, o.State }).ToListAsync();
        var settled = orders.Where(o => o.State == PaymentState.Settled).Sum(o => o.AmountFen);
        var ledger = app.Services.GetRequiredService<LedgerStore>();
        var money = await MoneyIdentity.CheckAsync(db, app.Services.GetRequiredService<ProgrammeCatalog>().Find(CaseWorld.Hardship)!, default);
        print.WriteLine($"{how}: {Payments} payments, {orders.Count} orders, {run.Kills} kills ({run.ServiceLives} lives of the service, {run.BankLives} of the bank), {run.Resent} files let go again; {totals}");

        // Nobody was credited twice, no file and no payment reached the bank twice, and everybody was paid in the end.
        Assert.Equal((0, 0), (totals.DuplicateIds, totals.RefusedFiles));
        Assert.Empty(Comparison.Differences(bank.Lines(), [.. orders.Select(o => new ServicePayment(o.EndToEndId, o.AmountFen, o.State.ToString()))], settled: true));
        Assert.Equal(Payments, totals.Credited);
        // The bank's book = our orders = the finance ledger = the funding sources.
        Assert.Equal((Payments * 100_000L, totals.KeptFen), (settled, settled));
        Assert.Equal(settled, ledger.Totals().Sum.NetPaidFen);
        Assert.Equal(settled, money.Sources.Sum(s => s.PaidFen));
        Assert.Empty(money.Differences);
        Assert.True(money.Balanced);
        Assert.Equal(0, ledger.Totals().Sum.OrderedFen - settled - orders.Where(o => o.State is PaymentState.Failed or PaymentState.Returned).Sum(o => o.AmountFen));
        Assert.True((await app.Services.GetRequiredService<AuditVerifier>().VerifyAsync(default)).Ok);
        // Every kind of trouble was there, and the killer as well. How many of his strikes fall before the work ends is up to the machine's speed.
        Assert.True(totals is { Rejected: > 0, Returned: > 0 } && totals.Payments == orders.Count, totals.ToString());
        Assert.True(run.Kills >= Kills / 2 && run.ServiceLives >= 2 && run.BankLives >= 2, $"{run.Kills} kills");
        await app.StopAsync();
    }
}
