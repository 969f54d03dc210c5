using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators;

/// <summary>POST /api/rechecks: a second look at determinations, by somebody who did not prepare the case.</summary>
internal static class RecordRechecks
{
    public sealed record Request(IReadOnlyList<Item> Items);

    /// <param name="ErrorKind">Required where not correct: income, assets, death, duplicate, tier, objection or other.</param>
    public sealed record Item(long CaseId, bool Correct, string? ErrorKind = null);

    internal static readonly string[] May = [Roles.Reviewer, Roles.Auditor];

    internal static readonly string[] Kinds = ["income", "assets", "death", "duplicate", "tier", "objection", "other"];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/rechecks", async (Request request, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct) =>
            Lists.Check(request.Items) ?? CaseResults.From(await HandleAsync(request.Items, CurrentActor.Of(http), store, time.GetUtcNow(), ct)))
            .RequireRoles(May);

    internal static async Task<IReadOnlyList<CaseOutcome>> HandleAsync(IReadOnlyList<Item> items, Actor actor, BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await store.BeginWriteAsync(ct);
        var ids = items.Select(i => i.CaseId).Distinct().ToList();
        var cases = await transaction.Db.Cases.Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        var done = (await transaction.Db.Rechecks.Where(r => ids.Contains(r.CaseId)).Select(r => r.CaseId).ToListAsync(ct)).ToHashSet();
        var (outcomes, rows) = (new List<CaseOutcome>(), new List<Recheck>());
        foreach (var item in items)
        {
            var @case = cases.GetValueOrDefault(item.CaseId);
            var refusal = @case switch
            {
                null => new Refusal("case.not-found", $"没有编号为 {item.CaseId} 的案件；请核对。", $"There is no case with id {item.CaseId}; check it."),
                // Whether the actor has one of the roles at all is asked where the request comes in.
                _ when actor.IsAny(Roles.Reviewer, Roles.Auditor) && !actor.HasFor(@case.ProgrammeKey, @case.Unit, Roles.Reviewer, Roles.Auditor) => RoleRefusal.OutOfScope,
                _ when @case.Did(Acts.Prepare, actor.Id) => new Refusal("recheck.own-case", "不得复核自己经办的案件；请由他人复核。", "Nobody rechecks a case they prepared; somebody else must."),
                _ when !item.Correct && !Kinds.Contains(item.ErrorKind) => new Refusal("recheck.error-kind", $"请注明错误类型：{string.Join("、", Kinds)}。", $"Give the kind of error: {string.Join(", ", Kinds)}."),
                _ when !done.Add(item.CaseId) => new Refusal("recheck.done", "该案件已复核；无需再次提交。", "The case has been rechecked already; there is nothing to do."),
                _ => null,
            };
            outcomes.Add(new CaseOutcome(item.CaseId, @case?.Number, refusal is null ? CaseOutcomeKind.Applied : CaseOutcomeKind.Refused, refusal, @case?.Step, @case?.Version ?? 0));
            if (refusal is null) rows.Add(new Recheck { CaseId = item.CaseId, Correct = item.Correct, ErrorKind = item.Correct ? null : item.ErrorKind, By = actor.Id, At = now });
        }
        await transaction.Bulk.InsertAsync(rows, ct);
        var totals = new TotalsKeeper();
        foreach (var row in rows) totals.Recheck(cases[row.CaseId], row.Correct);
        await totals.FlushAsync(transaction, ct);
        await transaction.CommitAsync(ct);
        return outcomes;
    }
}
