using BenefitWorkflow.Budgets;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Budgets;

[Trait("Store", "Every")]
public sealed class When_a_budget_is_used_up : IAsyncLifetime
{
    private CaseWorld _world = null!;

    public async Task InitializeAsync() => _world = await CaseWorld.CreateAsync(CaseWorld.Hardship, 150_000, 250_000);

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Should_show_the_stand_of_every_day_that_changed_it()
    {
        var ids = await _world.PaidAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2));
        Assert.Equal([("2023-01-01", 400_000, 0, 0), ("2023-03-01", 400_000, 0, 200_000), ("2023-03-06", 400_000, 200_000, 0)], Stands(await CourseAsync()));

        // What comes back is neither paid nor pending until it is taken up again.
        _world.Time.Advance(TimeSpan.FromDays(1));
        CaseWorld.Applied(await _world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        await _world.ApprovedAsync(CaseWorld.Frontline(3));
        var course = await CourseAsync();
        Assert.Equal(("2023-03-07", 400_000, 100_000, 100_000), Stands(course)[^1]);
        Assert.Equal((200_000, "2023-01-01", "2023-12-31", "2023-03-07"), (course.Days[^1].LeftFen, Text(course.From), Text(course.To), Text(course.Until)));
        Assert.Equal(await SumsAsync(), (course.Days[^1].PaidFen, course.Days[^1].PendingFen));
    }

    [Fact]
    public async Task Should_begin_with_the_first_day_of_a_season_before_the_year_and_with_the_ceilings_as_they_were()
    {
        await using (var tx = await _world.Store.BeginWriteAsync(default))
        {
            var source = (await _world.AccountsAsync())[0];
            var day = new BudgetDay { ProgrammeKey = CaseWorld.Hardship, Year = 2023, SourceKey = source.SourceKey, Day = new(2022, 12, 20) };
            day.Move(null, ReservationState.Pending, 5);
            await tx.InsertAsync(day, default);
            await tx.InsertAsync(new BudgetAdjustment { Id = 1, ProgrammeKey = CaseWorld.Hardship, Year = 2023, SourceKey = source.SourceKey, FromFen = 100_000, ToFen = 150_000, DocumentNumber = "1", By = "a", ApprovedBy = "b", At = new(2023, 2, 1, 0, 0, 0, TimeSpan.Zero) }, default);
            await tx.CommitAsync(default);
        }
        var course = await CourseAsync();
        Assert.Equal([("2022-12-20", 350_000, 0, 5), ("2023-02-01", 400_000, 0, 5)], Stands(course));
        Assert.Equal("2022-12-20", Text(course.From));
    }

    [Fact]
    public async Task Should_be_compared_with_the_accounts()
    {
        await _world.PaidAsync(CaseWorld.Frontline(1));
        await using (var tx = await _world.Store.BeginWriteAsync(default))
        {
            await tx.Db.Database.ExecuteSqlAsync($"UPDATE budget_days SET paid_fen = paid_fen - 1 WHERE paid_fen > 0");
            await tx.CommitAsync(default);
        }
        await using var db = _world.Store.Read();
        var report = await MoneyIdentity.CheckAsync(db, _world.Programmes.Find(CaseWorld.Hardship)!, default);
        Assert.Contains("Paid (days)", Assert.Single(report.Differences).En, StringComparison.Ordinal);
    }

    private async Task<BudgetCourse> CourseAsync()
    {
        await using var db = _world.Store.Read();
        return await BudgetCourse.ReadAsync(db, _world.Programmes.Find(CaseWorld.Hardship)!, _world.Time.GetUtcNow(), default);
    }

    private async Task<(long, long)> SumsAsync() => await _world.AccountsAsync() is var accounts ? (accounts.Sum(a => a.PaidFen), accounts.Sum(a => a.PendingFen)) : default;

    private static List<(string Day, long Ceiling, long Paid, long Pending)> Stands(BudgetCourse course) => [.. course.Days.Select(d => (Text(d.Day), d.CeilingFen, d.PaidFen, d.PendingFen))];

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
