using System.Globalization;
using System.Text;
using BenefitWorkflow.Notices.Public;

namespace BenefitWorkflow.Notices;

/// <summary>HTML of a notice, its printable sheet and the list of notices; the first two are made from the frozen text alone.</summary>
public static class NoticePage
{
    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        [NoticeText.NumberLabel] = "Notice number", [NoticeText.SchemeLabel] = "Scheme", [NoticeText.BasisLabel] = "Basis",
        [NoticeText.StartLabel] = "Posted on (day not counted)", [NoticeText.EndLabel] = "Ends on", [NoticeText.ContactLabel] = "Objections to",
        ["序号"] = "No.", ["姓名"] = "Name", ["单位"] = "Unit", ["类别"] = "Scheme", ["金额（元）"] = "Amount (yuan)",
    };

    /// <summary>One notice on the screen.</summary>
    public static string Notice(string number, string text, byte[] hash, bool english)
    {
        var html = Text(PublicHtml.Begin(Title(text), english, PublicHtml.Path(number)), text, hash, english);
        return PublicHtml.End(PublicHtml.Links(html, english, (PublicHtml.Path(number, "/objections"), "提出异议", "Raise an objection"),
            ("/objections", "查询异议处理结果", "What became of an objection"), (PublicHtml.Path(number, "/sheet"), "打印公示", "Sheet to print"), ("/notices", "全部公示", "All notices")));
    }

    /// <summary>The same before it is posted: nothing to object to yet.</summary>
    public static string Preview(string text, bool english) =>
        PublicHtml.End(Text(PublicHtml.Begin(Title(text), english, "/notices").Append("<style>header a{display:none}</style>\n"), text, null, english));

    /// <summary>The same on A4 paper, with lines for who posts it and takes it down, and for the seal.</summary>
    public static string Sheet(string number, string text, byte[] hash, bool english)
    {
        var html = PublicHtml.Begin(Title(text), english, PublicHtml.Path(number, "/sheet"), sheet: true);
        PublicHtml.Links(html, english, (PublicHtml.Path(number), "返回公示", "Back to the notice"));
        Text(html, text, hash, english);
        html.Append("<table class=\"sign\"><tbody>\n");
        Sign(html, english, "张贴地点", "Posted at", "张贴人、时间", "Posted by, time");
        Sign(html, english, "撤下人、时间", "Taken down by, time", "监督人", "Witness");
        html.Append("</tbody></table>\n<p class=\"seal\">").Append(english ? "(Seal)" : "（盖章）").Append("</p>\n");
        return PublicHtml.End(html);
    }

    /// <param name="notices">Number, first line of the text, and last day.</param>
    public static string List(IReadOnlyList<(string Number, string Title, DateOnly EndsOn)> notices, bool english)
    {
        var title = english ? "Public notices" : "公示";
        var html = PublicHtml.Begin(title, english, "/notices").Append("<h1>").Append(title).Append("</h1>\n");
        if (notices.Count == 0) html.Append("<p>").Append(english ? "No notice is posted at present." : "目前没有正在进行的公示。").Append("</p>\n");
        else
        {
            html.Append("<ul class=\"list\">\n");
            foreach (var (number, name, endsOn) in notices)
                html.Append("<li><a href=\"").Append(PublicHtml.Encode(PublicHtml.Path(number))).Append(PublicHtml.Query(english)).Append("\">").Append(PublicHtml.Encode(name)).Append("</a><small>")
                    .Append(PublicHtml.Encode(number)).Append(english ? ", until " : "，截至 ").Append(endsOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append("</small></li>\n");
            html.Append("</ul>\n");
        }
        return PublicHtml.End(PublicHtml.Links(html, english, ("/objections", "查询异议处理结果", "What became of an objection")));
    }

    private static string Title(string text) => text.Split('\n', 2)[0];

    private static StringBuilder Text(StringBuilder html, string text, byte[]? hash, bool english)
    {
        var lines = text.Split('\n');
        html.Append("<h1>").Append(PublicHtml.Encode(lines[0])).Append("</h1>\n<dl>\n");
        var i = 1;
        for (; i < lines.Length && lines[i].Length > 0; i++)
        {
            var (label, value) = lines[i].Split('：', 2) is [var l, var v] ? (l, v) : (lines[i], "");
            html.Append("<dt>").Append(Label(label, english)).Append("</dt><dd>").Append(PublicHtml.Encode(value)).Append("</dd>\n");
        }
        html.Append("</dl>\n<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var title in ++i < lines.Length ? lines[i].Split('\t') : []) html.Append("<th scope=\"col\">").Append(Label(title, english)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        for (i++; i < lines.Length && lines[i].Length > 0; i++)
        {
            html.Append("<tr>");
            foreach (var cell in lines[i].Split('\t')) html.Append("<td>").Append(PublicHtml.Encode(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table></div>\n");
        return hash is null ? html : html.Append("<p>").Append(english ? "SHA-256 of the text: " : "公示文本 SHA-256：").Append("<code>").Append(Convert.ToHexStringLower(hash)).Append("</code></p>\n");
    }

    private static void Sign(StringBuilder html, bool english, string firstZh, string firstEn, string secondZh, string secondEn) =>
        html.Append("<tr><td>").Append(english ? firstEn : firstZh).Append("</td><td></td><td>").Append(english ? secondEn : secondZh).Append("</td><td></td></tr>\n");

    /// <summary>Chinese alone, or English with the Chinese of the frozen text behind it.</summary>
    private static string Label(string label, bool english) =>
        PublicHtml.Encode(english && English.TryGetValue(label, out var translated) ? $"{translated} {label}" : label);
}
