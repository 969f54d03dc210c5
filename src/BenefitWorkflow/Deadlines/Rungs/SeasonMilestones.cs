using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>One day of a season on which people are told where it stands.</summary>
/// <param name="Key">Step of its deadline; never changes.</param>
/// <param name="At">The instant its rung fires.</param>
/// <param name="DueAt">What it counts down to.</param>
public sealed record SeasonMilestone(string Key, string Zh, string En, DateTimeOffset At, DateTimeOffset DueAt, DeadlineRung Rung);

/// <summary>
/// The milestones of a programme's season: it opens, 15, 7 and 3 days are left to pay, it closes. Calendar days, so they need no holiday table.
/// </summary>
public static class SeasonMilestones
{
    private static readonly int[] DaysLeft = [15, 7, 3];

    /// <summary>Milestones of one season in the order of their instants.</summary>
    public static IReadOnlyList<SeasonMilestone> Of(SeasonDates season)
    {
        var opens = ShanghaiTime.StartOfDay(season.Opens);
        var closes = ShanghaiTime.EndOfDay(season.Closes);
        return
        [
            new("window-opens", "开始受理", "the window opens", opens, opens, DeadlineRung.Due),
            .. DaysLeft.Select(days => new SeasonMilestone($"t-{days}", $"距最后发放日 {days} 天", $"{days} days are left to pay", season.CutOff.AddDays(-days), season.CutOff, DeadlineRung.DueSoon)),
            new("window-closes", "季节结束", "the window closes", closes, closes, DeadlineRung.Due),
        ];
    }

    /// <summary>
    /// Milestones that have no row yet: of the season that runs or comes next. What had passed before anybody knew of the season is noted as over,
    /// so that a new installation does not announce the past; what passes while the service stands still fires afterwards.
    /// </summary>
    internal static IReadOnlyList<SubjectDeadline> Missing(ProgrammeCatalog catalog, DateTimeOffset now, IReadOnlySet<(string Programme, int Year, string Step)> known)
    {
        var made = new List<SubjectDeadline>();
        foreach (var programme in catalog.Programmes)
        {
            if (Current(programme, ShanghaiTime.LocalDate(now)) is not { } year) continue;
            foreach (var milestone in Of(programme.Window!.For(year)))
            {
                if (known.Contains((programme.Key, year, milestone.Key))) continue;
                var deadline = new SubjectDeadline
                {
                    Subject = DeadlineSubject.Programme, ProgrammeKey = programme.Key, Step = milestone.Key, Year = year, OwnerRole = Roles.Supervisor, OnlyRung = milestone.Rung,
                }.Begin(now, milestone.At, milestone.DueAt);
                if (milestone.At <= now) deadline.Clear(now);
                made.Add(deadline);
            }
        }
        return made;
    }

    /// <summary>The first year from the programme's own on whose season is not over; null where it has no season or lunar dates end.</summary>
    internal static int? Current(Programme programme, DateOnly today)
    {
        if (programme.Window is not { } window) return null;
        for (var year = programme.Year; year < LunarCalendar.LastYear; year++)
            if (window.For(year).Closes >= today) return year;
        return null;
    }
}
