using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Migration;

/// <summary>
/// POST /api/process-migrations: running cases go on with another version of their process, as a durable run. It is stopped like every run;
/// a request the other way round that names the run takes back what it did.
/// </summary>
internal sealed class MigrateCases(BenefitStore store, ProgrammeCatalog catalog, CaseExecutor executor, RunStarter starter) : IRunKind
{
    public const string Kind = "migrate";

    /// <summary>Most cases of one run.</summary>
    public const int MostCases = SignalRun.MaxItems, LongestReason = 1_000;

    private sealed record Input(MigrationRequest Request, IReadOnlyList<long> CaseIds);

    public string Key => Kind;

    public IReadOnlyList<string>? Roles => MigrationPlan.May;

    internal static void Map(IEndpointRouteBuilder api)
    {
        PreviewMigration.Map(api);
        api.MapPost("/process-migrations", async (MigrationRequest request, MigrateCases useCase, HttpContext http, CancellationToken ct) =>
        {
            if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
            return RunStarter.Answer(await useCase.BeginAsync(CurrentActor.Of(http), request, key, ct));
        }).RequireRoles(MigrationPlan.May);
    }

    /// <summary>Lists the cases as they are now and starts the run.</summary>
    /// <param name="key">The caller's idempotency key; null: none.</param>
    public async Task<(Run? Run, Refusal? Refusal)> BeginAsync(Actor actor, MigrationRequest request, string? key, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, MigrationPlan.May) is { } lacking) return (null, lacking);
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason || request.Reason.Contains('\0'))
            return (null, NoReason);
        var (plan, refusal) = MigrationPlan.Of(catalog, request);
        if (plan is null) return (null, refusal);
        await using var db = store.Read();
        var begun = new NewRun(Kind, Kind, 0, request, Address(request));
        if (await RunStarter.EarlierAsync(db, actor, key, begun, ct) is { } earlier) return earlier;
        if (await PreviewMigration.OfRunAsync(db, actor, request, ct) is { } unfit) return (null, unfit);
        // Read before the writer is taken: each row is judged again when its turn comes.
        var ids = await PreviewMigration.Chosen(db, CaseScope.Of(actor, MigrationPlan.May), request).OrderBy(c => c.Id).Select(c => c.Id).Take(MostCases + 1).ToListAsync(ct);
        if (ids.Count == 0) return (null, new Refusal("migration.nothing", $"没有在办案件在第 {request.From} 版上；无需迁移。", $"No running case is on version {request.From}; there is nothing to migrate."));
        if (ids.Count > MostCases) return (null, new Refusal("migration.too-many", $"在办案件超过 {MostCases:N0} 件；请用 step 按步骤分次迁移。", $"More than {MostCases:N0} cases run on it; migrate them step by step with 'step'."));
        await using var tx = await store.BeginWriteAsync(ct);
        var started = await starter.StartJsonAsync(tx, actor, key, begun with { Total = ids.Count }, new Input(request, ids), ct);
        await tx.CommitAsync(ct);
        return started;
    }

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct)
    {
        var read = await input.ReadJsonAsync<Input>(ct);
        return new Work(executor, MigrationPlan.Of(catalog, read.Request).Plan, read);
    }

    internal static Refusal NoReason { get; } = new("migration.reason", $"请填写理由 reason，不超过 {LongestReason} 字。", $"Give a reason of at most {LongestReason} characters in 'reason'.");

    /// <summary>The page that shows the migration, and the way back.</summary>
    internal static string Address(MigrationRequest r) =>
        $"/programmes/migration?process={Uri.EscapeDataString(r.DefinitionId)}&from={r.From}&to={r.To}";

    private sealed class Work(CaseExecutor executor, MigrationPlan? plan, Input input) : IRunWork
    {
        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            // Started by a process that had the file.
            if (plan is null) return new RunChunk([], IsLast: true, "migration.no-version");
            var ids = input.CaseIds.Skip(run.Done).Take(most).ToList();
            var outcomes = await executor.MigrateWithinAsync(transaction, actor, ids, plan, input.Request.Reason!, ct);
            return new RunChunk([.. outcomes.Select((o, i) => RunResult.Of(run.Id, run.Done + i + 1, o))], run.Done + ids.Count == input.CaseIds.Count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
