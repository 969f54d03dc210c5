using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class HolidayTableReaderTests
{
    [Theory]
    [InlineData("", "calendar.malformed")]
    [InlineData("{", "calendar.malformed")]
    [InlineData("[]", "calendar.malformed")]
    [InlineData("{}", "calendar.malformed")]
    [InlineData("""{"years":[]}""", "calendar.malformed")]
    [InlineData("""{"years":{}}""", "calendar.malformed")]
    [InlineData("""{"years":{"next":{"off":[],"work":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"+2027":{"off":[],"work":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"2101":{"off":[],"work":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"2027":{"off":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"2027":{"off":{},"work":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"2027":{"off":[],"work":[]},"2027":{"off":[],"work":[]}}}""", "calendar.malformed")]
    [InlineData("""{"years":{"2027":{"off":["2027-01-01"],"work":[]}}}""", "calendar.day-malformed")]
    [InlineData("""{"years":{"2027":{"off":[{"date":"2027-02-29"}],"work":[]}}}""", "calendar.day-malformed")]
    [InlineData("""{"years":{"2027":{"off":[{"date":"2027/1/1"}],"work":[]}}}""", "calendar.day-malformed")]
    [InlineData("""{"years":{"2027":{"off":[],"work":[{"date":null}]}}}""", "calendar.day-malformed")]
    [InlineData("""{"years":{"2027":{"off":[{"date":"2026-11-30"}],"work":[]}}}""", "calendar.day-out-of-year")]
    [InlineData("""{"years":{"2027":{"off":[],"work":[{"date":"2028-02-01"}]}}}""", "calendar.day-out-of-year")]
    [InlineData("""{"years":{"2027":{"off":[{"date":"2027-01-01"}],"work":[{"date":"2027-01-01"}]}}}""", "calendar.day-contradicted")]
    public void Parse_AFaultyFile_IsRefusedWithItsCodeAndTheFilesName(string json, string code)
    {
        var reading = WorkingCalendar.Parse(json, "holidays-2027.json");
        Assert.Null(reading.Calendar);
        var refusal = Assert.Single(reading.Refusals);
        Assert.Equal(code, refusal.Code);
        Assert.Contains("holidays-2027.json", refusal.Zh, StringComparison.Ordinal);
        Assert.Contains("holidays-2027.json", refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnEmptyTable_IsRefusedBecauseItWouldMeanPlainWeekends()
    {
        var reading = WorkingCalendar.Parse("""{"years":{"2027":{"off":[],"work":[]}}}""", "x.json");
        Assert.Null(reading.Calendar);

        // 2027-01-01 is a Friday; 6 to 8 February, 1 May and 1 to 3 October partly fall on weekends.
        Assert.Equal(
            ["2027-01-01", "2027-02-08", "2027-10-01"],
            reading.Refusals.Select(static r => r.En[(r.En.IndexOf("2027-", StringComparison.Ordinal))..][..10]));
        Assert.All(reading.Refusals, static r => Assert.Equal("calendar.year-incomplete", r.Code));
    }

    [Fact]
    public void Papers_AreTheNoticesAddresses_AndNothingThatALinkMayNotLeadTo()
    {
        Assert.Equal(["www.gov.cn", "www.gov.cn"], WorkingCalendar.Load().PapersOf(2020).Select(static p => p.Host));
        var json = HolidayJson.File(HolidayJson.Year(2027)).Replace("\"2027\":{", "\"2027\":{\"papers\":[\"javascript:alert(1)\",\"国办发明电\",7,\"https://www.gov.cn/2027.htm\"],", StringComparison.Ordinal);
        Assert.Equal(["https://www.gov.cn/2027.htm"], WorkingCalendar.Parse(json, "x.json").Calendar!.PapersOf(2027).Select(static p => p.AbsoluteUri));
    }

    [Fact]
    public void Parse_SeveralFaults_ReportsEachPlace()
    {
        var reading = WorkingCalendar.Parse("""{"years":{"2027":{"off":[{"date":"?"},{"date":"2025-01-01"}],"work":[{}]}}}""", "x.json");
        Assert.Collection(
            reading.Refusals,
            static r => Assert.Contains("years.2027.off[0]", r.En, StringComparison.Ordinal),
            static r => Assert.Contains("years.2027.off[1]", r.En, StringComparison.Ordinal),
            static r => Assert.Contains("years.2027.work[0]", r.En, StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_AThousandFaults_ReportsFifty()
    {
        var days = string.Join(',', Enumerable.Repeat("0", 1000));
        Assert.Equal(50, WorkingCalendar.Parse("{\"years\":{\"2027\":{\"off\":[" + days + "],\"work\":[]}}}", "x.json").Refusals.Count);
    }

    [Fact]
    public void Parse_ABrokenLine_NamesIt()
    {
        var refusal = Assert.Single(WorkingCalendar.Parse("{\n\"years\": {\n!", "x.json").Refusals);
        Assert.Contains("line 3", refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DaysOfTheDecemberBefore_CountInThatYearOnceItHasATable()
    {
        // As the 2023 notice gave 2022-12-31 off: 2031-12-31 is a Wednesday, 2031-12-27 a Saturday.
        var next = HolidayJson.Year(2032, off: "2031-12-31", work: "2031-12-27");
        var alone = HolidayJson.Calendar(next);
        Assert.False(alone.Covers(2031));
        Assert.Throws<CalendarYearMissingException>(() => alone.IsWorkingDay(new DateOnly(2031, 12, 31)));

        var both = HolidayJson.Calendar(HolidayJson.Year(2031), next);
        Assert.False(both.IsWorkingDay(new DateOnly(2031, 12, 31)));
        Assert.True(both.IsWorkingDay(new DateOnly(2031, 12, 27)));
        Assert.True(HolidayJson.Calendar(HolidayJson.Year(2031)).IsWorkingDay(new DateOnly(2031, 12, 31)));
    }

    [Fact]
    public void With_TheNextYearsTable_ExtendsTheCalendarAndLeavesTheOldOne()
    {
        var embedded = WorkingCalendar.Load();
        var reading = embedded.With(HolidayJson.Calendar(HolidayJson.Year(2027, off: "2026-12-31")), "2027.json");
        var extended = Assert.IsType<WorkingCalendar>(reading.Calendar);
        Assert.Equal(Enumerable.Range(2019, 9), extended.Years);
        Assert.Equal("2027-01-05", extended.AddWorkingDays(new DateOnly(2026, 12, 30), 2).ToString("O"));
        Assert.True(embedded.IsWorkingDay(new DateOnly(2026, 12, 31)));
        Assert.False(embedded.Covers(2027));
    }

    [Fact]
    public void With_ACorrectedTable_ReplacesTheYear()
    {
        var before = HolidayJson.Calendar(HolidayJson.Year(2030, off: "2030-06-05"), HolidayJson.Year(2031));
        var after = before.With(HolidayJson.Calendar(HolidayJson.Year(2030, off: "2030-06-06")), "2030.json").Calendar!;
        Assert.True(after.IsWorkingDay(new DateOnly(2030, 6, 5)));
        Assert.False(after.IsWorkingDay(new DateOnly(2030, 6, 6)));
        Assert.Equal([2030, 2031], after.Years);
    }

    [Fact]
    public void With_ATableThatContradictsAnother_IsRefused()
    {
        var worked = HolidayJson.Calendar(HolidayJson.Year(2031, work: "2031-12-27"));
        var reading = worked.With(HolidayJson.Calendar(HolidayJson.Year(2032, off: "2031-12-27")), "2032.json");
        Assert.Null(reading.Calendar);
        Assert.Equal("calendar.day-contradicted", Assert.Single(reading.Refusals).Code);
    }
}
