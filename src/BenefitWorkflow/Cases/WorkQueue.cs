using System.Globalization;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>
/// Open cases in the order in which they are due, then closed ones, the last closed first. An index serves one step of one programme at a
/// time, so every step is asked for its next few and the answers are merged: the cost is that of a page, however many cases wait.
/// </summary>
internal sealed class WorkQueue(BenefitStore store, ProgrammeCatalog catalog, Protector protector, CalendarSource calendar, TimeProvider time)
{
    /// <summary>Pages count a list's cases up to here: what is longer reads "10,000+".</summary>
    public const int MostCounted = 10_000;

    /// <summary>What is due within so many working days after today is due soon.</summary>
    public const int SoonDays = 3;

    /// <summary>Most cases that are put in another order than that of their time limits, which no index has.</summary>
    public const int MostSorted = 2_000;

    // Who works for more units than these is asked for by steps.
    private const int FewUnits = 20;

    // Of units with more cases than these every step has plenty of theirs, and is asked instead.
    private const int FewOfUnits = 5_000;

    /// <summary>A count as pages show it.</summary>
    public static string Number(int count) => count < MostCounted ? count.ToString("N0", CultureInfo.InvariantCulture) : $"{MostCounted.ToString("N0", CultureInfo.InvariantCulture)}+";

    /// <param name="Next">Cursor of the next page; null on the last.</param>
    /// <param name="SoonUntil">What is due until then, and not late, is due soon; null where the calendar does not reach so far.</param>
    /// <param name="Whole">The text was a case's number or a person's identity number: nothing else of the filter counted.</param>
    /// <param name="Sorted">Exceptions come first.</param>
    /// <param name="TooMany">More than <see cref="WorkText.Most"/> have the text: what is here is a part of them.</param>
    public sealed record Page(IReadOnlyList<ListCases.Row> Items, string? Next, DateTimeOffset? SoonUntil, bool Whole = false, bool TooMany = false, bool Sorted = false);

    /// <summary>How many match, each up to what was asked for.</summary>
    public sealed record Size(int Open, int Closed)
    {
        public int All => Open + Closed;
    }

    private readonly record struct Moment(DateTimeOffset Now, DateTimeOffset? SoonUntil);

    /// <param name="after">Cursor of the page before; null or unreadable: the first page.</param>
    public async Task<Page> ReadAsync(WorkFilter filter, string? after, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var (at, moment) = (Place.Parse(after), await MomentAsync(db, ct));
        List<Case> cases;
        var (whole, many, sorted) = (false, false, false);
        if (await FindAsync(db, filter, moment, ct) is { } found)
        {
            cases = Behind(found.Cases, at, limit + 1);
            (whole, many) = (found.Whole, found.TooMany);
        }
        else if (filter is { ExceptionsFirst: true, State: WorkState.Open } && await SortedAsync(db, filter, moment, ct) is { } all)
        {
            (cases, sorted) = (Behind(all, at, limit + 1), true);
        }
        else
        {
            cases = filter.State == WorkState.Closed || at.Closed ? [] : await OpenAsync(db, filter, moment, at, limit + 1, ct);
            if (filter.State != WorkState.Open && cases.Count <= limit) cases.AddRange(await ClosedAsync(db, filter, at, limit + 1 - cases.Count, ct));
        }
        var page = cases.Take(limit).ToList();
        var payees = page.Select(c => c.BeneficiaryId).Distinct().ToList();
        var names = await db.Beneficiaries.Where(b => payees.Contains(b.Id)).Select(b => new { b.Id, b.Name }).ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        return new Page(page.ConvertAll(c => ListCases.Row.Of(c, names[c.BeneficiaryId])), cases.Count > limit ? Place.Of(page[^1]).ToString() : null, moment.SoonUntil, whole, many, sorted);
    }

    /// <summary>What a bulk act needs to know of a case that was chosen.</summary>
    public sealed record Chosen(
        long Id, string Number, int Version, string Programme, string Scheme, string? Step, CaseState State, long AmountFen, int Visit, string PreparedBy, BeneficiaryStatus Payee);

    /// <summary>The open ones of what was chosen, up to <paramref name="most"/> and one more where there are more.</summary>
    /// <returns>Null where more have the text than were read: an act on a part that nobody chose would be none that anybody meant.</returns>
    public async Task<IReadOnlyList<Chosen>?> ChooseAsync(WorkChoice choice, int most, CancellationToken ct)
    {
        await using var db = store.Read();
        var (filter, moment, ids, except) = (choice.Filter, await MomentAsync(db, ct), choice.Ids, choice.Except);
        if (ids is null && await FindAsync(db, filter, moment, ct) is { } found)
        {
            if (found.TooMany) return null;
            ids = [.. found.Cases.Where(c => c.IsOpen).Select(c => c.Id)];
        }
        if (ids is null && filter.State == WorkState.Closed) return [];
        var cases = ids is null ? Open(db.Cases.Where(c => c.State != CaseState.Closed && c.StepDueAt != null), filter, moment) : filter.Within.Limit(db.Cases.Where(c => ids.Contains(c.Id) && c.State != CaseState.Closed));
        if (except.Count > 0) cases = cases.Where(c => !except.Contains(c.Id));
        return await cases.OrderBy(c => c.Id).Take(most + 1).Join(db.Beneficiaries, c => c.BeneficiaryId, b => b.Id,
            (c, b) => new Chosen(c.Id, c.Number, c.Version, c.ProgrammeKey, c.SchemeKey, c.Step, c.State, c.AmountFen, c.StepVisit, c.PreparedBy, b.Status)).ToListAsync(ct);
    }

    /// <summary>How many cases match, up to <paramref name="most"/> of each: nobody waits for the exact size of a list that is too long to read.</summary>
    public async Task<Size> HowManyAsync(WorkFilter filter, int most, CancellationToken ct)
    {
        await using var db = store.Read();
        var moment = await MomentAsync(db, ct);
        if (await FindAsync(db, filter, moment, ct) is { } found) return new Size(found.Cases.Count(c => c.IsOpen), found.Cases.Count(c => !c.IsOpen));
        var (open, closed) = (0, 0);
        if (filter.State != WorkState.Closed)
            foreach (var part in OpenParts(db, filter, moment, UnitsOf(filter)))
                if (open < most) open += await part.Take(most - open).CountAsync(ct);
        if (filter.State != WorkState.Open)
            foreach (var part in ClosedParts(db, filter, UnitsOf(filter)))
                if (closed < most) closed += await part.Take(most - closed).CountAsync(ct);
        return new Size(open, closed);
    }

    /// <summary>What waits at one step for one role.</summary>
    /// <param name="Count">Up to the most that was asked for.</param>
    /// <param name="Late">Of them past their limit; the latest are counted first.</param>
    public sealed record Waiting(string Programme, string Step, string Role, int Count, int Late);

    /// <summary>What waits for somebody, by step.</summary>
    /// <param name="most">Of each step so many are counted.</param>
    public async Task<IReadOnlyList<Waiting>> WaitingAsync(Actor actor, int most, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = store.Read();
        var filter = new WorkFilter(CaseScope.WaitingFor(actor));
        var matching = Open(db.Cases.Where(c => c.State != CaseState.Closed && c.StepDueAt != null), filter, new Moment(now, null));
        var waiting = new List<Waiting>();
        foreach (var (programme, step) in Steps(filter))
            waiting.AddRange(await matching.Where(c => c.ProgrammeKey == programme && c.Step == step).OrderBy(c => c.StepDueAt).Take(most)
                .GroupBy(c => c.StepRole!).Select(g => new Waiting(programme, step, g.Key, g.Count(), g.Count(c => c.StepDueAt <= now))).ToListAsync(ct));
        return waiting;
    }

    /// <summary>What has the filter's text and meets the rest of it, in the list's order; null: there is no text.</summary>
    private async Task<WorkText.Found?> FindAsync(BenefitDb db, WorkFilter filter, Moment moment, CancellationToken ct)
    {
        if (filter.Text?.Trim() is not { Length: > 0 } text) return null;
        var found = await WorkText.FindAsync(db, protector, catalog, text, ct);
        if (found.Whole) filter = filter.Whole;
        // The few that were found are judged here: asked together, the database might look for the text among all that match.
        var cases = found.Cases.AsQueryable();
        List<Case> met = [];
        if (filter.State != WorkState.Closed) met.AddRange(Open(cases.Where(c => c.State != CaseState.Closed), filter, moment).OrderBy(c => c.StepDueAt ?? DateTimeOffset.MaxValue).ThenBy(c => c.Id));
        if (filter.State != WorkState.Open && !filter.AsksWhereItWaits) met.AddRange(Limit(cases.Where(c => c.State == CaseState.Closed), filter).OrderByDescending(c => c.ClosedAt).ThenByDescending(c => c.Id));
        return found with { Cases = [.. met.Take(WorkText.Most)], TooMany = found.TooMany || met.Count > WorkText.Most };
    }

    private async Task<List<Case>> OpenAsync(BenefitDb db, WorkFilter filter, Moment moment, Place at, int limit, CancellationToken ct)
    {
        var found = new List<Case>();
        foreach (var part in OpenParts(db, filter, moment, await FewAsync(db, filter, ct)))
        {
            var cases = part;
            if (at.At is { } from) cases = cases.Where(c => c.StepDueAt >= from && (c.StepDueAt > from || c.Id > at.Id));
            found.AddRange(await cases.OrderBy(c => c.StepDueAt).ThenBy(c => c.Id).Take(limit).ToListAsync(ct));
        }
        return [.. found.OrderBy(c => c.StepDueAt).ThenBy(c => c.Id).Take(limit)];
    }

    /// <summary>The units whose cases are read and put in order here; null: none, or the database does so better.</summary>
    private static async Task<IReadOnlyCollection<string>?> FewAsync(BenefitDb db, WorkFilter filter, CancellationToken ct) =>
        UnitsOf(filter) is { } units && await OfUnits(db.Cases, units).Take(FewOfUnits).CountAsync(ct) < FewOfUnits ? units : null;

    /// <summary>All that match with exceptions first; null where there are too many.</summary>
    private async Task<List<Case>?> SortedAsync(BenefitDb db, WorkFilter filter, Moment moment, CancellationToken ct)
    {
        var found = new List<Case>();
        foreach (var part in OpenParts(db, filter, moment, UnitsOf(filter)))
        {
            found.AddRange(await part.OrderBy(c => c.StepDueAt).ThenBy(c => c.Id).Take(MostSorted + 1 - found.Count).ToListAsync(ct));
            if (found.Count > MostSorted) return null;
        }
        return [.. found.OrderBy(c => c.State == CaseState.Incident ? 0 : c.StepVisit > 1 ? 1 : 2).ThenBy(c => c.StepDueAt).ThenBy(c => c.Id)];
    }

    private static List<Case> Behind(IReadOnlyList<Case> cases, Place at, int limit) => [.. cases.Skip(cases.ToList().FindIndex(c => c.Id == at.Id) + 1).Take(limit)];

    private async Task<List<Case>> ClosedAsync(BenefitDb db, WorkFilter filter, Place at, int limit, CancellationToken ct)
    {
        var found = new List<Case>();
        foreach (var part in ClosedParts(db, filter, await FewAsync(db, filter, ct)))
        {
            var cases = part;
            if (at is { Closed: true, At: { } from }) cases = cases.Where(c => c.ClosedAt <= from && (c.ClosedAt < from || c.Id < at.Id));
            found.AddRange(await cases.OrderByDescending(c => c.ClosedAt).ThenByDescending(c => c.Id).Take(limit).ToListAsync(ct));
        }
        return [.. found.OrderByDescending(c => c.ClosedAt).ThenByDescending(c => c.Id).Take(limit)];
    }

    /// <summary>
    /// Each of what an index serves in order; of a few units, what is theirs: among the others at a step they may be rare. Those are said to
    /// be open in other words, or the step's index would be taken for them too.
    /// </summary>
    private IEnumerable<IQueryable<Case>> OpenParts(BenefitDb db, WorkFilter filter, Moment moment, IReadOnlyCollection<string>? units) => units is not null
        ? Programmes(filter).Select(p => Open(OfUnits(db.Cases.Where(c => c.ProgrammeKey == p.Key), units).Where(c => c.ClosedAt == null && c.StepDueAt != null), filter, moment))
        : Steps(filter).Select(pair => Open(db.Cases.Where(c => c.ProgrammeKey == pair.Programme && c.Step == pair.Step && c.State != CaseState.Closed && c.StepDueAt != null), filter, moment));

    private IEnumerable<IQueryable<Case>> ClosedParts(BenefitDb db, WorkFilter filter, IReadOnlyCollection<string>? units) => filter.AsksWhereItWaits ? []
        : units is not null ? Programmes(filter).Select(p => Limit(OfUnits(db.Cases.Where(c => c.ProgrammeKey == p.Key), units).Where(c => c.ClosedAt != null), filter))
        : Programmes(filter).Select(p => Limit(db.Cases.Where(c => c.ProgrammeKey == p.Key && c.State == CaseState.Closed), filter));

    private static IQueryable<Case> OfUnits(IQueryable<Case> cases, IReadOnlyCollection<string> units) =>
        units.Count == 1 && units.First() is var unit ? cases.Where(c => c.Unit == unit) : cases.Where(c => units.Contains(c.Unit));

    private static IReadOnlyCollection<string>? UnitsOf(WorkFilter filter) =>
        filter.Unit is { Length: > 0 } unit ? [unit] : filter.Within.Units is { Count: <= FewUnits } own ? own : filter.Waiting?.Units is { Count: <= FewUnits } theirs ? theirs : null;

    private static IQueryable<Case> Open(IQueryable<Case> cases, WorkFilter filter, Moment moment)
    {
        var (now, soon) = moment;
        cases = Limit(cases, filter);
        if (filter.Step is { Length: > 0 } step) cases = cases.Where(c => c.Step == step);
        if (filter.Role is { Length: > 0 } role) cases = cases.Where(c => c.StepRole == role);
        if (filter.Due == WorkDue.Late) cases = cases.Where(c => c.StepDueAt <= now);
        // A calendar that does not reach so far makes nothing soon.
        if (filter.Due == WorkDue.Soon) cases = cases.Where(c => c.StepDueAt > now && c.StepDueAt <= (soon ?? now));
        return cases;
    }

    private static IQueryable<Case> Limit(IQueryable<Case> cases, WorkFilter filter)
    {
        cases = filter.Within.Limit(cases);
        if (filter.Waiting is { } waiting) cases = waiting.Limit(cases);
        if (filter.Programme is { Length: > 0 } programme) cases = cases.Where(c => c.ProgrammeKey == programme);
        if (filter.Scheme is { Length: > 0 } scheme) cases = cases.Where(c => c.SchemeKey == scheme);
        if (filter.Unit is { Length: > 0 } unit) cases = cases.Where(c => c.Unit == unit);
        return cases;
    }

    private IEnumerable<Programme> Programmes(WorkFilter filter) =>
        catalog.Programmes.Where(p => (filter.Programme is not { Length: > 0 } wanted || p.Key == wanted) && filter.Within.Has(p.Key) && (filter.Waiting?.Has(p.Key) ?? true));

    /// <summary>Every step at which a case may wait, of every programme in question.</summary>
    private IEnumerable<(string Programme, string Step)> Steps(WorkFilter filter) =>
        Programmes(filter).SelectMany(p => p.Schemes.SelectMany(s => catalog.ProcessOf(p, s).Activities).Where(a => a.Declaration.Signals.Count > 0).Select(a => (p.Key, a.Id)))
            .Where(pair => filter.Step is not { Length: > 0 } step || pair.Id == step).Distinct();

    private async Task<Moment> MomentAsync(BenefitDb db, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        try
        {
            return new Moment(now, ShanghaiTime.EndOfDay((await calendar.ReadAsync(db, ct)).AddWorkingDays(ShanghaiTime.LocalDate(now), SoonDays)));
        }
        catch (CalendarYearMissingException)
        {
            return new Moment(now, null);
        }
    }

    /// <summary>Where a page ended.</summary>
    private readonly record struct Place(bool Closed, DateTimeOffset? At, long Id)
    {
        public static Place Of(Case c) => c.IsOpen ? new Place(false, c.StepDueAt ?? DateTimeOffset.MaxValue, c.Id) : new Place(true, c.ClosedAt, c.Id);

        public static Place Parse(string? cursor)
        {
            var closed = cursor is ['c', ..];
            return cursor?[(closed ? 1 : 0)..].Split('.') is [var ms, var id] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                    ? new Place(closed, DateTimeOffset.FromUnixTimeMilliseconds(at), last) : default;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Closed ? "c" : "")}{At!.Value.ToUnixTimeMilliseconds()}.{Id}");
    }
}
