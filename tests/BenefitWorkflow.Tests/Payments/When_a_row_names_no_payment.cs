using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_a_row_names_no_payment
{
    private static string Row(CaseWorld world, int person, string? name = null, string yuan = "1000.00", string result = "成功") =>
        $"1|{name ?? Frontline(person).Name}|{Frontline(person).Account}|{yuan}|{result}|{(result == "失败" ? "销户" : "")}|{world.BankDay()}|\n";

    private static Task<BankResultReport> AnswerAsync(CaseWorld world, string rows) => world.AnswerAsync("序号|姓名|帐号|金额|状态|失败原因|处理日期|\n" + rows, "代发结果.txt");

    private static Task<Engine.Execution.Refusal?> DecideAsync(CaseWorld world, BankResultReport report, int row, bool confirm) =>
        new DecideProposal(world.Store, world.Executor, world.Time).RunAsync(Preparer, report.FileId, row, confirm, default);

    [Fact]
    public async Task Should_propose_the_one_that_fits_and_move_it_only_when_a_person_confirms()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(3);
        var report = await AnswerAsync(world, Row(world, 1) + Row(world, 2, result: "失败") + Row(world, 3, name: "另一人") + Row(world, 3, yuan: "1000.01") + Row(world, 9));
        Assert.Equal("payroll-result", report.Format);
        Assert.Equal(["payment.match-proposed", "payment.match-proposed", "payment.no-match", "payment.no-match", "payment.no-match"], report.Rows.Select(r => r.Code));
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Released, state));

        Assert.Null(await DecideAsync(world, report, 2, confirm: true));
        Assert.Null(await DecideAsync(world, report, 3, confirm: false));
        Assert.Equal([PaymentState.Settled, PaymentState.Released, PaymentState.Released], await world.StatesAsync(orders));
        Assert.Equal("payment.no-proposal", (await DecideAsync(world, report, 2, confirm: true))?.Code);
        Assert.Equal("payment.no-proposal", (await DecideAsync(world, report, 3, confirm: true))?.Code);
        Assert.Equal("bank-answer.unknown", (await DecideAsync(world, report, 99, confirm: true))?.Code);

        // The same file again neither proposes what was dismissed nor touches what was done.
        var again = await AnswerAsync(world, Row(world, 1) + Row(world, 2, result: "失败") + Row(world, 3, name: "另一人") + Row(world, 3, yuan: "1000.01") + Row(world, 9));
        Assert.True(again.AlreadyTakenIn);
        Assert.Equal(["applied", "dismissed", "refused", "refused", "refused"], again.Rows.Select(r => r.Status));
    }

    [Fact]
    public async Task Should_not_choose_between_two_that_fit()
    {
        await using var world = await CreateAsync();
        var (first, second) = (Frontline(1), Frontline(2));
        await world.ReleasedAsync(null, first);
        var other = await world.PreparedAsync(null, second);
        Assert.Null((await world.ReleaseBatch.RunAsync(Releaser, other.Id, null, default)).Refusal);
        // Somebody moved the second payment into the first one's account and name.
        await using (var db = world.Store.Read())
            await db.Database.ExecuteSqlAsync($"UPDATE payment_orders SET account_hash = (SELECT o.account_hash FROM payment_orders o WHERE o.id = 1), account_name = {first.Name} WHERE id = 2");
        Assert.Equal("payment.several-match", Assert.Single((await AnswerAsync(world, Row(world, 1))).Rows).Code);
    }

    [Fact]
    public async Task Should_match_an_entry_of_a_statement_by_its_parties()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(1);
        var report = await world.AnswerAsync(Camt053(Entry("1000.00", false, Details("NOTPROVIDED", name: Frontline(1).Name, account: Frontline(1).Account), world.BankDay())));
        Assert.Equal("proposed", Assert.Single(report.Rows).Status);
        Assert.Null(await DecideAsync(world, report, 1, confirm: true));
        Assert.Equal([PaymentState.Settled], await world.StatesAsync(orders));
    }
}
