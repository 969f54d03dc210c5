using System.Net;
using System.Text;

namespace BenefitWorkflow.Notices;

/// <summary>HTML of the public pages: no script, no outside resource, everything encoded.</summary>
public static class NoticePage
{
    private const string Style = "body{font:1.05rem/1.6 system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
        + "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.35rem .6rem;text-align:left}td:last-child{text-align:right;font-variant-numeric:tabular-nums}"
        + "code{overflow-wrap:anywhere}a{color:#0b57a4}";

    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        [NoticeText.NumberLabel] = "Notice number", [NoticeText.SchemeLabel] = "Scheme", [NoticeText.BasisLabel] = "Basis",
        [NoticeText.StartLabel] = "Posted on (day not counted)", [NoticeText.EndLabel] = "Ends on (working days)", [NoticeText.ContactLabel] = "Objections to",
        ["序号"] = "No.", ["姓名"] = "Name", ["单位"] = "Unit", ["类别"] = "Scheme", ["金额（元）"] = "Amount (yuan)",
    };

    /// <summary>One notice, made from its frozen text alone.</summary>
    public static string Notice(string number, string text, byte[] hash, bool english)
    {
        var lines = text.Split('\n');
        var html = Begin(lines[0], english, "/notices/" + Uri.EscapeDataString(number));
        html.Append("<h1>").Append(Encode(lines[0])).Append("</h1>\n<dl>\n");
        var i = 1;
        for (; i < lines.Length && lines[i].Length > 0; i++)
        {
            var (label, value) = lines[i].Split('：', 2) is [var l, var v] ? (l, v) : (lines[i], "");
            html.Append("<dt>").Append(Label(label, english)).Append("</dt><dd>").Append(Encode(value)).Append("</dd>\n");
        }
        html.Append("</dl>\n<table>\n<thead><tr>");
        foreach (var title in ++i < lines.Length ? lines[i].Split('\t') : []) html.Append("<th scope=\"col\">").Append(Label(title, english)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (i++; i < lines.Length && lines[i].Length > 0; i++)
        {
            html.Append("<tr>");
            foreach (var cell in lines[i].Split('\t')) html.Append("<td>").Append(Encode(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n<p>").Append(english ? "SHA-256 of the text" : "公示文本 SHA-256").Append("：<code>").Append(Convert.ToHexStringLower(hash)).Append("</code></p>\n<p><a href=\"/notices")
            .Append(Query(english)).Append("\">").Append(english ? "All notices" : "全部公示").Append("</a></p>\n");
        return End(html);
    }

    /// <param name="notices">Number, first line of the text, and last day.</param>
    public static string List(IReadOnlyList<(string Number, string Title, DateOnly EndsOn)> notices, bool english)
    {
        var title = english ? "Public notices" : "公示";
        var html = Begin(title, english, "/notices");
        html.Append("<h1>").Append(title).Append("</h1>\n");
        if (notices.Count == 0) html.Append("<p>").Append(english ? "No notice is posted at present." : "目前没有正在进行的公示。").Append("</p>\n");
        else
        {
            html.Append("<ul>\n");
            foreach (var (number, name, endsOn) in notices)
                html.Append("<li><a href=\"/notices/").Append(Encode(Uri.EscapeDataString(number))).Append(Query(english)).Append("\">").Append(Encode(name)).Append("</a> ")
                    .Append(Encode(number)).Append(english ? ", until " : "，截至 ").Append(endsOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Append("</li>\n");
            html.Append("</ul>\n");
        }
        return End(html);
    }

    /// <summary>A page of one sentence: withdrawn or unknown.</summary>
    public static string Sentence(string zh, string en, bool english)
    {
        var text = english ? en : zh;
        var html = Begin(english ? "Public notices" : "公示", english, "/notices");
        html.Append("<h1>").Append(english ? "Public notices" : "公示").Append("</h1>\n<p>").Append(Encode(text)).Append("</p>\n<p><a href=\"/notices").Append(Query(english)).Append("\">")
            .Append(english ? "All notices" : "全部公示").Append("</a></p>\n");
        return End(html);
    }

    private static StringBuilder Begin(string title, bool english, string path) =>
        new StringBuilder(2048).Append("<!DOCTYPE html>\n<html lang=\"").Append(english ? "en" : "zh-CN")
            .Append("\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex, noarchive\">\n<title>")
            .Append(Encode(title)).Append("</title>\n<style>").Append(Style).Append("</style>\n</head>\n<body>\n<main>\n<p><a href=\"").Append(Encode(path)).Append(Query(!english))
            .Append(english ? "\" lang=\"zh-CN\">中文</a></p>\n" : "\" lang=\"en\">English</a></p>\n");

    private static string End(StringBuilder html) => html.Append("</main>\n</body>\n</html>\n").ToString();

    private static string Query(bool english) => english ? "?lang=en" : "";

    /// <summary>Chinese alone, or English with the Chinese of the frozen text behind it.</summary>
    private static string Label(string label, bool english) =>
        Encode(english && English.TryGetValue(label, out var translated) ? $"{translated} {label}" : label);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
