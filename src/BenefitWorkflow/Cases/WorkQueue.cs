using System.Globalization;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>Which open cases; null or empty: any.</summary>
/// <param name="Within">Those that the reader's roles are for.</param>
/// <param name="Late">Only what is past its limit.</param>
/// <param name="Text">Case number, the beginning of a name, or a whole identity number.</param>
public sealed record WorkFilter(CaseScope Within, string? Programme = null, string? Scheme = null, string? Step = null, string? Role = null, bool Late = false, string? Text = null);

/// <summary>
/// Open cases in the order in which they are due. The index serves one step of one programme at a time, so every step is asked for its
/// next few and the answers are merged: the cost is that of a page, however many cases wait.
/// </summary>
internal sealed class WorkQueue(BenefitStore store, ProgrammeCatalog catalog, Protector protector, TimeProvider time)
{
    /// <summary>Pages count a list's cases up to here: what is longer reads "10,000+".</summary>
    public const int MostCounted = 10_000;

    /// <summary>A count as pages show it.</summary>
    public static string Number(int count) => count < MostCounted ? count.ToString("N0", CultureInfo.InvariantCulture) : $"{MostCounted.ToString("N0", CultureInfo.InvariantCulture)}+";

    /// <param name="Next">Cursor of the next page; null on the last.</param>
    public sealed record Page(IReadOnlyList<ListCases.Row> Items, string? Next);

    /// <param name="after">Cursor of the page before; null or unreadable: the first page.</param>
    public async Task<Page> ReadAsync(WorkFilter filter, string? after, int limit, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (due, id) = Parse(after);
        await using var db = store.Read();
        if (await MatchingAsync(db, filter, now, ct) is not { } matching) return new Page([], null);
        var found = new List<Case>();
        foreach (var (programme, step) in Steps(filter))
        {
            var cases = matching.Where(c => c.ProgrammeKey == programme && c.Step == step);
            if (due is { } from) cases = cases.Where(c => c.StepDueAt > from || (c.StepDueAt == from && c.Id > id));
            found.AddRange(await cases.OrderBy(c => c.StepDueAt).ThenBy(c => c.Id).Take(limit + 1).ToListAsync(ct));
        }
        var page = found.OrderBy(c => c.StepDueAt).ThenBy(c => c.Id).Take(limit).ToList();
        var payees = page.Select(c => c.BeneficiaryId).Distinct().ToList();
        var names = await db.Beneficiaries.Where(b => payees.Contains(b.Id)).Select(b => new { b.Id, b.Name }).ToDictionaryAsync(b => b.Id, b => b.Name, ct);
        return new Page(page.ConvertAll(c => ListCases.Row.Of(c, names[c.BeneficiaryId])), found.Count > limit ? Cursor(page[^1]) : null);
    }

    /// <summary>What a bulk act needs to know of the chosen cases before it begins: exceptions first, then the largest amounts.</summary>
    /// <param name="ids">The chosen ones; null: all that match, up to <paramref name="most"/>.</param>
    public async Task<IReadOnlyList<Chosen>> ChooseAsync(WorkFilter filter, IReadOnlyCollection<long>? ids, int most, CancellationToken ct)
    {
        await using var db = store.Read();
        var matching = ids is null ? await MatchingAsync(db, filter, time.GetUtcNow(), ct) : filter.Within.Limit(db.Cases.Where(c => ids.Contains(c.Id) && c.State != CaseState.Closed));
        if (matching is null) return [];
        return await matching.OrderBy(c => c.State == CaseState.Incident ? 0 : 1).ThenByDescending(c => c.AmountFen).ThenBy(c => c.Id).Take(most)
            .Select(c => new Chosen(c.Id, c.Number, c.Version, c.ProgrammeKey, c.SchemeKey, c.Step, c.State, c.AmountFen, c.StepVisit)).ToListAsync(ct);
    }

    public sealed record Chosen(long Id, string Number, int Version, string Programme, string Scheme, string? Step, CaseState State, long AmountFen, int Visit);

    /// <summary>How many cases match, up to <paramref name="most"/>: nobody waits for the exact size of a list that is too long to read.</summary>
    public async Task<int> HowManyAsync(WorkFilter filter, int most, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await MatchingAsync(db, filter, time.GetUtcNow(), ct) is not { } matching) return 0;
        var count = 0;
        foreach (var (programme, step) in Steps(filter))
        {
            var left = most - count;
            if (left == 0) break;
            count += await matching.Where(c => c.ProgrammeKey == programme && c.Step == step).Take(left).CountAsync(ct);
        }
        return count;
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
        var matching = Where(db, filter, now);
        var waiting = new List<Waiting>();
        foreach (var (programme, step) in Steps(filter))
            waiting.AddRange(await matching.Where(c => c.ProgrammeKey == programme && c.Step == step).OrderBy(c => c.StepDueAt).Take(most)
                .GroupBy(c => c.StepRole!).Select(g => new Waiting(programme, step, g.Key, g.Count(), g.Count(c => c.StepDueAt <= now))).ToListAsync(ct));
        return waiting;
    }

    /// <summary>Null: nothing has the text, so that no step needs to be asked.</summary>
    private async Task<IQueryable<Case>?> MatchingAsync(BenefitDb db, WorkFilter filter, DateTimeOffset now, CancellationToken ct)
    {
        var matching = Where(db, filter, now);
        if (filter.Text is not { Length: > 0 } text) return matching;
        return await OfTextAsync(db, text.Trim(), ct) is { } ids ? matching.Where(c => ids.Contains(c.Id)) : null;
    }

    private static IQueryable<Case> Where(BenefitDb db, WorkFilter filter, DateTimeOffset now)
    {
        var cases = filter.Within.Limit(db.Cases.Where(c => c.State != CaseState.Closed && c.StepDueAt != null));
        if (filter.Programme is { Length: > 0 } programme) cases = cases.Where(c => c.ProgrammeKey == programme);
        if (filter.Scheme is { Length: > 0 } scheme) cases = cases.Where(c => c.SchemeKey == scheme);
        if (filter.Step is { Length: > 0 } step) cases = cases.Where(c => c.Step == step);
        if (filter.Role is { Length: > 0 } role) cases = cases.Where(c => c.StepRole == role);
        if (filter.Late) cases = cases.Where(c => c.StepDueAt <= now);
        return cases;
    }

    /// <summary>Every step at which a case may wait, of every programme in question.</summary>
    private IEnumerable<(string Programme, string Step)> Steps(WorkFilter filter) =>
        catalog.Programmes.Where(p => (filter.Programme is not { Length: > 0 } wanted || p.Key == wanted) && filter.Within.Has(p.Key))
            .SelectMany(p => p.Schemes.SelectMany(s => catalog.ProcessOf(p, s).Activities).Where(a => a.Declaration.Signals.Count > 0).Select(a => (p.Key, a.Id)))
            .Where(pair => filter.Step is not { Length: > 0 } step || pair.Id == step).Distinct();

    /// <summary>Open cases of a number, an identity number or a name's beginning; null: none.</summary>
    private async Task<List<long>?> OfTextAsync(BenefitDb db, string text, CancellationToken ct)
    {
        const int most = 500;
        var upper = text.ToUpperInvariant();
        var ids = await db.Cases.Where(c => c.Number == upper).Select(c => c.Id).ToListAsync(ct);
        if (ids.Count > 0) return ids;
        var hash = Beneficiaries.Identification.IdNumber.TryParse(text, out var number, out _) ? protector.Hash(PersonalDataKind.IdNumber, number.Value) : null;
        var payees = hash is null
            ? db.Beneficiaries.Where(b => b.Name.StartsWith(text))
            : db.Beneficiaries.Where(b => b.IdHash == hash);
        ids = await payees.OrderBy(b => b.Id).Take(most).Join(db.Cases.Where(c => c.State != CaseState.Closed), b => b.Id, c => c.BeneficiaryId, (b, c) => c.Id).Take(most).ToListAsync(ct);
        return ids.Count == 0 ? null : ids;
    }

    private static string Cursor(Case c) => string.Create(CultureInfo.InvariantCulture, $"{c.StepDueAt!.Value.ToUnixTimeMilliseconds()}.{c.Id}");

    private static (DateTimeOffset? Due, long Id) Parse(string? cursor) =>
        cursor?.Split('.') is [var ms, var id] && long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var due) && due <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? (DateTimeOffset.FromUnixTimeMilliseconds(due), last) : (null, 0);
}
