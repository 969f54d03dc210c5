using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>GET /api/cases: the work list, filtered, by keyset pages (the last id of a page is the next page's cursor).</summary>
public static class ListCases
{
    public sealed record Row(
        long Id, string Number, string Programme, string Scheme, string Name, string Unit, CaseState State, string? Step, string? StepRole,
        DateTimeOffset? StepDueAt, long AmountFen, string? Tier, string? Result, int Version, DateTimeOffset OpenedAt, DateTimeOffset UpdatedAt,
        DateTimeOffset? ClosedAt, int Visit)
    {
        public static Row Of(Case c, string name) => new(
            c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, name, c.Unit, c.State, c.Step, c.StepRole, c.StepDueAt, c.AmountFen, c.Tier, c.Result, c.Version, c.OpenedAt, c.UpdatedAt, c.ClosedAt, c.StepVisit);
    }

    public sealed record Page(IReadOnlyList<Row> Items, long? Next);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases", async (BenefitStore store, HttpContext http, string? programme, string? scheme, string? state, string? step, string? role, string? result,
            string? number, string? unit, long? after, int? limit, CancellationToken ct) =>
        {
            if (limit is < 1 or > 1_000) return Problems.Of(new Refusal("request.limit", "limit 须在 1 到 1000 之间。", "limit is from 1 to 1,000."), 400);
            if (!Lists.TryState<CaseState>(state, out var wanted, out var unknown)) return unknown;
            await using var db = store.Read();
            return TypedResults.Ok(await ReadAsync(db, CaseScope.Of(CurrentActor.Of(http)), new Filter(programme, scheme, wanted, step, role, result, number, unit), after ?? 0, limit ?? 100, ct));
        }).RequireRoles([.. Roles.CaseReaders]);

    public sealed record Filter(string? Programme = null, string? Scheme = null, CaseState? State = null, string? Step = null, string? Role = null, string? Result = null, string? Number = null, string? Unit = null);

    private static async Task<Page> ReadAsync(BenefitDb db, CaseScope within, Filter filter, long after, int limit, CancellationToken ct)
    {
        var found = await Matching(within.Limit(db.Cases), filter).Where(c => c.Id > after).OrderBy(c => c.Id).Take(limit + 1)
            .Join(db.Beneficiaries, c => c.BeneficiaryId, b => b.Id, (c, b) => new { Case = c, b.Name }).OrderBy(r => r.Case.Id).ToListAsync(ct);
        var rows = found.ConvertAll(r => Row.Of(r.Case, r.Name));
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        return new Page(rows, more ? rows[^1].Id : null);
    }

    /// <summary>Cases that meet every condition of the filter.</summary>
    public static IQueryable<Case> Matching(IQueryable<Case> cases, Filter filter)
    {
        if (filter.Programme is { } programme) cases = cases.Where(c => c.ProgrammeKey == programme);
        if (filter.Scheme is { } scheme) cases = cases.Where(c => c.SchemeKey == scheme);
        if (filter.State is { } state) cases = cases.Where(c => c.State == state);
        // In the words of the work list's index, which holds no closed case.
        if (filter.State is CaseState.Open or CaseState.Incident) cases = cases.Where(c => c.State != CaseState.Closed);
        if (filter.Step is { } step) cases = cases.Where(c => c.Step == step);
        if (filter.Role is { } role) cases = cases.Where(c => c.StepRole == role);
        if (filter.Result is { } result) cases = cases.Where(c => c.Result == result);
        if (filter.Unit is { } unit) cases = cases.Where(c => c.Unit == unit);
        if (filter.Number is { } number) cases = cases.Where(c => c.Number == number);
        return cases;
    }
}
