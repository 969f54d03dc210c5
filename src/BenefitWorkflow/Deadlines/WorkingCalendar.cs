using System.Collections.Frozen;

namespace BenefitWorkflow.Deadlines;

/// <summary>
/// Working days of mainland China: Monday to Friday, less the days off and plus the swapped working days that the State Council
/// publishes each year. Immutable and safe to share. Every rule is a few look-ups, whatever the length of the period.
/// </summary>
/// <remarks>
/// A rule that needs a year without a table throws <see cref="CalendarYearMissingException"/>; it asks only for the days it counts,
/// so a period that starts on 31 December needs the new year's table alone. A notice may fix days in the December before
/// (that of 2019 does, that of 2023 too): they count if that year has a table of its own, and never make it covered by themselves.
/// </remarks>
public sealed class WorkingCalendar
{
    private readonly FrozenDictionary<int, HolidayTable> tables;
    private readonly CalendarYear?[] years;
    private readonly int firstYear;

    /// <param name="tables">Checked by <see cref="HolidayTableReader"/>: no day is both off and worked.</param>
    internal WorkingCalendar(IReadOnlyCollection<HolidayTable> tables)
    {
        this.tables = tables.ToFrozenDictionary(static t => t.Year);
        var off = tables.SelectMany(static t => t.Off).ToHashSet();
        var work = tables.SelectMany(static t => t.Work).ToHashSet();
        firstYear = tables.Min(static t => t.Year);
        years = new CalendarYear?[tables.Max(static t => t.Year) - firstYear + 1];
        foreach (var table in tables)
        {
            years[table.Year - firstYear] = new CalendarYear(table.Year, off, work);
        }
    }

    /// <summary>The years that have a table, ascending.</summary>
    public IReadOnlyList<int> Years => [.. tables.Keys.Order()];

    /// <summary>Where the year's notice was published; empty where its table does not say.</summary>
    public IReadOnlyList<Uri> PapersOf(int year) => tables.TryGetValue(year, out var table) ? table.Papers : [];

    internal IEnumerable<HolidayTable> Tables => tables.Values;

    /// <summary>The calendar that ships with the service: 2019 to 2026. Read once, then shared.</summary>
    /// <exception cref="InvalidDataException">The embedded table is damaged.</exception>
    public static WorkingCalendar Load() => Embedded.Value;

    /// <summary>Reads holiday tables in the form of the embedded one.</summary>
    /// <param name="file">The name that refusals give as the place.</param>
    /// <returns>Either a calendar or at least one refusal; never a calendar of the good part.</returns>
    public static CalendarReading Parse(string json, string file) => HolidayTableReader.Read(json, file);

    /// <summary>This calendar with the other's years added; a year that both have is taken from the other.</summary>
    /// <returns>Refused with <c>calendar.day-contradicted</c> where two tables disagree about a day.</returns>
    public CalendarReading With(WorkingCalendar other, string file) =>
        HolidayTableReader.Combine([.. other.Tables, .. Tables.Where(t => !other.Covers(t.Year))], file);

    /// <summary>
    /// For provisional plans only, which say so: this calendar with a year of plain weekends and the holidays whose dates the law itself gives.
    /// </summary>
    internal WorkingCalendar Assuming(int year) => new([.. Tables, new HolidayTable(year, HolidayTableReader.FixedByLaw(year).ToHashSet(), new HashSet<DateOnly>(), [])]);

    /// <summary>Whether the year has a table.</summary>
    public bool Covers(int year) => Find(year) is not null;

    /// <exception cref="CalendarYearMissingException"/>
    public bool IsWorkingDay(DateOnly date) => Year(date.Year).IsWorkingDay(date);

    /// <summary>The last day of a period of working days; the start day does not count (Civil Code, article 201).</summary>
    /// <param name="days">0 gives the start itself, whatever day it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative days.</exception>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly AddWorkingDays(DateOnly start, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return days == 0 ? start : NthFrom(start.AddDays(1), days);
    }

    /// <summary>
    /// How many working days lie after the start, up to and including the end. With the end before the start it is the negative of
    /// the reverse, so counts add up over any three days; a day to itself is 0.
    /// </summary>
    /// <exception cref="CalendarYearMissingException"/>
    public int WorkingDaysBetween(DateOnly startExclusive, DateOnly endInclusive)
    {
        if (endInclusive <= startExclusive)
        {
            return endInclusive == startExclusive ? 0 : -WorkingDaysBetween(endInclusive, startExclusive);
        }

        var first = startExclusive.AddDays(1);
        var count = -Year(first.Year).Before(first);
        for (var year = first.Year; year < endInclusive.Year; year++)
        {
            count += Year(year).Count;
        }

        return count + Year(endInclusive.Year).UpTo(endInclusive);
    }

    /// <summary>The date itself if it is a working day, else the first one after it.</summary>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly NextWorkingDayOnOrAfter(DateOnly date) => NthFrom(date, 1);

    /// <summary>The date itself if it is a working day, else the last one before it.</summary>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly PreviousWorkingDayOnOrBefore(DateOnly date) => LatestStartFor(date, 0);

    /// <summary>
    /// The last day of a period of calendar days: the start day does not count (Civil Code, article 201), and a last day that is a
    /// rest day gives way to the next working day (article 203). The period ends with that day, at 24:00.
    /// </summary>
    /// <param name="days">Calendar days; at least 1.</param>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly EndOfCalendarPeriod(DateOnly start, int days)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        return NextWorkingDayOnOrAfter(start.AddDays(days));
    }

    /// <summary>
    /// Plans backwards: the latest working day from which a period of working days, start day not counted, still ends by the given
    /// day. The answer is a working day because whoever must start it is at work only then.
    /// </summary>
    /// <param name="mustEndBy">Counts if it is a working day; else the last one before it does.</param>
    /// <param name="workingDays">0 gives the last working day on or before <paramref name="mustEndBy"/>.</param>
    /// <exception cref="CalendarYearMissingException"/>
    public DateOnly LatestStartFor(DateOnly mustEndBy, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        var year = Year(mustEndBy.Year);

        // A rank below 0 lies so many days before this year's first working day: count it from the year before's end.
        var rank = year.UpTo(mustEndBy) - 1L - workingDays;
        while (rank < 0)
        {
            year = Year(year.Year - 1);
            rank += year.Count;
        }

        return year.DayOf((int)rank);
    }

    /// <summary>The n-th working day counting from the date, which counts itself.</summary>
    private DateOnly NthFrom(DateOnly date, int n)
    {
        var year = Year(date.Year);
        var rank = year.Before(date) + (n - 1L);
        while (rank >= year.Count)
        {
            rank -= year.Count;
            year = Year(year.Year + 1);
        }

        return year.DayOf((int)rank);
    }

    private CalendarYear Year(int year) => Find(year) ?? throw new CalendarYearMissingException(year);

    private CalendarYear? Find(int year) => year >= firstYear && year - firstYear < years.Length ? years[year - firstYear] : null;

    private static readonly Lazy<WorkingCalendar> Embedded = new(static () =>
    {
        const string name = "china-holidays.json";
        using var stream = typeof(WorkingCalendar).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidDataException($"The resource {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var reading = Parse(reader.ReadToEnd(), name);
        return reading.Calendar ?? throw new InvalidDataException(string.Join(' ', reading.Refusals.Select(static r => r.En)));
    });
}
