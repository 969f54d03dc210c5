using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Migration;

/// <param name="Step">Activity id where these cases wait.</param>
/// <param name="Code">Null: they can be migrated; else why not.</param>
public sealed record MigrationGroup(string? Step, int Cases, string? Code, string? Zh, string? En);

/// <param name="Groups">By step; those that can be migrated first.</param>
public sealed record MigrationPreview(int Cases, int Movable, IReadOnlyList<MigrationGroup> Groups);

/// <summary>POST /api/process-migrations/preview: what a migration would do to each running case. It writes nothing.</summary>
public sealed class PreviewMigration(BenefitStore store, ProgrammeCatalog catalog)
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/process-migrations/preview", async (MigrationRequest request, PreviewMigration useCase, HttpContext http, CancellationToken ct) =>
        {
            var (preview, refusal) = await useCase.RunAsync(CurrentActor.Of(http), request, ct);
            return preview is not null ? TypedResults.Ok(preview) : Problems.Of(refusal!);
        }).RequireRoles(MigrationPlan.MayLook);

    public async Task<(MigrationPreview? Preview, Refusal? Refusal)> RunAsync(Actor actor, MigrationRequest request, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, MigrationPlan.MayLook) is { } lacking) return (null, lacking);
        var (plan, refusal) = MigrationPlan.Of(catalog, request);
        if (plan is null) return (null, refusal);
        await using var db = store.Read();
        if (await OfRunAsync(db, actor, request, ct) is { } unfit) return (null, unfit);
        // Who may migrate sees what they would; who only looks, all they may look at.
        var within = CaseScope.Of(actor, actor.IsAny(MigrationPlan.May) ? MigrationPlan.May : MigrationPlan.MayLook);
        var found = new Dictionary<(string? Step, string? Why), MigrationGroup>();
        // Positions differ by what a case has been through, so each is asked; they are short.
        await foreach (var at in Chosen(db, within, request).Select(c => new { c.Step, c.PositionText }).AsAsyncEnumerable().WithCancellation(ct))
        {
            var why = VersionChange.Check(plan.From, plan.To, Position.Parse(at.PositionText));
            var key = (at.Step, why?.En);
            found[key] = found.TryGetValue(key, out var group) ? group with { Cases = group.Cases + 1 } : new MigrationGroup(at.Step, 1, why?.Code, why?.Zh, why?.En);
        }
        return (new MigrationPreview(found.Values.Sum(g => g.Cases), found.Values.Where(g => g.Code is null).Sum(g => g.Cases),
            [.. found.Values.OrderBy(g => g.Code is not null).ThenBy(g => g.Step, StringComparer.Ordinal)]), null);
    }

    /// <summary>The running cases that a request is about.</summary>
    internal static IQueryable<Case> Chosen(BenefitDb db, CaseScope within, MigrationRequest request)
    {
        var (id, from, step, run) = (request.DefinitionId, request.From, request.Step, request.OfRun);
        var cases = within.Limit(db.Cases).Where(c => c.State != CaseState.Closed && c.DefinitionId == id && c.DefinitionVersion == from);
        if (!string.IsNullOrEmpty(step)) cases = cases.Where(c => c.Step == step);
        return run is null ? cases : cases.Where(c => db.RunResults.Where(r => r.RunId == run && r.Status == "applied").Select(r => r.CaseId).Contains(c.Id));
    }

    /// <summary>Why the run that a request names cannot be taken back; null where it can, or none is named.</summary>
    internal static async Task<Refusal?> OfRunAsync(BenefitDb db, Actor actor, MigrationRequest request, CancellationToken ct)
    {
        if (request.OfRun is not { } id) return null;
        // While it works, what it does next would be missed.
        return await RunEndpoints.Visible(db, actor).FirstOrDefaultAsync(r => r.Id == id && r.Kind == MigrateCases.Kind, ct) is { IsOpen: false } ? null
            : new Refusal("migration.run", $"批量操作 #{id} 不是您可撤销的迁移，或仍在进行；请核对，或先取消并等其停止。", $"Run #{id} is no migration that you may take back, or it still runs; check it, or stop it and wait.");
    }
}
