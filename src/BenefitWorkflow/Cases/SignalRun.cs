using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>POST /api/runs: one act on up to 100,000 cases, as a list or a selection.</summary>
internal sealed class SignalRun(CaseExecutor executor) : IRunKind
{
    public const string Kind = "signals";

    /// <summary>Most rows of one run.</summary>
    public const int MaxItems = 100_000;

    /// <param name="Action">As in the address of the single call: approve, reject, withdraw, ...</param>
    /// <param name="Items">The list; null: taken from <paramref name="Select"/>.</param>
    /// <param name="Select">Every open case that matches; its version is the one it has now, so what changes meanwhile is refused.</param>
    /// <param name="Reason">For every row of <paramref name="Select"/>.</param>
    /// <param name="Except">Of <paramref name="Select"/>, cases that are left out; at most <see cref="WorkChoice.MostExcept"/>.</param>
    public sealed record Request(string Action, IReadOnlyList<SignalCases.Item>? Items = null, ListCases.Filter? Select = null, string? Reason = null, IReadOnlyList<long>? Except = null);

    public string Key => Kind;

    // The executor judges every row by the roles of its step.
    public IReadOnlyList<string>? Roles => null;

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct) => new Work(executor, await input.ReadJsonAsync<List<SignalCases.Item>>(ct));

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/runs", StartAsync).RequireRoles([.. SignalCases.AllRoles]);
        api.MapPost("/runs/preview", PreviewAsync).RequireRoles([.. SignalCases.AllRoles]);
    }

    private static async Task<IResult> StartAsync(Request request, HttpContext http, BenefitStore store, RunStarter starter, CancellationToken ct)
    {
        var actor = CurrentActor.Of(http);
        if (Malformed(actor, request) is { } problem) return problem;
        if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
        // A selection is asked for again, not what it found: the repeat may find other cases.
        return RunStarter.Answer(await BeginAsync(store, starter, actor, request.Action, request.Items ?? await SelectAsync(store, actor, request, ct), key, request, ct));
    }

    /// <summary>POST /api/runs/preview: the same request, worked out and given up.</summary>
    private static async Task<IResult> PreviewAsync(Request request, HttpContext http, BenefitStore store, BulkPreview preview, CancellationToken ct)
    {
        var actor = CurrentActor.Of(http);
        if (Malformed(actor, request) is { } problem) return problem;
        var (report, refusal) = await preview.RunAsync(actor, request.Action, request.Items ?? await SelectAsync(store, actor, request, ct), ct);
        return report is not null ? TypedResults.Ok(report) : Problems.Of(refusal!);
    }

    private static IResult? Malformed(Actor actor, Request request)
    {
        if (Knock(actor, request.Action) is { } closed) return Problems.Of(closed, closed.Code == "run.unknown-action" ? 400 : 403);
        if (request.Items is { } given && request.Select is null && (given.Count is 0 or > MaxItems || given.Any(i => i is null)) || request.Items is null == request.Select is null)
            return Problems.Of(new Refusal("run.items", $"请提交 items（1 至 {MaxItems} 项）或 select，二者取一。", $"Send items (1 to {MaxItems}) or select, one of the two."), 400);
        return request.Except is { } except && (request.Select is null || except.Count > WorkChoice.MostExcept)
            ? Problems.Of(new Refusal("run.except", $"except 只与 select 同用，至多 {WorkChoice.MostExcept} 项；请缩小筛选条件。", $"'except' goes with 'select' and has at most {WorkChoice.MostExcept} ids; filter more narrowly."), 400)
            : null;
    }

    /// <summary>Starts a run over a list; the page's way and the endpoint's.</summary>
    /// <param name="asked">What a repeated key must equal.</param>
    public static async Task<(Run? Run, Refusal? Refusal)> BeginAsync(
        BenefitStore store, RunStarter starter, Actor actor, string action, IReadOnlyList<SignalCases.Item> items, string? key, object asked, CancellationToken ct)
    {
        if (Unless(actor, action, items) is { } refusal) return (null, refusal);
        await using var tx = await store.BeginWriteAsync(ct);
        var started = await starter.StartJsonAsync(tx, actor, key, new NewRun(Kind, action, items.Count, asked), items, ct);
        await tx.CommitAsync(ct);
        return started;
    }

    /// <summary>Why nobody begins with the list; null where it may be begun, and every row is judged by itself.</summary>
    internal static Refusal? Unless(Actor actor, string action, IReadOnlyList<SignalCases.Item> items) => Knock(actor, action)
        ?? (items.Count is 0 or > MaxItems ? new Refusal("run.nothing-selected", $"所选条件下有 {items.Count} 件案件，须为 1 至 {MaxItems} 件。", $"{items.Count} cases match; it must be 1 to {MaxItems}.") : null)
        ?? SignalCases.Unreasoned(action, items);

    private static Refusal? Knock(Actor actor, string action) => SignalCases.RolesOf(action) is not { } roles
        ? new Refusal("run.unknown-action", $"没有“{action}”这种批量操作；请对照接口文档。", $"There is no bulk action '{action}'; check it against the API's description.")
        : actor.IsAny(roles) ? null
        : RoleRefusal.Of(roles);

    private static async Task<IReadOnlyList<SignalCases.Item>> SelectAsync(BenefitStore store, Actor actor, Request request, CancellationToken ct)
    {
        await using var db = store.Read();
        var cases = ListCases.Matching(CaseScope.Of(actor).Limit(db.Cases.Where(c => c.State != CaseState.Closed)), request.Select!);
        if (request.Except is { Count: > 0 } except) cases = cases.Where(c => !except.Contains(c.Id));
        return (await cases.OrderBy(c => c.Id).Take(MaxItems + 1).Select(c => new { c.Id, c.Version }).ToListAsync(ct))
            .ConvertAll(c => new SignalCases.Item(c.Id, c.Version, request.Reason));
    }

    private sealed class Work(CaseExecutor executor, List<SignalCases.Item> items) : IRunWork
    {
        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            var rows = items.GetRange(run.Done, Math.Min(most, items.Count - run.Done));
            var outcomes = await executor.SignalWithinAsync(transaction, actor, rows.ConvertAll(i => SignalCases.ToSignal(run.Action, i)), ct);
            return new RunChunk([.. outcomes.Select((o, i) => RunResult.Of(run.Id, run.Done + i + 1, o))], run.Done + rows.Count == items.Count);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
