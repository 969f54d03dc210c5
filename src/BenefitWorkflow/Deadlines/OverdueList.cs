using System.Globalization;
using System.Linq.Expressions;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <summary>One time limit that has passed and whose work is still not done.</summary>
/// <param name="Step">Activity id of the step.</param>
/// <param name="Visit">Which time the case is at this step, from 1.</param>
/// <param name="OwnerRole">Role that should have acted.</param>
/// <param name="DueAt">First instant that was too late, UTC.</param>
/// <param name="DaysLate">Legal days since the last day in time; 0 while that day still runs.</param>
/// <param name="Unit">The worker's unit.</param>
/// <param name="Person">Account id of who prepared the case.</param>
/// <param name="Cause">What the case waits for.</param>
public sealed record OverdueItem(
    long CaseId, string CaseNumber, string Programme, string Scheme, DeadlineKind Kind, string Step, int Visit, string OwnerRole,
    DateTimeOffset DueAt, int DaysLate, string Unit, string Person, OverdueCause Cause);

/// <param name="Next">Pass as <c>after</c> for the next page; null on the last one.</param>
public sealed record OverduePage(IReadOnlyList<OverdueItem> Items, string? Next);

/// <summary>
/// What is overdue, longest first: time limits of open cases that have passed while their work is still to be done and nobody stopped the clock.
/// </summary>
public sealed class OverdueList(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    /// <summary>Most items in one page.</summary>
    public const int LargestPage = 1_000;

    /// <summary>One page.</summary>
    /// <param name="within">What the reader's roles are for.</param>
    /// <param name="programme">Programme key; null for all.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">1 to <see cref="LargestPage"/>.</param>
    /// <param name="step">Activity id; null: all.</param>
    /// <param name="unit">The worker's unit; null: all.</param>
    /// <param name="group">View and key of one group that <see cref="OverdueSummary"/> counts; null: all.</param>
    public async Task<OverduePage> ReadAsync(
        CaseScope within, string? programme, OverdueCursor? after, int limit, CancellationToken ct, string? step = null, string? unit = null, (string By, string Key)? group = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
        var now = time.GetUtcNow();
        await using var db = store.Read();
        // Asked for each limit in the order of its index, and not joined: a join would begin with all open cases and sort what it finds.
        var cases = Open(db, within, programme).Where(c => unit == null || c.Unit == unit);
        var late = Passed(db, now);
        if (after is not null) late = late.Where(After(after));
        if (group is { } one) late = Of(db, late, one.By, one.Key, now);
        var rows = await late.Where(d => (step == null || d.ActivityId == step) && cases.Any(c => c.Id == d.CaseId))
            .OrderBy(d => d.DueAt).ThenBy(d => d.CaseId).ThenBy(d => d.ActivityId).ThenBy(d => d.Visit).ThenBy(d => d.Kind).Take(limit + 1).ToListAsync(ct);
        var ids = rows.Select(d => d.CaseId).Distinct().ToList();
        var known = await db.Cases.Where(c => ids.Contains(c.Id))
            .Select(c => new { c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, c.Unit, c.PreparedBy, c.DefinitionId, c.DefinitionVersion, c.Step }).ToDictionaryAsync(c => c.Id, ct);
        var items = rows.Take(limit).Select(d => (Limit: d, Case: known[d.CaseId])).Select(r => new OverdueItem(
            r.Case.Id, r.Case.Number, r.Case.ProgrammeKey, r.Case.SchemeKey, r.Limit.Kind, r.Limit.ActivityId, r.Limit.Visit, r.Limit.OwnerRole,
            r.Limit.DueAt, DaysLate(r.Limit.DueAt, now), r.Case.Unit, r.Case.PreparedBy, OverdueCauses.Of(catalog, r.Case.DefinitionId, r.Case.DefinitionVersion, r.Case.Step ?? r.Limit.ActivityId))).ToList();
        return new(items, rows.Count > limit ? OverdueCursor.Of(rows[limit - 1]).ToString() : null);
    }

    /// <summary>Limits that have passed and whose work is still to be done, with their cases.</summary>
    internal static IQueryable<OverdueRow> Undone(BenefitDb db, CaseScope within, string? programme, DateTimeOffset now) =>
        from d in Passed(db, now)
        join c in Open(db, within, programme) on d.CaseId equals c.Id
        select new OverdueRow { Limit = d, Case = c };

    private static IQueryable<Deadline> Passed(BenefitDb db, DateTimeOffset now) =>
        db.Deadlines.Where(d => d.DoneAt == null && d.State != DeadlineState.Paused && d.DueAt <= now && d.Kind != DeadlineKind.NoticeEnd);

    /// <summary>Those of a group, as it is counted.</summary>
    private IQueryable<Deadline> Of(BenefitDb db, IQueryable<Deadline> late, string by, string key, DateTimeOffset now)
    {
        switch (by)
        {
            case "unit": return late.Where(d => db.Cases.Any(c => c.Id == d.CaseId && c.Unit == key));
            case "person" when key.StartsWith(OverdueSummary.OfRole, StringComparison.Ordinal):
                var role = key[OverdueSummary.OfRole.Length..];
                return late.Where(d => d.OwnerRole == role);
            case "person": return late.Where(d => d.OwnerRole == Roles.Caseworker && db.Cases.Any(c => c.Id == d.CaseId && c.PreparedBy == key));
            case "age":
                var (from, upTo) = OverdueSummary.DueWithin(key, now);
                return late.Where(d => d.DueAt > from && d.DueAt <= upTo);
            case "cause":
                // The database does not know definitions: it is asked for their steps.
                var steps = catalog.Definitions.SelectMany(d => d.Activities.Where(a => OverdueSummary.KeyOf(OverdueCauses.Of(catalog, d.DefinitionId, d.Version, a.Id)) == key).Select(a => d.DefinitionId + "/" + a.Id)).Distinct().ToList();
                return late.Where(d => db.Cases.Any(c => c.Id == d.CaseId && steps.Contains(c.DefinitionId + "/" + (c.Step ?? d.ActivityId))));
            default: return late.Where(d => d.ActivityId == key);
        }
    }

    private static IQueryable<Case> Open(BenefitDb db, CaseScope within, string? programme) =>
        within.Limit(db.Cases).Where(c => c.State != CaseState.Closed && (programme == null || c.ProgrammeKey == programme));

    /// <summary>A limit that ends with a day is due at the next day's first instant; the day in time is the one before.</summary>
    internal static int DaysLate(DateTimeOffset dueAt, DateTimeOffset now) =>
        ShanghaiTime.LocalDate(now).DayNumber - ShanghaiTime.LocalDate(dueAt.AddTicks(-1)).DayNumber;

    private static Expression<Func<Deadline, bool>> After(OverdueCursor c)
    {
        var (dueAt, caseId, activity, visit, kind) = (c.DueAt, c.CaseId, c.ActivityId, c.Visit, c.Kind);
        return d => d.DueAt > dueAt || (d.DueAt == dueAt && (d.CaseId > caseId || (d.CaseId == caseId
            && (string.Compare(d.ActivityId, activity) > 0 || (d.ActivityId == activity && (d.Visit > visit || (d.Visit == visit && d.Kind > kind)))))));
    }
}

/// <summary>A limit and its case.</summary>
internal sealed record OverdueRow
{
    // Properties, no constructor: only these can be filtered on in the database.
    public required Deadline Limit { get; init; }
    public required Case Case { get; init; }
}

/// <summary>Where a page ended: the key of its last item. Text: <c>dueAtMs.caseId.visit.kind.activityId</c>.</summary>
public sealed record OverdueCursor(DateTimeOffset DueAt, long CaseId, string ActivityId, int Visit, DeadlineKind Kind)
{
    internal static OverdueCursor Of(Deadline d) => new(d.DueAt, d.CaseId, d.ActivityId, d.Visit, d.Kind);

    /// <summary>Null when the text is no cursor.</summary>
    public static OverdueCursor? Parse(string text)
    {
        var parts = text.Split('.', 5);
        return parts.Length == 5
            && TryNumber(parts[0], out var ms) && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && TryNumber(parts[1], out var caseId)
            && TryNumber(parts[2], out var visit) && visit <= int.MaxValue
            && TryNumber(parts[3], out var kind) && kind <= int.MaxValue
            && parts[4].Length > 0
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(ms), caseId, parts[4], (int)visit, (DeadlineKind)kind)
            : null;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{DueAt.ToUnixTimeMilliseconds()}.{CaseId}.{Visit}.{(int)Kind}.{ActivityId}");

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
