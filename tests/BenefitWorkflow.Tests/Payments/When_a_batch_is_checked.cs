using System.Text.Json.Nodes;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_batch_is_checked
{
    [Fact]
    public async Task Should_show_the_total_in_figures_and_in_words()
    {
        await using var world = await CreateAsync();
        await world.OrderedAsync(3);
        var report = (await world.CheckBatch.ReadAsync(CaseScope.All, (await world.PreparedAsync()).Id, default))!;
        Assert.Equal((3, 300_000L, "3,000.00", "人民币叁仟元整"), (report.Count, report.TotalFen, report.Total, report.TotalInWords));
        Assert.Equal((false, false, 0, 0), (report.Blocked, report.NeedsSecondChecker, report.Refusals.Count, report.Rows.Count));
        Assert.Null(await world.CheckBatch.ReadAsync(CaseScope.All, 99, default));
    }

    /// <summary>Promise 18: what was approved is what is paid; a changed account voids the approval.</summary>
    [Fact]
    public async Task Should_pay_a_changed_account_only_after_it_was_corrected_and_confirmed_anew()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(2);
        var batch = await world.PreparedAsync();
        await ChangeAccountAsync(world, ids[0], "6228480402564890018");

        var report = (await world.CheckBatch.ReadAsync(CaseScope.All, batch.Id, default))!;
        Assert.Equal((true, "payment.account-changed"), (report.Blocked, Assert.Single(report.Rows).Code));
        Assert.Equal("payment.check-blocked", (await world.CheckBatch.ConfirmAsync(Releaser, batch.Id, default)).Refusal?.Code);
        var refused = await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
        Assert.Equal(("payment.release-refused", ids[0], "payment.account-changed"), (refused.Refusal?.Code, Assert.Single(refused.Outcomes).CaseId, refused.Outcomes[0].Refusal?.Code));

        Assert.Null((await new DissolveBatch(world.Store, world.Time).RunAsync(Preparer, batch.Id, default)).Refusal);
        Assert.Equal(1, (await world.ReleasedAsync()).Count);
        Applied(await world.SendAsync(Caseworker, ids[0], "RecallPayment"));
        Applied(Assert.Single(await world.Executor.SignalAsync(new SignalCommand(Caseworker,
            [new CaseSignal(ids[0], new Signal("CorrectAccount"), Personal: new PersonalInput("农业银行", "6228480402564890018", Frontline(1).Name))]), default)));
        RefusedAs("case.separation-of-duties", await world.SendAsync(Caseworker, ids[0], "ConfirmAccount"));
        Applied(await world.SendAsync(Colleague, ids[0], "ConfirmAccount"));
        Assert.Equal(1, (await world.ReleasedAsync()).Count);
    }

    [Fact]
    public async Task Should_want_two_more_people_above_the_limit()
    {
        await using var world = await CreateAsync();
        await world.OrderedAsync(2);
        var catalog = Limited(world, limitFen: 200_000, secondAboveFen: 199_999);
        var check = new CheckBatch(world.Store, catalog, world.Digest, new BatchFileChecks(world.Files), world.Time);
        var release = new ReleaseBatch(world.Store, world.Executor, check, world.Sending, world.Files, world.Time);
        var batch = await world.PreparedAsync();
        var other = Person("lin", Roles.FinanceReleaser);

        Assert.True((await check.ReadAsync(CaseScope.All, batch.Id, default))!.NeedsSecondChecker);
        Assert.Equal("payment.check-missing", (await release.RunAsync(Releaser, batch.Id, null, default)).Refusal?.Code);
        Assert.Equal("payment.checker-prepared", (await check.ConfirmAsync(Person("cai", Roles.FinanceReleaser), batch.Id, default)).Refusal?.Code);
        Assert.Null((await check.ConfirmAsync(other, batch.Id, default)).Refusal);
        Assert.Equal("payment.releaser-checked", (await release.RunAsync(other, batch.Id, null, default)).Refusal?.Code);
        Assert.Null((await release.RunAsync(Releaser, batch.Id, null, default)).Refusal);
    }

    [Fact]
    public async Task Should_refuse_a_batch_above_the_limit()
    {
        await using var world = await CreateAsync();
        await world.OrderedAsync(2);
        var prepare = new PrepareBatch(world.Store, Limited(world, 199_999, null), world.Digest, world.Formats, new PayerProfiles(world.PaymentSettings), world.Time);
        Assert.Equal("payment.batch-above-limit", (await prepare.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Refusal?.Code);
        Assert.Equal(1, (await prepare.RunAsync(Preparer, new PrepareBatchRequest(Hardship, Limit: 1), null, default)).Batch?.Count);
    }

    /// <summary>Promise 26: pending money is reserved until its release, committed until the bank's answer, and adds up at every step.</summary>
    [Fact]
    public async Task Should_commit_the_money_at_release_and_free_it_at_the_answer()
    {
        await using var world = await CreateAsync();
        var ids = await world.OrderedAsync(3);
        Assert.Equal((300_000, 0, 0), await FiguresAsync(world));
        await world.ReleasedAsync();
        Assert.Equal((0, 300_000, 0), await FiguresAsync(world));
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Applied(await world.BankSaysAsync(ids[1], "FailPayment", "AC04"));
        Assert.Equal((100_000, 100_000, 100_000), await FiguresAsync(world));
        Applied(await world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        Assert.Equal((100_000, 100_000, 0), await FiguresAsync(world));
        Applied(await world.SendAsync(Caseworker, ids[0], "AbandonPayment"));
        Applied(await world.SendAsync(Caseworker, ids[1], "AbandonPayment"));
        Assert.Equal((0, 100_000, 0), await FiguresAsync(world));
        Assert.Equal(200_000, (await world.AccountsAsync()).Sum(a => a.CancelledFen));
        await using var db = world.Store.Read();
        Assert.True((await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default)).Balanced);
    }

    private static async Task<(long Reserved, long Released, long Paid)> FiguresAsync(CaseWorld world)
    {
        var accounts = await world.AccountsAsync();
        return (accounts.Sum(a => a.ReservedFen), accounts.Sum(a => a.ReleasedFen), accounts.Sum(a => a.PaidFen));
    }

    private static async Task ChangeAccountAsync(CaseWorld world, long caseId, string account)
    {
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await using var tx = await world.Store.BeginWriteAsync(default);
        var payeeId = (await world.CaseAsync(caseId)).BeneficiaryId;
        var payee = await tx.Db.Beneficiaries.SingleAsync(b => b.Id == payeeId);
        payee.KeepAccount(payee.BankName, world.Protector.Encrypt(account), world.Protector.Hash(PersonalDataKind.Account, account), payee.AccountName!, world.Time.GetUtcNow());
        await tx.UpdateAsync(payee, default);
        await tx.CommitAsync(default);
    }

    /// <summary>The shipped programmes with other limits.</summary>
    private static ProgrammeCatalog Limited(CaseWorld world, long limitFen, long? secondAboveFen)
    {
        var folder = Directory.CreateTempSubdirectory("bw-limited-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json", SearchOption.AllDirectories))
            {
                var to = Path.Combine(folder, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "workflows"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                var json = JsonNode.Parse(File.ReadAllText(file))!;
                if (Path.GetFileName(file) == "programme.json")
                    json["payments"] = new JsonObject { ["batchLimitFen"] = limitFen, ["secondCheckerAboveFen"] = secondAboveFen, ["source"] = "试验" };
                File.WriteAllText(to, json.ToJsonString());
            }
            var (catalog, problems) = ProgrammeCatalog.Load(folder, world.Activities);
            Assert.Empty(problems);
            return catalog!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
