using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
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
    public const int UsualPage = 100;

    /// <summary>One's own; all of them for whom a role that looks into cases is held everywhere, since a run's rows may be of any case.</summary>
    public static IQueryable<Run> Visible(BenefitDb db, Actor actor) => actor.HasEverywhere([.. Roles.CaseReaders]) ? db.Runs : db.Runs.Where(r => r.By == actor.Id);

    /// <summary>Newest first; <c>before</c> is the <c>next</c> of the page before.</summary>
    public static async Task<IResult> ListAsync(HttpContext http, BenefitStore store, long? before, CancellationToken ct)
    {
        await using var db = store.Read();
        var (found, next) = await PageAsync(db, CurrentActor.Of(http), before, UsualPage, ct);
        return TypedResults.Ok(new { Items = found.ConvertAll(RunView.Of), Next = next });
    }

    /// <param name="before">Only ids below this one; null: from the newest.</param>
    /// <returns>They, and before which id the next page begins; null: there is none.</returns>
    public static async Task<(List<Run> Items, long? Next)> PageAsync(BenefitDb db, Actor actor, long? before, int limit, CancellationToken ct)
    {
        var found = await Visible(db, actor).Where(r => before == null || r.Id < before).OrderByDescending(r => r.Id).Take(limit + 1).ToListAsync(ct);
        if (found.Count <= limit) return (found, null);
        found.RemoveAt(limit);
        return (found, found[^1].Id);
    }

    public static async Task<IResult> ShowAsync(long id, HttpContext http, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return await Visible(db, CurrentActor.Of(http)).FirstOrDefaultAsync(r => r.Id == id, ct) is { } run ? TypedResults.Ok(RunView.Of(run)) : Problems.NotFound(Unknown);
    }

    public static async Task<IResult> ResultsAsync(long id, HttpContext http, BenefitStore store, string? status, int? after, int? limit, CancellationToken ct)
    {
        if (limit is < 1 or > 5_000) return Problems.Of(new Refusal("request.limit", "limit 须在 1 到 5000 之间。", "limit is from 1 to 5,000."), 400);
        await using var db = store.Read();
        if (!await Visible(db, CurrentActor.Of(http)).AnyAsync(r => r.Id == id, ct)) return Problems.NotFound(Unknown);
        var (found, next) = await PageAsync(db, id, status, after ?? 0, limit ?? 1_000, ct);
        return TypedResults.Ok(new { Items = found.ConvertAll(r => new { r.Row, r.CaseId, r.CaseNumber, r.Status, r.Code, r.Zh, r.En, r.Step }), Next = next });
    }

    /// <summary>Results behind a row, in the order of the list.</summary>
    /// <param name="status">Null: all.</param>
    /// <returns>They, and behind which row the next page begins; null: nowhere.</returns>
    public static async Task<(List<RunResult> Items, int? Next)> PageAsync(BenefitDb db, long id, string? status, int after, int limit, CancellationToken ct)
    {
        var rows = db.RunResults.Where(r => r.RunId == id && r.Row > after);
        if (status is not null) rows = rows.Where(r => r.Status == status);
        var found = await rows.OrderBy(r => r.Row).Take(limit + 1).ToListAsync(ct);
        if (found.Count <= limit) return (found, null);
        found.RemoveAt(limit);
        return (found, found[^1].Row);
    }

    /// <summary>The rows that were not applied as .xlsx, to be worked off and sent again.</summary>
    public static async Task<IResult> FailedAsync(long id, HttpContext http, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await Visible(db, CurrentActor.Of(http)).AnyAsync(r => r.Id == id, ct)) return Problems.NotFound(Unknown);
        var file = TemporaryFile.Create();
        try
        {
            using (var table = new TableWriter(file, ["行 Row", "案号 Case", "代码 Code", "原因 Reason", "Reason (English)"]))
                await foreach (var r in db.RunResults.Where(r => r.RunId == id && r.Status != "applied").OrderBy(r => r.Row).AsAsyncEnumerable().WithCancellation(ct))
                    table.WriteRow([r.Row.ToString(CultureInfo.InvariantCulture), r.CaseNumber ?? r.CaseId.ToString(CultureInfo.InvariantCulture), r.Code ?? r.Status, r.Zh ?? "", r.En ?? ""]);
            file.Position = 0;
            return Results.Stream(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"run-{id}-failed.xlsx");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public static async Task<IResult> CancelAsync(long id, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct)
    {
        var (run, refusal) = await StopAsync(store, CurrentActor.Of(http), id, time.GetUtcNow(), ct);
        return refusal is null ? TypedResults.Ok(RunView.Of(run!)) : Problems.Of(refusal, refusal == Unknown ? 404 : refusal == NotYours ? 403 : 409);
    }

    /// <summary>Stops a run behind the chunk that is being done.</summary>
    public static async Task<(Run? Run, Refusal? Refusal)> StopAsync(BenefitStore store, Actor actor, long id, DateTimeOffset now, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.Runs.FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) return (null, Unknown);
        if (!MayStop(run, actor)) return (null, NotYours);
        if (!run.IsOpen) return (null, new Refusal("run.ended", "该批量操作已结束。", "The run has ended already."));
        run.Cancel(now);
        await tx.UpdateAsync(run, ct);
        if (!run.IsOpen) await RunWorker.ForgetInputAsync(tx, run, ct);
        await tx.CommitAsync(ct);
        return (run, null);
    }

    /// <summary>Whoever started it, and a supervisor of everything.</summary>
    public static bool MayStop(Run run, Actor actor) => run.By == actor.Id || actor.HasEverywhere(Roles.Supervisor);

    private static Refusal NotYours { get; } = new("run.not-yours", "只能由发起人或督办人员取消。", "Only who started it or a supervisor may cancel it.");

    private static Refusal Unknown { get; } = new("run.not-found", "没有该编号的批量操作；请核对。", "There is no run with this id; check it.");
}
