namespace BenefitWorkflow.Deadlines;

/// <summary>
/// One year's working days in two mirrored tables, so that counting and finding are single look-ups: how many there are up to a
/// day (also says whether the day is one), and which day is the n-th.
/// </summary>
internal sealed class CalendarYear
{
    /// <summary>By day of year, 0 to 366: working days up to and including it.</summary>
    private readonly short[] upTo;

    /// <summary>By rank from 0: the day of year of each working day.</summary>
    private readonly short[] dayOf;

    public CalendarYear(int year, IReadOnlySet<DateOnly> off, IReadOnlySet<DateOnly> work)
    {
        Year = year;
        var days = DateTime.IsLeapYear(year) ? 366 : 365;
        upTo = new short[days + 1];
        var found = new List<short>(days);
        for (short d = 1; d <= days; d++)
        {
            var date = new DateOnly(year, 1, 1).AddDays(d - 1);
            var weekend = date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            if (weekend ? work.Contains(date) : !off.Contains(date))
            {
                found.Add(d);
            }

            upTo[d] = (short)found.Count;
        }

        dayOf = [.. found];
    }

    public int Year { get; }

    /// <summary>Working days in the year.</summary>
    public int Count => dayOf.Length;

    public bool IsWorkingDay(DateOnly date) => upTo[date.DayOfYear] > upTo[date.DayOfYear - 1];

    /// <summary>Working days from 1 January to the date, both included.</summary>
    public int UpTo(DateOnly date) => upTo[date.DayOfYear];

    /// <summary>Working days from 1 January to the day before the date.</summary>
    public int Before(DateOnly date) => upTo[date.DayOfYear - 1];

    /// <param name="rank">From 0 to Count - 1.</param>
    public DateOnly DayOf(int rank) => new DateOnly(Year, 1, 1).AddDays(dayOf[rank] - 1);
}
