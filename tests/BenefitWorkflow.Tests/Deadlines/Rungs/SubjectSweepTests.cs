using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Messaging;
using BenefitWorkflow.Tests.Payments;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Deadlines.Rungs;

public sealed class SubjectSweepTests : IDisposable
{
    // Monday.
    private static readonly DateTimeOffset Now = ShanghaiTime.StartOfDay(new DateOnly(2026, 3, 9)).AddHours(10);

    private readonly TemporaryStore _data = new();
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public async Task Batch_FromPreparingToTheBanksLastAnswer_HasAnOwnerAndALimit()
    {
        var batch = Batch(1);
        await _data.InsertAsync(batch);
        await RunAsync();
        var release = Assert.Single(await OfAsync(DeadlineSubject.Batch));
        Assert.Equal(("release", Roles.FinanceReleaser, ShanghaiTime.EndOfDay(new DateOnly(2026, 3, 10))), (release.Step, release.OwnerRole, release.DueAt));

        _time.SetUtcNow(release.DueAt);
        await RunAsync();
        await RunAsync();
        Assert.Equal([(DeadlineRung.Due, "release"), (DeadlineRung.Late, "release")], (await BatchRungsAsync()).Select(r => (r.Rung, r.Step)));

        batch.Release("fang", _time.GetUtcNow().AddHours(9));
        await UpdateAsync(batch);
        await _data.InsertAsync(Orders.Of(state: PaymentState.Released));
        _time.Advance(TimeSpan.FromHours(9));
        await RunAsync();
        var answer = (await OfAsync(DeadlineSubject.Batch)).Single(d => d.Step == "bank-answer");
        Assert.Equal((Roles.FinancePreparer, ShanghaiTime.EndOfDay(new DateOnly(2026, 3, 16))), (answer.OwnerRole, answer.DueAt));

        // Weeks without a run: what is released is no longer waited for, what is unanswered is late and escalated.
        _time.SetUtcNow(answer.DueAt.AddDays(20));
        await RunAsync();
        await RunAsync();
        var rungs = await BatchRungsAsync();
        Assert.DoesNotContain(rungs, r => r.Step == "release" && r.Rung == DeadlineRung.Escalated);
        Assert.Equal(Enum.GetValues<DeadlineRung>(), rungs.Where(r => r.Step == "bank-answer").Select(r => r.Rung));
        Assert.Equal(Roles.Supervisor, rungs[^1].OwnerRole);
    }

    [Fact]
    public async Task Batch_WhoseOrdersAreAllAnswered_IsNotLate()
    {
        var batch = Batch(1);
        batch.Release("fang", Now);
        await _data.InsertAsync(batch);
        await _data.InsertAsync(Orders.Of(state: PaymentState.Settled));
        _time.Advance(TimeSpan.FromDays(30));
        await RunAsync();
        Assert.Empty(await BatchRungsAsync());
        Assert.Equal(DeadlineState.Cleared, Assert.Single(await OfAsync(DeadlineSubject.Batch)).State);
    }

    [Fact]
    public async Task Batch_MadeWhileNoSweepRan_CountsFromItsOwnInstant()
    {
        await _data.InsertAsync(Batch(1));
        _time.Advance(TimeSpan.FromDays(10));
        await RunAsync();
        Assert.Equal([DeadlineRung.Due, DeadlineRung.Late, DeadlineRung.Escalated], (await BatchRungsAsync()).Select(r => r.Rung));
        Assert.All(await BatchRungsAsync(), r => Assert.Equal((ShanghaiTime.EndOfDay(new DateOnly(2026, 3, 10)), _time.GetUtcNow()), (r.DueAt, r.FiredAt)));
    }

    [Fact]
    public async Task Notice_ThatStaysOpenAfterItsPeriod_IsTheCaseworkers()
    {
        var notice = Notice(1, new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 16));
        await _data.InsertAsync(notice);
        await RunAsync();
        var limit = Assert.Single(await OfAsync(DeadlineSubject.Notice));
        Assert.Equal((Roles.Caseworker, "close", ShanghaiTime.EndOfDay(new DateOnly(2026, 3, 17))), (limit.OwnerRole, limit.Step, limit.DueAt));
        _time.SetUtcNow(limit.DueAt.AddDays(-1).AddTicks(-1));
        notice.Close(_time.GetUtcNow());
        await UpdateAsync(notice);
        _time.Advance(TimeSpan.FromDays(30));
        await RunAsync();
        Assert.DoesNotContain(await RungsAsync(), r => r.Subject == DeadlineSubject.Notice && r.Rung >= DeadlineRung.Due);
    }

    [Fact]
    public async Task Limit_InAYearWithoutTable_IsMadeOnceTheTableIsThere()
    {
        _time.SetUtcNow(ShanghaiTime.StartOfDay(new DateOnly(2026, 12, 31)).AddHours(10));
        await _data.InsertAsync(Batch(1, _time.GetUtcNow()));
        await RunAsync();
        Assert.Empty(await OfAsync(DeadlineSubject.Batch));
        await RunAsync(WorkingCalendar.Load().With(HolidayJson.Calendar(HolidayJson.Year(2027)), "2027.json").Calendar!);
        Assert.Equal(ShanghaiTime.EndOfDay(new DateOnly(2027, 1, 4)), Assert.Single(await OfAsync(DeadlineSubject.Batch)).DueAt);
    }

    [Fact]
    public async Task Milestones_OfTheSeasonInSight_FireOnceThoughTheServiceStoodStill()
    {
        // March 2026 lies behind the season of 2026: the next one is that of 2027.
        await RunAsync();
        var season = Shipped.Spring.Window!.For(2027);
        Assert.Equal(SeasonMilestones.Of(season).Select(m => (m.Key, 2027)), (await OfAsync(DeadlineSubject.Programme)).Select(d => (d.Step, d.Year)));
        Assert.Empty(await RungsAsync());

        _time.SetUtcNow(season.CutOff.AddDays(-5));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => RunAsync())));
        Assert.Equal(["window-opens", "t-15", "t-7"], (await RungsAsync()).Select(r => r.Step));
        _time.SetUtcNow(ShanghaiTime.EndOfDay(season.Closes).AddDays(200));
        await RunAsync();
        Assert.Equal(["window-opens", "t-15", "t-7", "t-3", "window-closes"], (await RungsAsync()).Select(r => r.Step));
    }

    [Fact]
    public async Task Milestones_ThatPassedBeforeTheInstallation_AreNotAnnounced()
    {
        var season = Shipped.Spring.Window!.For(2027);
        _time.SetUtcNow(season.CutOff.AddDays(-5));
        await RunAsync();
        Assert.Empty(await RungsAsync());
        _time.SetUtcNow(season.CutOff.AddDays(-3));
        await RunAsync();
        Assert.Equal("t-3", Assert.Single(await RungsAsync()).Step);
    }

    public void Dispose() => _data.Dispose();

    private Task<int> RunAsync(WorkingCalendar? calendar = null) => new SubjectSweep(_data.Store, Shipped.Catalog, new CalendarSource(calendar ?? WorkingCalendar.Load()), _time).RunOnceAsync(default);

    private static PaymentBatch Batch(long id, DateTimeOffset? at = null) => new()
    {
        Id = id, Number = $"PB-{id}", ProgrammeKey = "hardship-assistance", Year = 2026, Count = 1, TotalFen = 100, Digest = [1], PreparedBy = "cai", PreparedAt = at ?? Now,
    };

    private static Notice Notice(long id, DateOnly starts, DateOnly ends) => new()
    {
        Id = id, Number = $"GS-{id}", ProgrammeKey = "hardship-assistance", SchemeKey = "frontline-worker", Kind = "payment", Text = "公示", TextHash = [1], PostedBy = "chen",
        PostedAt = Now, StartsOn = starts, EndsOn = ends, EndsAt = ShanghaiTime.EndOfDay(ends),
    };

    private async Task UpdateAsync<T>(T row) where T : class
    {
        await using var tx = await _data.Store.BeginWriteAsync(default);
        await tx.UpdateAsync(row, default);
        await tx.CommitAsync(default);
    }

    private async Task<List<SubjectDeadline>> OfAsync(DeadlineSubject subject)
    {
        await using var db = _data.Store.Read();
        return await db.SubjectDeadlines.Where(d => d.Subject == subject).OrderBy(d => d.SubjectId).ThenBy(d => d.WakeAt).ToListAsync();
    }

    private async Task<List<DeadlineRungFired>> RungsAsync()
    {
        await using var db = _data.Store.Read();
        return await db.DeadlineRungs.OrderBy(r => r.Id).ToListAsync();
    }

    private async Task<List<DeadlineRungFired>> BatchRungsAsync() => [.. (await RungsAsync()).Where(r => r.Subject == DeadlineSubject.Batch)];
}
