using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Runs;

/// <summary>A run as the API shows it.</summary>
/// <param name="Link">Address of what it makes; null where its results say it all.</param>
/// <param name="EndCode">What ended it early; null otherwise.</param>
public sealed record RunView(
    long Id, string Kind, string Action, string By, DateTimeOffset CreatedAt, RunState State, int Total, int Done, int Applied, int Refused, int Incidents,
    DateTimeOffset? EndedAt, string? EndCode, string? Link)
{
    public static RunView Of(Run r) =>
        new(r.Id, r.Kind, r.Action, r.By, r.CreatedAt, r.State, r.Total, r.Done, r.Applied, r.Refused, r.Incidents, r.EndedAt, r.EndCode, r.Link);
}

/// <summary>Tells how runs get on, and cancels them.</summary>
internal static class RunEndpoints
{
    public static async Task<IResult> ListAsync(BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return TypedResults.Ok(new { Items = (await db.Runs.OrderByDescending(r => r.Id).Take(100).ToListAsync(ct)).ConvertAll(RunView.Of) });
    }

    public static async Task<IResult> ShowAsync(long id, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.Runs.FirstOrDefaultAsync(r => r.Id == id, ct) is { } run ? TypedResults.Ok(RunView.Of(run)) : Problems.NotFound(Unknown);
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
        if (!run.IsOpen) await RunWorker.ForgetInputAsync(tx, run, ct);
        await tx.CommitAsync(ct);
        return TypedResults.Ok(RunView.Of(run));
    }

    private static Refusal Unknown { get; } = new("run.not-found", "没有该编号的批量操作；请核对。", "There is no run with this id; check it.");
}
