using System.Net;
using System.Text;

namespace BenefitWorkflow.Notices.Public;

/// <summary>Frame of the public pages: no script, no outside resource, everything encoded, readable at the width of a telephone.</summary>
internal static class PublicHtml
{
    private const string Style = ":root{color-scheme:light dark}*{box-sizing:border-box}body{font:1rem/1.65 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
        + "header{display:flex;justify-content:space-between;gap:1rem;border-bottom:3px solid #b3261e;padding-bottom:.5rem;margin-bottom:1rem}header a{white-space:nowrap}h1{font-size:1.4rem;line-height:1.35;margin:.6rem 0 1rem}"
        + "dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0 0 1.2rem}dt{color:#4a4a4a}dd{margin:0;overflow-wrap:anywhere}"
        + ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left}th{background:#f3f0ee}td:last-child,th:last-child{text-align:right}td:last-child{white-space:nowrap;font-variant-numeric:tabular-nums}"
        + "code{overflow-wrap:anywhere;font-size:.85rem}a{color:#0b57a4}nav{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:1rem 0}.list{list-style:none;padding:0}.list li{border-bottom:1px solid #d5d0cc;padding:.6rem 0}.list small{display:block;color:#4a4a4a}"
        + "label{display:block;margin:1rem 0 .3rem;font-weight:600}label small{font-weight:400;color:#4a4a4a}input,select,textarea{font:inherit;width:100%;padding:.55rem;border:1px solid #767676;border-radius:.3rem;background:#fff;color:inherit}textarea{min-height:9rem}"
        + "button{font:inherit;margin-top:1.2rem;padding:.6rem 1.6rem;border:0;border-radius:.3rem;background:#a3211a;color:#fff;cursor:pointer}:focus-visible{outline:3px solid #0b57a4;outline-offset:2px}"
        + ".say{border-left:4px solid #a3211a;background:#fdf1ef;padding:.6rem .9rem}.receipt{font-size:1.15rem;font-weight:600;overflow-wrap:anywhere}"
        + "@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}th,td{padding:.3rem .35rem;font-size:.9rem}}";

    // What the device asks for, in the colours of the site's dark theme (Ui/Site); paper stays white.
    private const string Dark = "@media screen and (prefers-color-scheme:dark){body{color:#e8edf2;background:#14181d}header{border-color:#ff9a91}dt,.list small,label small{color:#b3bfca}th,.sign td:nth-child(odd){background:#1d232a!important}th,td{border-color:#8795a5}"
        + "a{color:#8fc3ff}.list li{border-color:#3a444e}input,select,textarea{background:#1d232a;border-color:#8795a5}button{background:#ff9a91;color:#1c1113}:focus-visible{outline-color:#8fc3ff}.say{background:#3a1512;border-color:#ff9a91}}";

    private const string Print = "@page{size:A4;margin:18mm 16mm}@media print{.screen{display:none}body{max-width:none;padding:0;font-size:11pt}thead{display:table-header-group}tr{break-inside:avoid}.sign{break-inside:avoid}}"
        + ".sheet header{display:none}.sheet h1{text-align:center;font-size:1.6rem}.sign{margin-top:2rem}.sign{table-layout:fixed}.sign td,.sign td:last-child{text-align:left;height:2.6rem;white-space:normal}.sign td:nth-child(odd){width:17%;background:#f3f0ee}.seal{text-align:right;margin-top:2rem}";

    /// <param name="path">The page's own address, for the link to the other language; it may carry no query of its own.</param>
    public static StringBuilder Begin(string title, bool english, string path, bool sheet = false) =>
        new StringBuilder(4096).Append("<!DOCTYPE html>\n<html lang=\"").Append(english ? "en" : "zh-CN")
            .Append("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex, noarchive\">\n<title>")
            .Append(Encode(title)).Append("</title>\n<style>").Append(Style).Append(sheet ? Print : "").Append(Dark).Append("</style>\n</head>\n<body").Append(sheet ? " class=\"sheet\"" : "")
            .Append(">\n<header><span>").Append(english ? "Trade union federation · public notices" : "工会帮扶 · 公示").Append("</span><a href=\"").Append(Encode(path)).Append(Query(!english))
            .Append(english ? "\" lang=\"zh-CN\">中文</a></header>\n<main>\n" : "\" lang=\"en\">English</a></header>\n<main>\n");

    public static string End(StringBuilder html) => html.Append("</main>\n</body>\n</html>\n").ToString();

    /// <summary>A page of one sentence and the way back.</summary>
    public static string Sentence(string zh, string en, bool english)
    {
        var title = english ? "Public notices" : "公示";
        var html = Begin(title, english, "/notices").Append("<h1>").Append(title).Append("</h1>\n<p>").Append(Encode(english ? en : zh)).Append("</p>\n");
        return End(Links(html, english, ("/notices", "全部公示", "All notices")));
    }

    public static StringBuilder Links(StringBuilder html, bool english, params ReadOnlySpan<(string Path, string Zh, string En)> links)
    {
        html.Append("<nav class=\"screen\">");
        foreach (var (path, zh, en) in links)
            html.Append("<a href=\"").Append(Encode(path)).Append(Query(english)).Append("\">").Append(Encode(english ? en : zh)).Append("</a>");
        return html.Append("</nav>\n");
    }

    public static string Path(string number, string rest = "") => "/notices/" + Uri.EscapeDataString(number) + rest;

    /// <summary>Said in every address, so that a link that was sent reads the same elsewhere and the cookie does not speak against what was chosen here.</summary>
    public static string Query(bool english) => english ? "?lang=en" : "?lang=zh";

    /// <param name="lang">As the address says; null or empty: as the reader chose when signed in, else Chinese.</param>
    public static bool IsEnglish(HttpContext http, string? lang) =>
        string.Equals(string.IsNullOrEmpty(lang) ? http.Request.Cookies[Ui.Language.Cookie] : lang, "en", StringComparison.OrdinalIgnoreCase);

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <param name="form">Whether the page may send a form, to this site only.</param>
    public static IResult Answer(HttpContext http, string html, int status = StatusCodes.Status200OK, bool form = false)
    {
        // A stored copy would outlive the notice.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action {(form ? "'self'" : "'none'")}; frame-ancestors 'none'";
        http.Response.Headers["X-Robots-Tag"] = "noindex, noarchive";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Content(html, "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
