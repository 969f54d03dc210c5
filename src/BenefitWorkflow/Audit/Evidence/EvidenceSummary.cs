using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Pages;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>The pack's first page: one HTML file that any browser shows without the service. Identity number, phone and account are masked.</summary>
internal static class EvidenceSummary
{
    private const string Style = "body{font-family:system-ui,'Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;line-height:1.5;color:#1c2733}table{border-collapse:collapse;width:100%;margin-bottom:1rem}th,td{border:1px solid #c5ced6;padding:.3rem .5rem;text-align:left;vertical-align:top}thead th{background:#f0f3f6}dt{color:#4a5a6a}dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr));gap:.25rem 1rem}dd{margin:0}code{font-size:.85em;overflow-wrap:anywhere}.bad{color:#b3261e;font-weight:600}.good{color:#1b6e3c;font-weight:600}";

    // A hash may break anywhere; nothing else in a cell should.
    private const int HashLength = 64;

    /// <param name="language">zh-CN or en.</param>
    /// <param name="fault">Code of what is wrong with the chain; null: nothing.</param>
    /// <param name="leftOut">Paths of what could not be read.</param>
    public static byte[] Write(
        string language, ShowCase.View view, IReadOnlyList<EvidenceDocument> documents, Programme? programme, WorkflowDefinition? definition, string? fault, IReadOnlyList<string> leftOut, DateTimeOffset now)
    {
        var reader = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = new CultureInfo(language);
            return Encoding.UTF8.GetBytes(Html(language, view, documents, programme, definition, fault, leftOut, now));
        }
        finally { CultureInfo.CurrentUICulture = reader; }
    }

    private static string Html(
        string language, ShowCase.View v, IReadOnlyList<EvidenceDocument> documents, Programme? programme, WorkflowDefinition? definition, string? fault, IReadOnlyList<string> leftOut, DateTimeOffset now)
    {
        var scheme = programme?.Schemes.FirstOrDefault(s => s.Key == v.Case.Scheme);
        var html = new StringBuilder($"<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(v.Case.Number)}</title><style>{Style}</style></head><body>");
        html.Append($"<h1>{T("案件证据", "Evidence of case")} {Text(v.Case.Number)}</h1><p>{Text(v.Case.Name)} · {Text(programme is null ? v.Case.Programme : Language.T(programme.Title))} · {Text(scheme is null ? v.Case.Scheme : Language.T(scheme.Title))} · {Text(Words.State(v.Case.State))} {Text(Words.Result(v.Case.Result))}</p>");
        html.Append(fault is null ? $"<p class=\"good\">{T("生成时经过链完整。", "The history's chain was whole when this was made.")}</p>" : $"<p class=\"bad\">{T("生成时经过链有问题：", "The history's chain was at fault when this was made: ")}{Text(fault)}</p>");
        html.Append($"<p>{T("生成时间", "Made")} {Time(now)}</p>");
        if (leftOut.Count > 0) html.Append($"<p class=\"bad\">{T("生成时无法读取、未收入的文件：", "Files that could not be read when this was made and are left out: ")}{Text(string.Join(", ", leftOut))}</p>");
        html.Append("<dl>");
        foreach (var (label, value) in (ReadOnlySpan<(string, string?)>)
        [
            (T("身份证号", "ID number"), v.IdNumber), (T("电话", "Phone"), v.Phone), (T("单位", "Unit"), v.Case.Unit), (T("开户行", "Bank"), v.BankName), (T("账号", "Account"), v.Account), (T("户名", "Name on the account"), v.AccountName),
            (T("核定金额（元）", "Amount (yuan)"), new Money(v.Case.AmountFen).ToString()), (T("困难类别或学段", "Tier or school stage"), CaseWords.Tier(scheme, v.Case.Tier)), (T("经办人", "Prepared by"), v.PreparedBy), (T("立案", "Opened"), Time(v.Case.OpenedAt)),
        ])
            html.Append($"<div><dt>{label}</dt><dd>{Text(value ?? "—")}</dd></div>");
        html.Append("</dl>");
        foreach (var d in v.Determinations)
        {
            html.Append($"<h2>{T("资格核验", "Eligibility")} {Time(d.At)}：{Text(CaseWords.Verdict(d.Verdict))} {new Money(d.AmountFen)} <code>{Text(d.RuleVersion)}</code></h2>");
            Table(html, [T("条件", "Criterion"), T("结果", "Result"), T("申请值", "Value"), T("标准", "Threshold"), T("依据", "Source")],
                (d.Trace.Deserialize<List<CriterionResult>>(JsonSerializerOptions.Web) ?? []).Select(c => (string?[])
                    [CaseWords.Criterion(scheme, c.Key), c.Passed ? T("符合", "Met") : T("不符合", "Not met"), c.Value, c.Threshold, c.Source + (c.Refusal is { } r ? " — " + T(r.Zh, r.En) : "")]));
        }
        Section(html, T("材料", "Documents"), [T("材料", "Document"), T("文件", "File"), T("上传", "Uploaded"), "SHA-256", T("状态", "State")], documents.Select(d => (string?[])
            [d.Kind is null ? T("其他材料", "Another document") : programme is null ? d.Kind : Language.T(programme.DocumentTitle(d.Kind)), leftOut.Contains(d.Path) ? T("无法读取", "Unreadable") : $"{d.Path} ({d.FileName ?? T("文件名无法读取", "its name cannot be read")})", $"{Time(d.UploadedAt)} {d.UploadedBy}", d.Sha256, d.WithdrawnReason is null ? T("有效", "Counts") : T("已撤下：", "Withdrawn: ") + d.WithdrawnReason]));
        Section(html, T("公示", "Notices"), [T("编号", "Number"), T("起", "From"), T("止", "To"), T("结果", "Result")], v.Notices.Select(n => (string?[])[n.Number, Day(n.StartsOn), Day(n.EndsOn), CaseWords.NoticeLine(n.State)]));
        Section(html, T("支付", "Payments"), [T("端到端编号", "End-to-end id"), T("状态", "State"), T("金额（元）", "Amount (yuan)"), T("下达", "Ordered"), T("最迟到账", "Due"), T("到账", "Settled"), T("原因", "Reason")], v.Payments.Select(p => (string?[])
            [p.EndToEndId, Enum.TryParse<PaymentState>(p.State, out var state) ? Words.State(state) : p.State, new Money(p.AmountFen).ToString(), Time(p.OrderedAt), Time(p.DueAt), p.SettledAt is { } at ? Time(at) : "—", p.ReasonCode ?? "—"]));
        Section(html, T("经过", "History"), ["#", T("时间", "Time"), T("经手人", "Who"), T("事项", "What"), T("到", "To"), T("理由", "Reason"), T("链值", "Chain hash")], v.History.Select(h => (string?[])
            [h.Seq.ToString(CultureInfo.InvariantCulture), Time(h.At), h.Actor == "system" ? T("系统", "System") : h.Actor, Words.Signal(h.Action), Words.Step(definition, h.ToStep), h.Reason, h.Hash]));
        html.Append($"<p>{T("核验：", "To check it: ")}<code>dotnet run --project src/BenefitWorkflow -- verify-evidence FILE --key FINGERPRINT</code> {T("指纹须从系统的审计页取得，不得取自本证据包：伪造者可以写入自己的指纹。", "Take the fingerprint from the service's audit page, never from this pack: a forger would write their own here.")}</p></body></html>");
        return html.ToString();
    }

    private static void Section(StringBuilder html, string title, string[] head, IEnumerable<string?[]> rows)
    {
        html.Append($"<h2>{title}</h2>");
        var list = rows.ToList();
        if (list.Count > 0) Table(html, head, list);
        else html.Append($"<p>{T("无", "None")}</p>");
    }

    private static void Table(StringBuilder html, string[] head, IEnumerable<string?[]> rows)
    {
        html.Append("<table><thead><tr>").AppendJoin("", head.Select(h => $"<th scope=\"col\">{h}</th>")).Append("</tr></thead><tbody>");
        foreach (var row in rows) html.Append("<tr>").AppendJoin("", row.Select(cell => cell is { Length: HashLength } ? $"<td><code>{Text(cell)}</code></td>" : $"<td>{Text(cell ?? "")}</td>")).Append("</tr>");
        html.Append("</tbody></table>");
    }

    private static string T(string zh, string en) => Language.T(zh, en);

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Time(DateTimeOffset at) => ShanghaiTime.Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
