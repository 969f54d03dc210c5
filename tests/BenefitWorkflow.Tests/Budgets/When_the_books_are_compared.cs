using BenefitWorkflow.Budgets;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Budgets;

/// <summary>Two cases of 1,000 yuan, one paid and one reserved; then one book is changed behind the others' back.</summary>
[Trait("Store", "Every")]
public sealed class When_the_books_are_compared : IAsyncLifetime
{
    private CaseWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await CaseWorld.CreateAsync();
        await _world.PaidAsync(CaseWorld.Frontline(1));
        await _world.ApprovedAsync(CaseWorld.Frontline(2));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Should_balance_with_known_figures()
    {
        var report = await CheckAsync();

        Assert.True(report.Balanced, string.Join('\n', report.Differences.Select(d => d.En)));
        Assert.Equal((200_000, 100_000, 100_000, 0, 0), (report.Sources.Sum(s => s.ApprovedFen), report.Sources.Sum(s => s.PaidFen), report.Sources.Sum(s => s.PendingFen),
            report.Sources.Sum(s => s.ReturnedFen), report.Sources.Sum(s => s.CancelledFen)));
        Assert.All(report.Sources, s => Assert.Equal(s.CeilingFen - s.ApprovedFen, s.AvailableFen));
    }

    [Fact]
    public async Task Should_balance_after_a_return()
    {
        Assert.NotNull(CaseWorld.Applied(await _world.BankSaysAsync(1, "ReturnPayment", "AC04")));

        var report = await CheckAsync();
        Assert.True(report.Balanced, string.Join('\n', report.Differences.Select(d => d.En)));
        Assert.Equal((0, 100_000), (report.Sources.Sum(s => s.PaidFen), report.Sources.Sum(s => s.ReturnedFen)));
    }

    [Theory]
    [InlineData("UPDATE budget_accounts SET approved_fen = approved_fen + 1, pending_fen = pending_fen + 1 WHERE pending_fen > 0", "Pending (reservations)", "Pending (ledger)")]
    [InlineData("UPDATE budget_accounts SET paid_fen = paid_fen - 1, returned_fen = returned_fen + 1 WHERE paid_fen > 0", "Paid (ledger)", "Returned (ledger)", "paid (payment orders)")]
    [InlineData("UPDATE reservations SET amount_fen = amount_fen - 1 WHERE case_id = 2", "Pending (reservations)", "KNBF-2023-000002, reserved")]
    [InlineData("UPDATE reservations SET state = 4 WHERE case_id = 1", "Cancelled (reservations)", "KNBF-2023-000001, paid")]
    [InlineData("DELETE FROM budget_entries WHERE case_id = 2", "Pending (ledger)")]
    [InlineData("UPDATE payment_orders SET amount_fen = amount_fen - 1", "*, paid (payment orders)", "KNBF-2023-000001, paid")]
    [InlineData("UPDATE budget_entries SET source_key = 'nowhere' WHERE case_id = 2", "nowhere, Pending (ledger)", "Pending (ledger)")]
    public async Task Should_name_every_difference(string sql, params string[] named)
    {
        await SqlAsync(sql);

        var report = await CheckAsync();
        Assert.False(report.Balanced);
        Assert.All(named, name => Assert.Contains(report.Differences, d => d.Code == "budget.difference" && d.En.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Should_find_two_cases_wrong_by_the_same_amount()
    {
        await _world.PaidAsync(CaseWorld.Frontline(3));
        await SqlAsync("UPDATE payment_orders SET amount_fen = amount_fen + CASE case_id WHEN 1 THEN 1 ELSE -1 END");

        Assert.Equal(["KNBF-2023-000001", "KNBF-2023-000003"], (await CheckAsync()).Differences.Select(d => d.En[..16]));
    }

    [Fact]
    public async Task Should_adjust_once_per_document()
    {
        var source = await UsedSourceAsync();
        Assert.Null(await AdjustAsync(source.SourceKey, source.CeilingFen + 500, "楚工字〔2023〕1号"));
        Assert.Null(await AdjustAsync(source.SourceKey, source.CeilingFen + 500, " 楚工字〔2023〕1号 "));
        Assert.Equal("budget.document-reused", await AdjustAsync(source.SourceKey, source.CeilingFen + 600, "楚工字〔2023〕1号"));

        await using var db = _world.Store.Read();
        var adjustment = Assert.Single(await db.BudgetAdjustments.ToListAsync());
        Assert.Equal((source.CeilingFen, source.CeilingFen + 500, "admin"), (adjustment.FromFen, adjustment.ToFen, adjustment.By));
        Assert.Equal(source.CeilingFen + 500, (await UsedSourceAsync()).CeilingFen);
        Assert.True((await CheckAsync()).Balanced);
    }

    [Fact]
    public async Task Should_change_no_ceiling_before_a_second_person_agrees()
    {
        var source = await UsedSourceAsync();
        var (one, _) = await ProposeAsync(source.SourceKey, source.CeilingFen + 500, "甲");
        var (other, _) = await ProposeAsync(source.SourceKey, source.CeilingFen + 700, "乙");
        Assert.Equal(source.CeilingFen, (await UsedSourceAsync()).CeilingFen);
        Assert.Equal("budget.second-person", (await DecideAsync(one!.Id, true, Admin)).Refusal?.Code);
        Assert.Null((await DecideAsync(one.Id, true, Second)).Refusal);
        Assert.Null((await DecideAsync(one.Id, true, Second)).Refusal);
        Assert.Equal("budget.adjustment-decided", (await DecideAsync(one.Id, false, Second)).Refusal?.Code);
        // The other was proposed against a ceiling that is no longer there; after a rejection its document may be used again.
        Assert.Equal("budget.ceiling-moved", (await DecideAsync(other!.Id, true, Second)).Refusal?.Code);
        Assert.Null((await DecideAsync(other.Id, false, Second)).Refusal);
        Assert.Null(await AdjustAsync(source.SourceKey, source.CeilingFen + 700, "乙"));
        Assert.Equal("budget.unknown-adjustment", (await DecideAsync(99, true, Second)).Refusal?.Code);

        await using var db = _world.Store.Read();
        Assert.Equal(("admin", "second", 2), ((await db.BudgetAdjustments.FirstAsync()).By, (await db.BudgetAdjustments.FirstAsync()).ApprovedBy, await db.BudgetAdjustments.CountAsync()));
        Assert.Equal(source.CeilingFen + 700, (await UsedSourceAsync()).CeilingFen);
        Assert.True((await CheckAsync()).Balanced);
    }

    [Fact]
    public async Task Should_not_go_below_what_is_used_and_name_a_ceiling_without_document()
    {
        var source = await UsedSourceAsync();
        Assert.Equal("budget.below-used", await AdjustAsync(source.SourceKey, source.ApprovedFen - 1, "甲"));
        Assert.Null(await AdjustAsync(source.SourceKey, source.ApprovedFen, "乙"));
        Assert.Equal(0, (await UsedSourceAsync()).AvailableFen);

        await SqlAsync("UPDATE budget_accounts SET ceiling_fen = ceiling_fen + 1 WHERE approved_fen > 0");
        Assert.Contains(" ceiling (adjustments)", Assert.Single((await CheckAsync()).Differences).En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hardship-assistance", "nowhere", "甲", "budget.unknown-source")]
    [InlineData("nothing", "fiscal", "甲", "programme.not-found")]
    [InlineData("hardship-assistance", "fiscal", " ", "budget.document-missing")]
    public async Task Should_refuse_what_it_cannot_place(string programme, string source, string document, string code) =>
        Assert.Equal(code, (await AdjustBudget.ProposeAsync(new(programme, source, 1, document), Admin, _world.Programmes, _world.Store, _world.Time.GetUtcNow(), default)).Refusal?.Code);

    private static Actor Admin { get; } = CaseWorld.Person("admin", Roles.Administrator);

    private static Actor Second { get; } = CaseWorld.Person("second", Roles.FinanceReleaser);

    /// <summary>Proposed by one and approved by another.</summary>
    private async Task<string?> AdjustAsync(string source, long to, string document)
    {
        var (proposal, refusal) = await ProposeAsync(source, to, document);
        return refusal ?? (await DecideAsync(proposal!.Id, true, Second)).Refusal?.Code;
    }

    private async Task<(BudgetProposal? Proposal, string? Refusal)> ProposeAsync(string source, long to, string document)
    {
        var (proposal, refusal) = await AdjustBudget.ProposeAsync(new(CaseWorld.Hardship, source, to, document), Admin, _world.Programmes, _world.Store, _world.Time.GetUtcNow(), default);
        return (proposal, refusal?.Code);
    }

    private Task<(BudgetProposal? Proposal, Refusal? Refusal)> DecideAsync(long id, bool approve, Actor by) =>
        AdjustBudget.DecideAsync(id, approve, by, _world.Store, _world.Time.GetUtcNow(), default);

    private async Task<BudgetAccount> UsedSourceAsync() => (await _world.AccountsAsync()).Single(a => a.ApprovedFen > 0);

    private async Task<MoneyReport> CheckAsync()
    {
        await using var db = _world.Store.Read();
        return await MoneyIdentity.CheckAsync(db, _world.Programmes.Find(CaseWorld.Hardship)!, default);
    }

    private async Task SqlAsync(string sql)
    {
        await using var db = _world.Store.Read();
        Assert.True(await db.Database.ExecuteSqlRawAsync(sql) > 0, sql);
    }
}
