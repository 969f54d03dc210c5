using System.Text.Json;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>GET /api/cases/{id}: the whole case as the caseworker's page shows it; identity number, phone and account masked, and without what was stated for who only pays.</summary>
public static class ShowCase
{
    public sealed record View(
        ListCases.Row Case, string IdNumber, string? Phone, string? BankName, string? Account, string? AccountName, string PreparedBy,
        ApplicationFacts Application, IReadOnlyList<DeterminationView> Determinations, IReadOnlyList<HistoryView> History,
        IReadOnlyList<PaymentView> Payments, IReadOnlyList<NoticeView> Notices, IReadOnlyList<DeadlineView> Deadlines,
        IReadOnlyList<ShareView> Funding);

    public sealed record DeterminationView(DateTimeOffset At, string RuleVersion, string Verdict, string? Tier, long AmountFen, JsonElement Trace);
    /// <param name="ActorName">As the account is called; null where it has gone, or the service itself acted.</param>
    public sealed record HistoryView(int Seq, DateTimeOffset At, string Actor, string? ActorName, string Action, string? FromStep, string? ToStep, string? Reason, JsonElement Detail, string Hash);
    public sealed record PaymentView(long Id, string EndToEndId, int Attempt, long AmountFen, string State, DateTimeOffset OrderedAt, DateTimeOffset DueAt, DateTimeOffset? SettledAt, string? ReasonCode, BankAdvice? Advice, bool? OnTime, int? WorkingDaysUsed);

    /// <summary>What a bank's reason means and who has to do what.</summary>
    public sealed record BankAdvice(string Who, string Zh, string En, string AdviceZh, string AdviceEn);
    public sealed record NoticeView(long Id, string Number, DateOnly StartsOn, DateOnly EndsOn, string State);
    public sealed record DeadlineView(string ActivityId, string Kind, string OwnerRole, DateTimeOffset DueAt, string State, string? LastRung, string? PauseReason, DateOnly? PausedOn);
    public sealed record ShareView(string Source, long AmountFen, string State);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases/{id:long}", async (long id, HttpContext http, BenefitStore store, Protector protector, CancellationToken ct) =>
        {
            await using var db = store.Read();
            return await ReadAsync(db, CaseScope.Of(CurrentActor.Of(http)), protector, id, ct) is { } view
                ? TypedResults.Ok(CurrentActor.Of(http).HasFor(view.Case.Programme, view.Case.Unit, [.. KeepDocuments.Readers]) ? view : Unstated(view))
                : Problems.NotFound(new Refusal("case.not-found", $"没有编号为 {id} 的案件；请核对。", $"There is no case with id {id}; check it."));
        }).RequireRoles([.. Roles.CaseReaders]);

    /// <returns>Null where there is none, or none within the reader's scope.</returns>
    public static async Task<View?> ReadAsync(BenefitDb db, CaseScope within, Protector protector, long id, CancellationToken ct)
    {
        if (await within.Limit(db.Cases).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } c) return null;
        var payee = await db.Beneficiaries.FirstAsync(b => b.Id == c.BeneficiaryId, ct);
        var row = ListCases.Row.Of(c, payee.Name);
        var application = await db.Applications.FirstAsync(a => a.CaseId == id, ct);
        var determinations = await db.Determinations.Where(d => d.CaseId == id).OrderBy(d => d.Seq).ToListAsync(ct);
        var history = await db.History.Where(h => h.CaseId == id).OrderBy(h => h.Seq).ToListAsync(ct);
        var actors = history.Select(h => h.Actor).Distinct().ToList();
        var names = await db.Accounts.Where(a => actors.Contains(a.Id)).Select(a => new { a.Id, a.DisplayName }).ToDictionaryAsync(a => a.Id, a => a.DisplayName, ct);
        var orders = await db.PaymentOrders.Where(o => o.CaseId == id).OrderBy(o => o.Attempt).ToListAsync(ct);
        var notices = await db.NoticeLines.Where(l => l.CaseId == id).Join(db.Notices, l => l.NoticeId, n => n.Id, (l, n) => new { n.Id, n.Number, n.StartsOn, n.EndsOn, l.State }).OrderBy(n => n.Id).ToListAsync(ct);
        var deadlines = await db.Deadlines.Where(d => d.CaseId == id).OrderBy(d => d.DueAt).ToListAsync(ct);
        var funding = await db.Reservations.Where(r => r.CaseId == id).OrderBy(r => r.Round).ThenBy(r => r.SourceKey).ToListAsync(ct);
        return new View(row,
            Masked(payee.IdCipher, protector, text => IdNumber.TryParse(text, out var value, out _) ? value.Masked : null) ?? "***",
            Masked(payee.PhoneCipher, protector, text => Phone.TryParse(text, out var value, out _) ? value.Masked : null),
            application.BankName,
            Masked(application.AccountCipher, protector, text => BankAccount.TryParse(text, out var value, out _) ? value.Masked : null),
            application.AccountName, c.PreparedBy, ApplicationFacts.FromJson(application.Json),
            [.. determinations.Select(d => new DeterminationView(d.At, d.RuleVersion, d.Verdict, d.Tier, d.AmountFen, Json(d.TraceJson)))],
            [.. history.Select(h => new HistoryView(h.Seq, h.At, h.Actor, names.GetValueOrDefault(h.Actor), h.Action, h.FromStep, h.ToStep, h.Reason, Json(h.Detail), Convert.ToHexStringLower(h.Hash)))],
            [.. orders.Select(o => new PaymentView(o.Id, o.EndToEndId, o.Attempt, o.AmountFen, o.State.ToString(), o.OrderedAt, o.DueAt, o.SettledAt, o.ReasonCode,
                BankReasons.Find(o.ReasonCode) is { } r ? new BankAdvice(r.Who, r.Zh, r.En, r.AdviceZh, r.AdviceEn) : null, o.OnTime, o.WorkingDaysUsed))],
            [.. notices.Select(n => new NoticeView(n.Id, n.Number, n.StartsOn, n.EndsOn, n.State.ToString()))],
            [.. deadlines.Select(d => new DeadlineView(d.ActivityId, d.Kind.ToString(), d.OwnerRole, d.DueAt, d.State.ToString(), d.LastRung?.ToString(), d.PauseReason?.ToString(), d.PausedOn))],
            [.. funding.Select(r => new ShareView(r.SourceKey, r.AmountFen, r.State.ToString()))]);
    }

    /// <summary>Application and rule trace tell of illness and income, as the documents do.</summary>
    private static View Unstated(View view) =>
        view with { Application = new(), Determinations = [.. view.Determinations.Select(d => d with { Trace = Json("[]") })] };

    private static string? Masked(byte[]? cipher, Protector protector, Func<string, string?> mask) =>
        cipher is null ? null : mask(protector.Decrypt(cipher)) ?? "***";

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
