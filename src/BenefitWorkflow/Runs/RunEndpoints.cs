using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Runs;

public static class RunsSetup
{
    /// <summary>Adds the worker, and its loop unless <c>Jobs:Enabled</c> is false.</summary>
    public static IServiceCollection AddRuns(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<RunWorker>();
        if (settings.GetValue("Jobs:Enabled", true)) services.AddHostedService<RunLoop>();
        return services;
    }

    /// <summary><c>POST /runs</c>, <c>GET /runs</c>, <c>GET /runs/{id}</c>, <c>GET /runs/{id}/results</c>, <c>POST /runs/{id}/cancel</c>.</summary>
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").RequireRoles(RunEndpoints.MayStart);
        runs.MapPost("", RunEndpoints.StartAsync);
        runs.MapGet("", RunEndpoints.ListAsync);
        runs.MapGet("/{id:long}", RunEndpoints.ShowAsync);
        runs.MapGet("/{id:long}/results", RunEndpoints.ResultsAsync);
        runs.MapPost("/{id:long}/cancel", RunEndpoints.CancelAsync);
    }
}

/// <summary>Starts runs and tells how they get on.</summary>
internal static class RunEndpoints
{
    /// <summary>Most rows of one run.</summary>
    public const int MaxItems = 100_000;

    public static string[] MayStart { get; } = [.. SignalCases.AllRoles];

    /// <param name="Action">As in the address of the single call: approve, reject, withdraw, ...</param>
    /// <param name="Items">The list; null: taken from <paramref name="Select"/>.</param>
    /// <param name="Select">Every open case that matches; its version is the one it has now, so what changes meanwhile is refused.</param>
    /// <param name="Reason">For every row of <paramref name="Select"/>.</param>
    public sealed record Request(string Action, IReadOnlyList<SignalCases.Item>? Items = null, ListCases.Filter? Select = null, string? Reason = null);

    public sealed record View(long Id, string Action, string By, DateTimeOffset CreatedAt, RunState State, int Total, int Done, int Applied, int Refused, int Incidents, DateTimeOffset? EndedAt, string? EndCode)
    {
        public static View Of(Run r) => new(r.Id, r.Action, r.By, r.CreatedAt, r.State, r.Total, r.Done, r.Applied, r.Refused, r.Incidents, r.EndedAt, r.EndCode);
    }

    public static async Task<IResult> StartAsync(Request request, HttpContext http, BenefitStore store, Protector protector, TimeProvider time, CancellationToken ct)
    {
        var actor = CurrentActor.Of(http);
        if (SignalCases.RolesOf(request.Action) is not { } roles)
            return Problems.Of(new Refusal("run.unknown-action", $"没有“{request.Action}”这种批量操作；请对照接口文档。", $"There is no bulk action '{request.Action}'; check it against the API's description."), 400);
        if (!actor.IsAny(roles))
            return Problems.Of(new Refusal("identity.role-required", $"此操作须由具有以下角色之一的人员办理：{string.Join("、", roles)}。", $"This is for one of the roles {string.Join(", ", roles)}."), 403);
        if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
        if (request.Items is { } given && request.Select is null && (given.Count is 0 or > MaxItems || given.Any(i => i is null)) || request.Items is null == request.Select is null)
            return Problems.Of(new Refusal("run.items", $"请提交 items（1 至 {MaxItems} 项）或 select，二者取一。", $"Send items (1 to {MaxItems}) or select, one of the two."), 400);

        var items = request.Items ?? await SelectAsync(store, request, ct);
        if (items.Count is 0 or > MaxItems)
            return Problems.Of(new Refusal("run.nothing-selected", $"所选条件下有 {items.Count} 件案件，须为 1 至 {MaxItems} 件。", $"{items.Count} cases match; it must be 1 to {MaxItems}."));
        if (SignalCases.Unreasoned(request.Action, items) is { } bare) return Problems.Of(bare);

        var json = JsonSerializer.SerializeToUtf8Bytes(items, JsonSerializerOptions.Web);
        var hash = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(request.Action + "\n"), .. request.Select is null ? json : JsonSerializer.SerializeToUtf8Bytes(request.Select, JsonSerializerOptions.Web)]);
        await using var tx = await store.BeginWriteAsync(ct);
        var full = key is null ? null : $"{actor.Id}:{key}";
        if (full is not null && await tx.Db.Runs.FirstOrDefaultAsync(r => r.IdempotencyKey == full, ct) is { } earlier)
        {
            return earlier.InputHash.AsSpan().SequenceEqual(hash)
                ? TypedResults.Accepted($"/api/runs/{earlier.Id}", View.Of(earlier))
                : Problems.Of(Idempotency.KeyReused, 409);
        }
        var run = new Run
        {
            Id = await tx.TakeNumbersAsync("runs", 1, ct), Action = request.Action, By = actor.Id, CreatedAt = time.GetUtcNow(), Total = items.Count,
            ItemsCipher = protector.Encrypt(System.Text.Encoding.UTF8.GetString(json)), InputHash = hash, IdempotencyKey = full,
        };
        await tx.InsertAsync(run, ct);
        await tx.CommitAsync(ct);
        return TypedResults.Accepted($"/api/runs/{run.Id}", View.Of(run));
    }

    public static async Task<IResult> ListAsync(BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return TypedResults.Ok(new { Items = (await db.Runs.OrderByDescending(r => r.Id).Take(100).ToListAsync(ct)).ConvertAll(View.Of) });
    }

    public static async Task<IResult> ShowAsync(long id, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Runs.FirstOrDefaultAsync(r => r.Id == id, ct) is { } run ? TypedResults.Ok(View.Of(run)) : Problems.NotFound(Unknown);
    }

    public static async Task<IResult> ResultsAsync(long id, BenefitStore store, string? status, int? after, int? limit, CancellationToken ct)
    {
        if (limit is < 1 or > 5_000) return Problems.Of(new Refusal("request.limit", "limit 须在 1 到 5000 之间。", "limit is from 1 to 5,000."), 400);
        await using var db = store.Read();
        if (!await db.Runs.AnyAsync(r => r.Id == id, ct)) return Problems.NotFound(Unknown);
        var rows = db.RunResults.Where(r => r.RunId == id && r.Row > (after ?? 0));
        if (status is not null) rows = rows.Where(r => r.Status == status);
        var found = await rows.OrderBy(r => r.Row).Take((limit ?? 1_000) + 1).ToListAsync(ct);
        var more = found.Count > (limit ?? 1_000);
        if (more) found.RemoveAt(found.Count - 1);
        return TypedResults.Ok(new { Items = found.ConvertAll(r => new { r.Row, r.CaseId, r.CaseNumber, r.Status, r.Code, r.Zh, r.En, r.Step }), Next = more ? found[^1].Row : (int?)null });
    }

    public static async Task<IResult> CancelAsync(long id, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct)
    {
        var actor = CurrentActor.Of(http);
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.Runs.FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) return Problems.NotFound(Unknown);
        if (run.By != actor.Id && !actor.IsAny(Roles.Supervisor))
            return Problems.Of(new Refusal("run.not-yours", "只能由发起人或督办人员取消。", "Only who started it or a supervisor may cancel it."), 403);
        if (!run.IsOpen) return Problems.Of(new Refusal("run.ended", "该批量操作已结束。", "The run has ended already."), 409);
        run.Cancel(time.GetUtcNow());
        await tx.UpdateAsync(run, ct);
        await tx.CommitAsync(ct);
        return TypedResults.Ok(View.Of(run));
    }

    private static async Task<IReadOnlyList<SignalCases.Item>> SelectAsync(BenefitStore store, Request request, CancellationToken ct)
    {
        await using var db = store.Read();
        return (await ListCases.Matching(db, request.Select!).OrderBy(c => c.Id).Take(MaxItems + 1).Select(c => new { c.Id, c.Version }).ToListAsync(ct))
            .ConvertAll(c => new SignalCases.Item(c.Id, c.Version, request.Reason));
    }

    private static Refusal Unknown { get; } = new("run.not-found", "没有该编号的批量操作；请核对。", "There is no run with this id; check it.");
}
