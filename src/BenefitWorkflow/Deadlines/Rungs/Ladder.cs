namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>The instants of a deadline's rungs, fixed when the deadline is made or moved.</summary>
/// <param name="DueSoonAt">Null: the limit is too short for it, or nobody is to be reminded.</param>
/// <param name="DueTodayAt">00:00 of the last day in time; null as above.</param>
/// <param name="DueAt">First instant that is too late.</param>
/// <param name="EscalateAt">Null while the holiday table that tells it is not loaded; loading the table sets it.</param>
public readonly record struct Ladder(DateTimeOffset? DueSoonAt, DateTimeOffset? DueTodayAt, DateTimeOffset DueAt, DateTimeOffset? EscalateAt)
{
    /// <summary>Working days after the last day in time; the rung fires when they are over.</summary>
    public const int EscalateAfterWorkingDays = 2;

    private const int LongLimit = 10, SoonOfLongLimit = 3;

    /// <param name="madeAt">Rungs at or before this instant are left out: who has just got the work needs no reminder of it.</param>
    /// <param name="reminds">False where the service itself acts at the limit: nobody is to be reminded.</param>
    public static Ladder Of(DateTimeOffset madeAt, DateTimeOffset dueAt, bool reminds, WorkingCalendar calendar)
    {
        var lastDay = ShanghaiTime.LocalDate(dueAt.AddTicks(-1));
        var escalateAt = TryAdd(calendar, lastDay, EscalateAfterWorkingDays);
        if (!reminds) return new(null, null, dueAt, escalateAt);
        var today = ShanghaiTime.StartOfDay(lastDay);
        return new(After(madeAt, SoonAt(madeAt, lastDay, calendar)), After(madeAt, today), dueAt, escalateAt);
    }

    /// <summary>The instant of a rung; null where the ladder has none.</summary>
    public DateTimeOffset? At(DeadlineRung rung) => rung switch
    {
        DeadlineRung.DueSoon => DueSoonAt,
        DeadlineRung.Due => DueTodayAt,
        DeadlineRung.Late => DueAt,
        DeadlineRung.Escalated => EscalateAt,
        _ => throw new ArgumentOutOfRangeException(nameof(rung)),
    };

    private static DateTimeOffset? SoonAt(DateTimeOffset madeAt, DateOnly lastDay, WorkingCalendar calendar)
    {
        var madeOn = ShanghaiTime.LocalDate(madeAt);
        // Days in years without a table are long past or were refused already; a reminder is then the last day itself.
        if (lastDay <= madeOn || !calendar.Covers(madeOn.Year) || !calendar.Covers(lastDay.Year)) return null;
        var days = calendar.WorkingDaysBetween(madeOn, lastDay);
        var before = days >= LongLimit ? SoonOfLongLimit : 1;
        // It would come before the limit was made, perhaps in a year before the first table.
        if (days <= before) return null;
        var last = calendar.PreviousWorkingDayOnOrBefore(lastDay);
        return ShanghaiTime.StartOfDay(calendar.LatestStartFor(last, before));
    }

    private static DateTimeOffset? After(DateTimeOffset madeAt, DateTimeOffset? at) => at > madeAt ? at : null;

    private static DateTimeOffset? TryAdd(WorkingCalendar calendar, DateOnly day, int workingDays)
    {
        try
        {
            return ShanghaiTime.EndOfDay(calendar.AddWorkingDays(day, workingDays));
        }
        catch (CalendarYearMissingException)
        {
            return null;
        }
    }
}
