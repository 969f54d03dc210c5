using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class LunarCalendarTests
{
    [Theory]
    [InlineData("2023-01-22", "2023-02-05")]
    [InlineData("2024-02-10", "2024-02-24")]
    [InlineData("2025-01-29", "2025-02-12")]
    [InlineData("2026-02-17", "2026-03-03")]
    [InlineData("2027-02-06", "2027-02-20")]
    [InlineData("2028-01-26", "2028-02-09")]
    [InlineData("2029-02-13", "2029-02-27")]
    [InlineData("2030-02-03", "2030-02-17")]
    [InlineData("2031-01-23", "2031-02-06")]
    [InlineData("2032-02-11", "2032-02-25")]
    [InlineData("2033-01-31", "2033-02-14")]
    [InlineData("2034-02-19", "2034-03-05")]
    [InlineData("2035-02-08", "2035-02-22")]
    public void SpringFestival_OfAYear_AndTheLanternFestival_AreTheKnownDays(string spring, string lantern)
    {
        var day = DateOnly.ParseExact(spring, "yyyy-MM-dd");
        Assert.Equal(day, LunarCalendar.SpringFestival(day.Year));
        Assert.Equal(lantern, LunarCalendar.LanternFestival(day.Year).ToString("O"));
        Assert.Equal(day.AddDays(-1), LunarCalendar.LunarNewYearsEve(day.Year));
    }

    [Fact]
    public void SpringFestival_OfAnyYear_FallsBetween20JanuaryAnd21February()
    {
        for (var year = 1901; year <= 2100; year++)
        {
            var day = LunarCalendar.SpringFestival(year);
            Assert.InRange(day, new DateOnly(year, 1, 20), new DateOnly(year, 2, 21));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => LunarCalendar.SpringFestival(1900));
        Assert.Throws<ArgumentOutOfRangeException>(() => LunarCalendar.SpringFestival(2101));
    }
}
