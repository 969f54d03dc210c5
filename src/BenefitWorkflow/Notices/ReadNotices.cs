using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>Notices as the staff see them: closed ones too, with their evidence and the register of objections.</summary>
internal static class ReadNotices
{
    private const int DefaultLimit = 100, MaximumLimit = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        string[] readers = [Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor];
        api.MapGet("/notices", ListAsync).RequireRoles(readers);
        api.MapGet("/notices/{id:long}", DetailAsync).RequireRoles(readers);
    }

    private static async Task<IResult> ListAsync(HttpContext http, BenefitStore store, string? state, string? programme, long? after, int? limit, CancellationToken ct)
    {
        if (!Lists.TryState<NoticeState>(state, out var wanted, out var unknown)) return unknown;
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var rows = await CaseScope.Of(CurrentActor.Of(http)).LimitAny(db.Notices, n => n.ProgrammeKey)
            .Where(n => n.Id > (after ?? 0) && (wanted == null || n.State == wanted) && (programme == null || n.ProgrammeKey == programme))
            .OrderBy(n => n.Id).Take(take + 1)
            .Select(n => new
            {
                n.Id, n.Number, Programme = n.ProgrammeKey, Scheme = n.SchemeKey, n.Kind, State = n.State.ToString(), n.StartsOn, n.EndsOn, n.EndsAt, n.PostedBy, n.PostedAt, n.ClosedAt,
                Lines = db.NoticeLines.Count(line => line.NoticeId == n.Id), Objections = db.Objections.Count(o => o.NoticeId == n.Id),
            }).ToListAsync(ct);
        return Results.Ok(new { items = rows.Take(take), next = rows.Count > take ? rows[take - 1].Id : (long?)null });
    }

    private static async Task<IResult> DetailAsync(long id, BenefitStore store, Protector protector, HttpContext http, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await CaseScope.Of(CurrentActor.Of(http)).LimitAny(db.Notices, n => n.ProgrammeKey).SingleOrDefaultAsync(n => n.Id == id, ct) is not { } notice)
            return Problems.NotFound(new Refusal("notice.unknown", "没有这份公示。", "There is no such notice."));
        var lines = await db.NoticeLines.Where(line => line.NoticeId == id).OrderBy(line => line.LineNumber)
            .Select(line => new { line.LineNumber, line.CaseId, line.Name, line.Unit, line.AmountFen, State = line.State.ToString() }).ToListAsync(ct);
        var objections = await db.Objections.Where(o => o.NoticeId == id).OrderBy(o => o.Id).ToListAsync(ct);
        // What was said may name people and illness: only who investigates or supervises reads it.
        var mayRead = CurrentActor.Of(http).IsAny(Roles.Reviewer, Roles.Supervisor);
        return Results.Ok(new
        {
            notice.Id, notice.Number, Programme = notice.ProgrammeKey, Scheme = notice.SchemeKey, notice.Kind, State = notice.State.ToString(),
            notice.StartsOn, notice.EndsOn, notice.EndsAt, notice.PostedBy, notice.PostedAt, notice.ClosedAt, notice.PhotoRequired, notice.Text, TextHash = Convert.ToHexStringLower(notice.TextHash), lines,
            objections = objections.Select(o => new
            {
                o.Id, o.Number, o.CaseId, o.ReceivedAt, o.TakenDownBy, State = o.State.ToString(), o.DecidedBy, o.DecidedAt,
                o.MergedInto, o.MergeReason,
                Text = mayRead ? protector.Decrypt(o.TextCipher) : null, Contact = mayRead && o.ContactCipher is { } contact ? protector.Decrypt(contact) : null, Answer = mayRead ? o.Answer : null,
            }),
        });
    }
}
