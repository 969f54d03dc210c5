using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Public;

/// <summary>Pages that anybody may read while a notice runs. At its end the page goes: names do not stay in public.</summary>
internal static class PublicNotices
{
    private const int MaximumListed = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/notices", ListAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/notices/{number}", (string number, HttpContext http, string? lang, CancellationToken ct) => ShowAsync(number, http, lang, NoticePage.Notice, ct))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/notices/{number}/sheet", (string number, HttpContext http, string? lang, CancellationToken ct) => ShowAsync(number, http, lang, NoticePage.Sheet, ct))
            .AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The notice, if it runs; else the page that says why it cannot be seen.</summary>
    internal static async Task<(Notice? Notice, IResult? Gone)> FindRunningAsync(string number, HttpContext http, bool english, CancellationToken ct)
    {
        var services = http.RequestServices;
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        var notice = await db.Notices.SingleOrDefaultAsync(n => n.Number == number, ct);
        if (notice is null)
            return (null, PublicHtml.Answer(http, PublicHtml.Sentence("没有这份公示，请核对编号。", "There is no such notice; check its number.", english), StatusCodes.Status404NotFound));
        if (notice.State != NoticeState.Posted || services.GetRequiredService<TimeProvider>().GetUtcNow() >= notice.EndsAt)
            return (null, PublicHtml.Answer(http, PublicHtml.Sentence("公示期已满，公示内容已撤下。", "The notice period is over and the notice has been withdrawn.", english), StatusCodes.Status410Gone));
        return (notice, null);
    }

    private static async Task<IResult> ListAsync(BenefitStore store, TimeProvider time, HttpContext http, string? lang, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = store.Read();
        var rows = await db.Notices.Where(n => n.State == NoticeState.Posted && n.EndsAt > now).OrderBy(n => n.EndsAt).ThenBy(n => n.Id).Take(MaximumListed)
            .Select(n => new { n.Number, Head = n.Text.Substring(0, 200), n.EndsOn }).ToListAsync(ct);
        return PublicHtml.Answer(http, NoticePage.List(rows.ConvertAll(n => (n.Number, n.Head.Split('\n')[0], n.EndsOn)), PublicHtml.IsEnglish(http, lang)));
    }

    private static async Task<IResult> ShowAsync(string number, HttpContext http, string? lang, Func<string, string, byte[], bool, string> page, CancellationToken ct)
    {
        var english = PublicHtml.IsEnglish(http, lang);
        var (notice, gone) = await FindRunningAsync(number, http, english, ct);
        return gone ?? PublicHtml.Answer(http, page(notice!.Number, notice.Text, notice.TextHash, english));
    }
}
