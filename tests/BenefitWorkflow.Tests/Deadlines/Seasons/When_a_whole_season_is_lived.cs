using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Deadlines.Seasons;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

/// <summary>
/// Three seasons from before the window opens until it is closed: what keeps to the plan is paid on the last day, what is posted a working day later is
/// not. The service stands still over every instant on which something falls due, and three services then run their jobs at once.
/// </summary>
[Trait("Store", "Every")]
public sealed class When_a_whole_season_is_lived
{
    private const string Scheme = "model-worker";

    [Theory]
    [InlineData(2023, "2023-01-20")]
    [InlineData(2024, "2024-02-09")] // New Year's Eve, a working day
    [InlineData(2026, "2026-02-14")] // the make-up Saturday
    public async Task Should_pay_in_time_what_kept_to_the_plan_and_tell_of_the_rest_once(int year, string lastDay)
    {
        using var workflows = SeasonWorkflows.Of(year);
        await using var world = await CreateWithAsync(workflows.Path, ShanghaiTime.StartOfDay(new DateOnly(year - 1, 11, 1)));
        var programme = world.Programmes.Find(Spring)!;
        Assert.Equal(year, programme.Year);
        var season = programme.Window!.For(year);
        var plan = SeasonPlan.For(programme, world.Programmes, year, world.Calendar.AtStart, provisional: false).Plan!.Schemes.Single(s => s.Scheme == Scheme);
        Assert.Equal(lastDay, plan.Day("settled")?.ToString("O"));
        DateOnly Next(DateOnly day) => world.Calendar.AtStart.AddWorkingDays(day, 1);

        // Before the window opens, the season comes into sight.
        At(world, season.Opens.AddDays(-3), 9);
        await RunJobsAsync(world);
        Assert.Empty(await RungsAsync(world));

        // Both are approved by the plan; one is posted on the last safe day, one a working day later.
        At(world, plan.Day("approval")!.Value, 10);
        var ids = (await world.OpenAsync(ModelWorkerOf(1), ModelWorkerOf(2))).Select(o => Applied(o).CaseId).ToArray();
        foreach (var outcome in await world.SendAsync(Reviewer, "Approve", ids)) Applied(outcome);
        At(world, plan.Day("notice-posting")!.Value, 16);
        await PostAsync(world, ids[0]);
        Assert.All((await ForecastAsync(world, programme)).Groups, g => Assert.Equal((SeasonVerdict.Tight, 0), (g.Verdict, g.SlackWorkingDays)));

        At(world, Next(plan.Day("notice-posting")!.Value), 16);
        var forecast = await ForecastAsync(world, programme);
        Assert.Equal((2, 1, 2), (forecast.Open, forecast.Missing, forecast.Groups.Count));
        var missing = forecast.Groups[0];
        Assert.Equal((SeasonVerdict.Misses, -1, "notice", "caseworker", plan.Day("notice-posting")), (missing.Verdict, missing.SlackWorkingDays, missing.Step, missing.Owner, missing.LatestSafeDay));
        Assert.Contains(lastDay, missing.En, StringComparison.Ordinal);
        Assert.Equal((SeasonVerdict.Tight, plan.Day("notice-end"), plan.Day("settled")), (forecast.Groups[1].Verdict, forecast.Groups[1].NoticeEndsOn, forecast.Groups[1].EarliestPaid));
        await PostAsync(world, ids[1]);

        // Nothing ran since the window opened: the notice's end and milestones were passed.
        At(world, plan.Day("batch-release")!.Value, 9);
        await RunJobsAsync(world);
        Assert.Equal(["bank", "notice"], await StepsAsync(world, ids));
        await world.ReleaseAsync(ids[0]);
        Assert.Equal((SeasonVerdict.Tight, true, plan.Day("settled")), ForecastOf(await ForecastAsync(world, programme), "bank"));
        At(world, plan.Day("settled")!.Value, 17);
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));

        // The other's notice ended in time, but the bank was over the festival.
        await RunJobsAsync(world);
        await world.ReleaseAsync(ids[1]);
        var after = Next(season.PaidBefore!.Value);
        At(world, after, 17);
        Assert.Equal(SeasonVerdict.Misses, ForecastOf(await ForecastAsync(world, programme), "bank").Verdict);
        Applied(await world.BankSaysAsync(ids[1], "SettlePayment"));

        At(world, season.Closes.AddDays(60), 9);
        await RunJobsAsync(world);
        await RunJobsAsync(world);
        await ProvedAsync(world, ids, season.CutOff);
        await ToldOnceAsync(world, programme, year, season, ids);
    }

    /// <summary>Evidence of both payments.</summary>
    private static async Task ProvedAsync(CaseWorld world, long[] ids, DateTimeOffset cutOff)
    {
        await using var db = world.Store.Read();
        var proofs = await db.TimelinessProofs.OrderBy(p => p.CaseId).ToListAsync();
        Assert.Equal(ids, proofs.Select(p => p.CaseId));
        Assert.Equal((TimelinessVerdict.OnTime, TimelinessReason.InTime), (proofs[0].Verdict, proofs[0].Reason));
        Assert.Equal((TimelinessVerdict.Late, TimelinessReason.SeasonCutOffPassed), (proofs[1].Verdict, proofs[1].Reason));
        Assert.All(proofs, p => Assert.Equal(("approve1", cutOff, cutOff), (p.TriggerStep, p.SeasonCutOff!.Value, p.DueAt)));
        Assert.True((await world.OrderAsync(ids[0])).OnTime);
        Assert.False((await world.OrderAsync(ids[1])).OnTime);
    }

    /// <summary>Every milestone fired once and late rather than never; only the late payment was late.</summary>
    private static async Task ToldOnceAsync(CaseWorld world, Programme programme, int year, SeasonDates season, long[] ids)
    {
        var rungs = await RungsAsync(world);
        Assert.Equal(rungs.Count, rungs.Select(r => (r.Subject, r.SubjectId, r.ProgrammeKey, r.Step, r.Visit, r.Kind, r.Rung)).Distinct().Count());
        Assert.All(rungs, r => Assert.True(r.FiredAt >= r.At));
        // The year after may have come into sight by then; its milestones have not.
        var milestones = rungs.Where(r => r.Subject == DeadlineSubject.Programme && r.ProgrammeKey == programme.Key).ToList();
        Assert.Equal(SeasonMilestones.Of(season).Select(m => (m.Key, year, m.At)), milestones.Select(r => (r.Step, r.Visit, r.At)));
        Assert.Equal(["window-opens", "t-15", "t-7", "t-3", "window-closes"], milestones.Select(r => r.Step));

        Assert.DoesNotContain(rungs, r => r.Subject == DeadlineSubject.Case && r.SubjectId == ids[0] && r.Rung >= DeadlineRung.Late);
        var late = rungs.Where(r => r.Subject == DeadlineSubject.Case && r.SubjectId == ids[1] && r.Kind == DeadlineKind.Disbursement).ToList();
        Assert.Equal(season.CutOff, Assert.Single(late, r => r.Rung == DeadlineRung.Late).At);
    }

    private static NewCase ModelWorkerOf(int seed) => Applicant(seed, Spring, Scheme, new ApplicationFacts
    {
        HouseholdPersons = 3, AnnualIncomeFen = 1_500_000, RigidCostsFen = 0, Honour = "prefecture-model-worker", Documents = ["application-form", "id-card", "honour-certificate"],
    });

    private static void At(CaseWorld world, DateOnly day, int hour) => world.Time.SetUtcNow(ShanghaiTime.StartOfDay(day).AddHours(hour));

    private static async Task PostAsync(CaseWorld world, long id) =>
        Assert.All((await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Spring, Scheme, [id]), default)).Outcomes, o => Applied(o));

    /// <summary>What the job table runs each minute, by three services at once.</summary>
    private static async Task RunJobsAsync(CaseWorld world)
    {
        for (var run = 0; run < 2; run++)
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default);
                await new DeadlineSweep(world.Store, world.Executor.SignalWithinAsync, world.Time).RunOnceAsync(default);
                await new SubjectSweep(world.Store, world.Programmes, world.Calendar, world.Time).RunOnceAsync(default);
            })));
    }

    private static async Task<SeasonForecast> ForecastAsync(CaseWorld world, Programme programme)
    {
        await using var db = world.Store.Read();
        return await new ForecastReader(world.Programmes, world.Calendar).ReadAsync(db, programme, programme.Window!.Plan!, programme.Year, ShanghaiTime.LocalDate(world.Time.GetUtcNow()), default);
    }

    private static (SeasonVerdict Verdict, bool AtBank, DateOnly? EarliestPaid) ForecastOf(SeasonForecast forecast, string step)
    {
        var group = Assert.Single(forecast.Groups, g => g.Step == step);
        return (group.Verdict, group.AtBank, group.EarliestPaid);
    }

    private static async Task<List<string?>> StepsAsync(CaseWorld world, long[] ids)
    {
        await using var db = world.Store.Read();
        return await db.Cases.Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).Select(c => c.Step).ToListAsync();
    }

    private static async Task<List<DeadlineRungFired>> RungsAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.DeadlineRungs.OrderBy(r => r.Id).ToListAsync();
    }
}
