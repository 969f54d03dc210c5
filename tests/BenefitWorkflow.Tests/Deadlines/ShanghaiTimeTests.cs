using BenefitWorkflow.Deadlines;
using CsCheck;

namespace BenefitWorkflow.Tests.Deadlines;

public sealed class ShanghaiTimeTests
{
    [Fact]
    public void EndOfDay_IsTheNextMidnightInUtc()
    {
        var end = ShanghaiTime.EndOfDay(new DateOnly(2024, 2, 9));
        Assert.Equal(new DateTimeOffset(2024, 2, 9, 16, 0, 0, TimeSpan.Zero), end);
        Assert.Equal(TimeSpan.Zero, end.Offset);
        Assert.Equal(new DateTimeOffset(2024, 2, 8, 16, 0, 0, TimeSpan.Zero), ShanghaiTime.StartOfDay(new DateOnly(2024, 2, 9)));
    }

    [Fact]
    public void LocalDate_AtTheEndOfADay_ChangesWithThatInstant()
    {
        var day = new DateOnly(2024, 12, 31);
        Assert.Equal(day, ShanghaiTime.LocalDate(ShanghaiTime.StartOfDay(day)));
        Assert.Equal(day, ShanghaiTime.LocalDate(ShanghaiTime.EndOfDay(day).AddTicks(-1)));
        Assert.Equal(day.AddDays(1), ShanghaiTime.LocalDate(ShanghaiTime.EndOfDay(day)));
        Assert.Equal(day.AddDays(1), ShanghaiTime.LocalDate(new DateTimeOffset(2024, 12, 31, 11, 0, 0, TimeSpan.FromHours(-5))));
    }

    /// <summary>The fixed offset is right where the system is used; the database also knows summer time, last in 1991.</summary>
    [SkippableFact]
    public void LocalDate_Since1992_AgreesWithTheTimeZoneDatabase()
    {
        Skip.IfNot(TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Shanghai", out var zone), "This machine has no time-zone database.");
        Gen.Long[new DateTime(1992, 1, 1).Ticks, new DateTime(2099, 1, 1).Ticks].Sample(ticks =>
        {
            var instant = new DateTimeOffset(ticks, TimeSpan.Zero);
            return ShanghaiTime.LocalDate(instant) == DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone!).DateTime);
        });
    }
}
