using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Raises, lists and settles what finance must look into.</summary>
internal static class BankAlerts
{
    internal const int LongestNote = 1_000;

    internal const int MaximumListed = 500;

    public sealed record SettleRequest(string Note);

    internal static readonly string[] MaySettle = [Roles.FinancePreparer, Roles.FinanceReleaser];

    public static void Map(IEndpointRouteBuilder api)
    {
        var alerts = api.MapGroup("/bank-alerts").RequireRoles(Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor);
        alerts.MapGet("", ListAsync);
        alerts.MapPost("/{id:long}/settle", AnswerAsync).RequireRoles(MaySettle);
    }

    /// <summary>Once per kind, subject and file.</summary>
    public static async Task RaiseAsync(WriteTransaction tx, BankAlertKind kind, string fileName, byte[] hash, string subject, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        if (await tx.Db.BankAlerts.AnyAsync(a => a.Kind == kind && a.Subject == subject && a.FileHash == hash, ct)) return;
        await tx.InsertAsync(new BankAlert
        {
            Id = await tx.TakeNumbersAsync("bank_alerts", 1, ct), Kind = kind, FileName = fileName, FileHash = hash, Subject = subject, RaisedBy = by.Id, RaisedAt = now,
        }, ct);
    }

    private static async Task<IResult> ListAsync(BenefitStore store, bool? all, CancellationToken ct)
    {
        await using var db = store.Read();
        var listed = await ReadAsync(db, all is true, ct);
        return Results.Ok(new
        {
            items = listed.Select(a => new
            {
                a.Id, a.Kind, a.FileName, fileHash = Convert.ToHexStringLower(a.FileHash), a.Subject, a.RaisedBy, a.RaisedAt, a.SettledBy, a.SettledAt, a.Note,
            }),
        });
    }

    /// <summary>How many there are.</summary>
    /// <param name="all">Also those that were settled.</param>
    public static Task<int> HowManyAsync(BenefitDb db, CancellationToken ct, bool all = false) => db.BankAlerts.CountAsync(a => all || a.SettledAt == null, ct);

    /// <summary>Newest first.</summary>
    /// <param name="all">Also those that were settled.</param>
    public static Task<List<BankAlert>> ReadAsync(BenefitDb db, bool all, CancellationToken ct)
    {
        var alerts = db.BankAlerts.AsQueryable();
        if (!all) alerts = alerts.Where(a => a.SettledAt == null);
        return alerts.OrderByDescending(a => a.Id).Take(MaximumListed).ToListAsync(ct);
    }

    private static async Task<IResult> AnswerAsync(long id, SettleRequest request, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct) =>
        await SettleAsync(CurrentActor.Of(http), id, request.Note, store, time.GetUtcNow(), ct) is not { } refusal ? Results.Ok()
        : Problems.Of(refusal, refusal.Code switch { "bank-alert.unknown" => StatusCodes.Status404NotFound, "bank-alert.settled" => StatusCodes.Status409Conflict, _ => StatusCodes.Status422UnprocessableEntity });

    /// <returns>Null where it was settled.</returns>
    public static async Task<Refusal?> SettleAsync(Actor actor, long id, string note, BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(note) || note.Length > LongestNote)
            return new Refusal("bank-alert.note", $"请写明核实结果，最多 {LongestNote} 字。", $"Say what came of it, in at most {LongestNote} characters.");
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.BankAlerts.SingleOrDefaultAsync(a => a.Id == id, ct) is not { } alert)
            return new Refusal("bank-alert.unknown", "没有这条银行预警；请核对编号。", "There is no such bank alert; check its id.");
        if (alert.SettledAt is not null) return new Refusal("bank-alert.settled", "该预警已处理。", "The alert is settled already.");
        alert.Settle(actor.Id, note.Trim(), now);
        await tx.UpdateAsync(alert, ct);
        await tx.CommitAsync(ct);
        return null;
    }
}
