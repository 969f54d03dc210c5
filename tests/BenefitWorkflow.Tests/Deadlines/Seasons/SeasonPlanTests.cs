using System.Text.Json.Nodes;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Seasons;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

public sealed class SeasonPlanTests
{
    private static readonly WorkingCalendar Calendar = WorkingCalendar.Load();

    /// <summary>The four seasons that were worked out by hand: last working day, posting for the notice alone, posting with payment.</summary>
    [Theory]
    [InlineData(2023, "2023-01-20", "2023-01-13", "2023-01-10")]
    [InlineData(2024, "2024-02-09", "2024-02-04", "2024-01-31")]
    [InlineData(2025, "2025-01-27", "2025-01-21", "2025-01-16")]
    [InlineData(2026, "2026-02-14", "2026-02-09", "2026-02-04")]
    public void For_TheShippedProgramme_GivesTheKnownAnswers(int year, string season, string noticeOnly, string withPayment)
    {
        var plan = Plan(Shipped.Catalog, year);
        Assert.Equal((season, false), (plan.LastDay.ToString("O"), plan.Provisional));
        foreach (var key in (string[])["disaster-illness", "model-worker"])
        {
            var scheme = plan.Schemes.Single(s => s.Scheme == key);
            Assert.Equal(NoticePeriod.OfWorkingDays(5), scheme.Notice);
            Assert.Equal((season, noticeOnly, withPayment), (scheme.Day("settled")?.ToString("O"), scheme.PostingForNoticeOnly?.ToString("O"), scheme.Day("notice-posting")?.ToString("O")));
        }
    }

    [Theory]
    [InlineData(2024, "import 2024-01-19, approval 2024-01-30, notice-posting 2024-01-31, notice-end 2024-02-06, batch-release 2024-02-07, bank-cut-off 2024-02-07, settled 2024-02-09")]
    [InlineData(2026, "import 2026-01-23, approval 2026-02-03, notice-posting 2026-02-04, notice-end 2026-02-11, batch-release 2026-02-12, bank-cut-off 2026-02-12, settled 2026-02-14")]
    public void For_AScheme_GivesEveryStepItsLatestSafeDay(int year, string expected) =>
        Assert.Equal(expected, string.Join(", ", Plan(Shipped.Catalog, year).Schemes[0].Steps.Select(s => $"{s.Key} {s.Day:yyyy-MM-dd}")));

    /// <summary>Walked forwards again, every step of every year fits, and a day later none does.</summary>
    [Fact]
    public void For_EveryYearWithATable_FitsExactly()
    {
        var rules = Shipped.Spring.Window!.Plan!;
        foreach (var year in Calendar.Years)
        foreach (var scheme in Plan(Shipped.Catalog, year).Schemes)
        {
            var last = scheme.Day("settled")!.Value;
            Assert.True(last < LunarCalendar.SpringFestival(year));
            Assert.Equal(0, Calendar.WorkingDaysBetween(last, LunarCalendar.SpringFestival(year).AddDays(-1)));
            Assert.All(scheme.Steps, step => Assert.True(Calendar.IsWorkingDay(step.Day)));
            var posting = scheme.Day("notice-posting")!.Value;
            var total = scheme.Notice!.Value.Days + rules.SubmitAndReconcileWorkingDays;
            Assert.Equal(last, Calendar.AddWorkingDays(posting, total));
            Assert.True(Calendar.AddWorkingDays(posting.AddDays(1), total) > last || !Calendar.IsWorkingDay(posting.AddDays(1)));
            Assert.Equal(last, Calendar.AddWorkingDays(scheme.Day("batch-release")!.Value, rules.BankCutOffWorkingDays));
            Assert.Equal(posting, Calendar.AddWorkingDays(scheme.Day("approval")!.Value, rules.PostingWorkingDays));
            Assert.Equal(scheme.Day("approval"), Calendar.AddWorkingDays(scheme.Day("import")!.Value, rules.CorrectionWorkingDays + rules.ApprovalWorkingDays));
            Assert.Equal(scheme.Steps.Select(s => s.Day).Order(), scheme.Steps.Select(s => s.Day));
        }
    }

    /// <summary>Seven calendar days back from the notice's last safe end, Wednesday 11 February 2026, and from the last day itself, the 14th.</summary>
    [Fact]
    public void For_ANoticeOfCalendarDays_CountsCalendarDays()
    {
        using var workflows = new SpoiledWorkflows().Edit("spring-festival-warmth/programme.json", document => document["notice"]!["calendarDays"] = 7);
        var scheme = Plan(workflows.Load(), 2026).Schemes.Single(s => s.Scheme == "model-worker");
        Assert.Equal((NoticePeriod.OfCalendarDays(7), new DateOnly(2026, 2, 4), new DateOnly(2026, 2, 6)), (scheme.Notice!.Value, scheme.Day("notice-posting")!.Value, scheme.PostingForNoticeOnly!.Value));
    }

    /// <summary>Of every length and every working day: posted then, the notice is over in time, and posted a working day later it is not.</summary>
    [Theory]
    [InlineData(DayUnit.Working)]
    [InlineData(DayUnit.Calendar)]
    public void LatestPosting_OfEveryDay_FitsExactly(DayUnit unit)
    {
        foreach (var day in Enumerable.Range(30, 700).Select(i => new DateOnly(2024, 1, 1).AddDays(i)).Where(Calendar.IsWorkingDay))
        foreach (var length in (int[])[1, 3, 5, 7, 15])
        {
            var period = new NoticePeriod(length, unit);
            var posting = period.LatestPosting(day, Calendar);
            Assert.True(Calendar.IsWorkingDay(posting) && period.LastDay(posting, Calendar) <= day, $"{period} by {day}");
            Assert.True(period.LastDay(Calendar.AddWorkingDays(posting, 1), Calendar) > day, $"{period} by {day}, a day later");
        }
    }

    [Fact]
    public void For_AYearWithoutTable_SaysWhatToLoadUnlessItMayBeProvisional()
    {
        var (plan, refusal) = SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 2027, Calendar, provisional: false);
        Assert.Null(plan);
        Assert.Equal("calendar.year-missing", refusal!.Code);
        Assert.Contains("2027", refusal.En, StringComparison.Ordinal);

        (plan, _) = SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 2027, Calendar, provisional: true);
        Assert.True(plan!.Provisional);
        Assert.Equal([2027], plan.AssumedYears);
        // New Year's Eve, Friday 5 February 2027, is a statutory day off.
        Assert.Equal((new DateOnly(2027, 2, 6), new DateOnly(2027, 2, 4)), (plan.PaidBefore, plan.LastDay));
        Assert.Contains("暂定", PlanPrinter.Print(plan, Shipped.Spring, new DateOnly(2026, 11, 1)), StringComparison.Ordinal);

        // With its table the same year is no longer provisional, though it might have been.
        var loaded = Calendar.With(HolidayJson.Calendar(HolidayJson.Year(2027, off: "2027-02-04 2027-02-05")), "2027.json").Calendar!;
        (plan, _) = SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 2027, loaded, provisional: true);
        Assert.Equal((false, new DateOnly(2027, 2, 3)), (plan!.Provisional, plan.LastDay));
    }

    [Fact]
    public void For_YearsFarAway_PlansProvisionallyAndMarksEveryDate()
    {
        foreach (var year in Enumerable.Range(2027, 9))
        {
            var plan = SeasonPlan.For(Shipped.Spring, Shipped.Catalog, year, Calendar, provisional: true).Plan!;
            Assert.True(plan.Provisional);
            Assert.True(plan.LastDay < LunarCalendar.LunarNewYearsEve(year));
            var dated = PlanPrinter.Print(plan, Shipped.Spring, new DateOnly(2026, 11, 1)).Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
            Assert.True(dated.Count > 20);
            Assert.All(dated, line => Assert.Contains("暂定?", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void For_WhatCannotBePlanned_IsRefused()
    {
        Assert.Equal("season.no-window", SeasonPlan.For(Shipped.Hardship, Shipped.Catalog, 2026, Calendar, false).Refusal!.Code);
        Assert.Equal("season.year-out-of-range", SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 1901, Calendar, true).Refusal!.Code);
        Assert.Equal("season.year-out-of-range", SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 2100, Calendar, true).Refusal!.Code);
        Assert.Equal("calendar.year-missing", SeasonPlan.For(Shipped.Spring, Shipped.Catalog, 2018, Calendar, false).Refusal!.Code);
    }

    [Fact]
    public void For_AProcessWithTwoNotices_LeavesTimeForBoth()
    {
        using var workflows = new SpoiledWorkflows().Edit("spring-festival-warmth/process.v1.json", TwoNotices);
        var catalog = workflows.Load();
        var scheme = Plan(catalog, 2026).Schemes.Single(s => s.Scheme == "disaster-illness");
        Assert.Equal(
            ["import", "approval", "notice-posting-2", "notice-end-2", "notice-posting", "notice-end", "batch-release", "bank-cut-off", "settled"], scheme.Steps.Select(s => s.Key));
        Assert.Equal(new DateOnly(2026, 2, 4), scheme.Day("notice-posting"));
        Assert.Equal(scheme.Day("notice-end-2"), Calendar.LatestStartFor(scheme.Day("notice-posting")!.Value, 1));
        Assert.Equal(5, Calendar.WorkingDaysBetween(scheme.Day("notice-posting-2")!.Value, scheme.Day("notice-end-2")!.Value));
    }

    /// <summary>A second notice between the first and the bank.</summary>
    internal static void TwoNotices(JsonNode process)
    {
        var root = process["root"]!;
        var second = root["activities"]!.AsArray().Single(a => (string?)a!["id"] == "notice")!.DeepClone();
        (second["id"], second["name"], second["nodeId"]) = ("notice2", "PublicNotice2", ((string)second["nodeId"]!).Replace(":notice", ":notice2", StringComparison.Ordinal));
        root["activities"]!.AsArray().Add(second);
        var connections = root["connections"]!.AsArray();
        var onward = connections.Single(c => (string?)c!["source"]!["activity"] == "notice" && (string?)c["source"]!["port"] == "NoObjection")!;
        onward["target"]!["activity"] = "notice2";
        foreach (var (port, target) in new[] { ("NoObjection", "bank"), ("Objection", "reinvestigate"), ("Withdrawn", "joinWithdrawn") })
            connections.Add(new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = "notice2", ["port"] = port }, ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" }, ["vertices"] = new JsonArray(),
            });
    }

    private static SeasonPlan Plan(ProgrammeCatalog catalog, int year)
    {
        var (plan, refusal) = SeasonPlan.For(catalog.Find("spring-festival-warmth")!, catalog, year, Calendar, provisional: false);
        Assert.Null(refusal);
        return plan!;
    }
}
