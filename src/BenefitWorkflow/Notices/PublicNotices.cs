using System.Text;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>Pages that anybody may read while a notice runs. At its end the page goes: names do not stay in public.</summary>
internal static class PublicNotices
{
    private const int MaximumListed = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/notices", ListAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/notices/{number}", PageAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(BenefitStore store, TimeProvider time, HttpContext http, string? lang, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = store.Read();
        var rows = await db.Notices.Where(n => n.State == NoticeState.Posted && n.EndsAt > now).OrderBy(n => n.EndsAt).ThenBy(n => n.Id).Take(MaximumListed)
            .Select(n => new { n.Number, Head = n.Text.Substring(0, 200), n.EndsOn }).ToListAsync(ct);
        return Html(http, NoticePage.List(rows.ConvertAll(n => (n.Number, n.Head.Split('\n')[0], n.EndsOn)), IsEnglish(lang)));
    }

    private static async Task<IResult> PageAsync(string number, BenefitStore store, TimeProvider time, HttpContext http, string? lang, CancellationToken ct)
    {
        await using var db = store.Read();
        var notice = await db.Notices.SingleOrDefaultAsync(n => n.Number == number, ct);
        if (notice is null)
            return Html(http, NoticePage.Sentence("没有这份公示，请核对编号。", "There is no such notice; check its number.", IsEnglish(lang)), StatusCodes.Status404NotFound);
        if (notice.State != NoticeState.Posted || time.GetUtcNow() >= notice.EndsAt)
            return Html(http, NoticePage.Sentence("公示期已满，公示内容已撤下。", "The notice period is over and the notice has been withdrawn.", IsEnglish(lang)), StatusCodes.Status410Gone);
        return Html(http, NoticePage.Notice(notice.Number, notice.Text, notice.TextHash, IsEnglish(lang)));
    }

    private static bool IsEnglish(string? lang) => string.Equals(lang, "en", StringComparison.OrdinalIgnoreCase);

    private static IResult Html(HttpContext http, string html, int status = StatusCodes.Status200OK)
    {
        // A stored copy would outlive the notice.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers["X-Robots-Tag"] = "noindex, noarchive";
        return Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
