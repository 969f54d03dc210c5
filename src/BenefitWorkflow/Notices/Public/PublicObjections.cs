using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Public;

/// <summary>An objection by anybody: no account, no script; a receipt number leads to what became of it.</summary>
internal static class PublicObjections
{
    /// <summary>A form of the longest text in UTF-8, percent-encoded, is about 36 KB.</summary>
    private const long MaximumForm = 64 << 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/notices/{number}/objections", FormAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/notices/{number}/objections", SendAsync).AllowAnonymous().ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(MaximumForm), new PublicLimits.Limited(LooksUp: false));
        app.MapGet("/objections", (HttpContext http, string? receipt, string? lang, CancellationToken ct) => StateAsync(receipt, http, lang, ct))
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(new PublicLimits.Limited(LooksUp: true));
        app.MapGet("/objections/{receipt}", (HttpContext http, string receipt, string? lang, CancellationToken ct) => StateAsync(receipt, http, lang, ct))
            .AllowAnonymous().ExcludeFromDescription().WithMetadata(new PublicLimits.Limited(LooksUp: true));
    }

    private static async Task<IResult> FormAsync(string number, HttpContext http, string? lang, CancellationToken ct)
    {
        var english = PublicHtml.IsEnglish(http, lang);
        var (notice, gone) = await PublicNotices.FindRunningAsync(number, http, english, ct);
        return gone ?? await PageAsync(notice!, http, new ObjectionDraft(), null, english, ct);
    }

    private static async Task<IResult> SendAsync(string number, HttpContext http, string? lang, CancellationToken ct)
    {
        var english = PublicHtml.IsEnglish(http, lang);
        var (notice, gone) = await PublicNotices.FindRunningAsync(number, http, english, ct);
        if (gone is not null) return gone;
        if (!http.Request.HasFormContentType) return await PageAsync(notice!, http, new ObjectionDraft(), null, english, ct);
        var form = await http.Request.ReadFormAsync(ct);
        var draft = new ObjectionDraft(int.TryParse(form["line"], out var line) ? line : null, form["text"].ToString(), form["contact"].ToString());
        // Checked by hand, so that a form that lay open too long comes back with what was written in it.
        if (!await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
            return await PageAsync(notice!, http, draft, new("notice.form-expired", "页面已过期，请再次提交。", "The page had expired; send it again."), english, ct);
        var caseId = draft.Line is { } chosen ? await CaseOfAsync(notice!.Id, chosen, http, ct) : null;
        if (caseId is null)
            return await PageAsync(notice!, http, draft, new("notice.line-not-chosen", "请选择所要反映的公示行。", "Choose the line of the notice it is about."), english, ct);
        var (rows, _) = await http.RequestServices.GetRequiredService<RaiseObjections>()
            .RunAsync(Actor.System, [new NewObjection(notice!.Number, caseId.Value, draft.Text, draft.Contact)], null, ct, Objection.Public);
        if (rows[0] is { Number: { } receipt })
            return Results.Redirect("/objections/" + Uri.EscapeDataString(receipt) + PublicHtml.Query(english), permanent: false, preserveMethod: false);
        var refusal = rows[0].Outcome.Refusal
            ?? new("notice.objection-failed", "暂时无法登记，请稍后再试，或按公示上的方式来访、来信。", "It cannot be taken in just now; try again later, or come or write as the notice says.");
        return await PageAsync(notice, http, draft, refusal, english, ct);
    }

    private static async Task<IResult> StateAsync(string? receipt, HttpContext http, string? lang, CancellationToken ct)
    {
        var english = PublicHtml.IsEnglish(http, lang);
        var number = receipt?.Trim().ToUpperInvariant();
        if (string.IsNullOrEmpty(number)) return PublicHtml.Answer(http, ObjectionPages.LookUp(null, english), form: true);
        await using var db = http.RequestServices.GetRequiredService<BenefitStore>().Read();
        var objection = await db.Objections.SingleOrDefaultAsync(o => o.Number == number, ct);
        // What answers a merged one may itself have been merged since.
        for (var i = 0; i < 10 && objection is { State: ObjectionState.Merged, MergedInto: { } into }; i++)
            objection = await db.Objections.SingleAsync(o => o.Id == into, ct);
        if (objection is null) return PublicHtml.Answer(http, ObjectionPages.LookUp(number, english), StatusCodes.Status404NotFound, form: true);
        var name = await db.NoticeLines.Where(l => l.NoticeId == objection.NoticeId && l.CaseId == objection.CaseId).Select(l => l.Name).SingleAsync(ct);
        return PublicHtml.Answer(http, ObjectionPages.State(number, objection.State, PublicAnswer.Of(objection.Answer, name), english));
    }

    private static async Task<IResult> PageAsync(Notice notice, HttpContext http, ObjectionDraft draft, Engine.Execution.Refusal? refusal, bool english, CancellationToken ct)
    {
        await using var db = http.RequestServices.GetRequiredService<BenefitStore>().Read();
        var lines = await db.NoticeLines.Where(l => l.NoticeId == notice.Id && (l.State == NoticeLineState.Open || l.State == NoticeLineState.Objected)).OrderBy(l => l.LineNumber)
            .Select(l => new { l.LineNumber, l.Name, l.Unit }).ToListAsync(ct);
        var tokens = http.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(http);
        return PublicHtml.Answer(http, ObjectionPages.Form(notice, [.. lines.Select(l => (l.LineNumber, l.Name, l.Unit))], draft, refusal, (tokens.FormFieldName, tokens.RequestToken!), english),
            refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity, form: true);
    }

    private static async Task<long?> CaseOfAsync(long noticeId, int line, HttpContext http, CancellationToken ct)
    {
        await using var db = http.RequestServices.GetRequiredService<BenefitStore>().Read();
        return await db.NoticeLines.Where(l => l.NoticeId == noticeId && l.LineNumber == line).Select(l => (long?)l.CaseId).SingleOrDefaultAsync(ct);
    }
}

/// <summary>What somebody has written so far; personal, never logged.</summary>
internal sealed record ObjectionDraft(int? Line = null, string Text = "", string Contact = "")
{
    public override string ToString() => nameof(ObjectionDraft);
}
