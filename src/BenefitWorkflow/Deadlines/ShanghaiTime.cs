namespace BenefitWorkflow.Deadlines;

/// <summary>
/// The legal day of mainland China. A fixed +08:00 and not a time-zone look-up: that is the legal time since 15 September 1991,
/// a minimal container has no time-zone database, and a replayed decision must not depend on the host's copy.
/// </summary>
public static class ShanghaiTime
{
    internal static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The instant as a clock on the wall shows it.</summary>
    public static DateTimeOffset Local(DateTimeOffset instant) => instant.ToOffset(Offset);

    /// <summary>The legal day on which an instant falls.</summary>
    public static DateOnly LocalDate(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>00:00 of the day, in UTC; belongs to the day.</summary>
    public static DateTimeOffset StartOfDay(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>24:00 of the day, which is 00:00 of the next, in UTC: the first instant that no longer belongs to the day.</summary>
    public static DateTimeOffset EndOfDay(DateOnly day) => StartOfDay(day.AddDays(1));

    /// <summary>Minute of the legal time, as people read it: <c>2023-03-01 10:05</c>.</summary>
    public static string Text(DateTimeOffset instant) => instant.ToOffset(Offset).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An instant of the legal day, in UTC.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time) => new DateTimeOffset(day.ToDateTime(time), Offset).ToUniversalTime();
}
