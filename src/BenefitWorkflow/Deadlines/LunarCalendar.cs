using System.Globalization;

namespace BenefitWorkflow.Deadlines;

/// <summary>
/// Festivals that follow the lunar calendar, computed and not from a table; they need no State Council notice.
/// Years outside 1901 to 2100 throw <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public static class LunarCalendar
{
    internal const int FirstYear = 1901;
    internal const int LastYear = 2100;

    private static readonly ChineseLunisolarCalendar Calendar = new();

    /// <summary>春节, the first day of the lunar year that begins in the given year.</summary>
    public static DateOnly SpringFestival(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);
        return DateOnly.FromDateTime(Calendar.ToDateTime(year, 1, 1, 0, 0, 0, 0));
    }

    /// <summary>除夕, the day before <see cref="SpringFestival"/>.</summary>
    public static DateOnly LunarNewYearsEve(int year) => SpringFestival(year).AddDays(-1);

    /// <summary>元宵节, the fifteenth day of the lunar year; the national condolence season ends with it.</summary>
    public static DateOnly LanternFestival(int year) => SpringFestival(year).AddDays(14);
}
