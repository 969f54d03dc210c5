using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Ui;

/// <summary>The signed-in start page: every programme's self-evaluation, its money and what waits at which step. Server-rendered, no scripts.</summary>
internal static class HomePage
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/", async (HttpContext http, ProgrammeCatalog catalog, SelfEvaluation evaluation, BenefitStore store, IAntiforgery antiforgery, string? lang, CancellationToken ct) =>
    {
        var english = lang == "en";
        var body = new StringBuilder();
        await using var db = store.Read();
        foreach (var programme in catalog.Programmes)
        {
            var form = await evaluation.BuildAsync(programme, ct);
            var money = await MoneyIdentity.ReadAsync(db, programme, ct);
            var steps = await db.Cases.Where(c => c.ProgrammeKey == programme.Key && (c.State == CaseState.Open || c.State == CaseState.Incident)).GroupBy(c => new { c.Step, c.StepRole })
                .Select(g => new { g.Key.Step, g.Key.StepRole, Count = g.Count() }).OrderByDescending(g => g.Count).ToListAsync(ct);
            body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Html(programme.Title, english)}</h2>");
            Table(body, T("绩效自评", "Self-evaluation") + $" · {form.Total:0.##} · {Html(form.Grade, english)}", [T("指标", "Indicator"), T("目标", "Target"), T("完成", "Actual"), T("得分", "Score"), T("依据", "Basis")],
                form.Rows.Select(r => new[] { Html(r.Title, english), Figure(r.Target, r.Unit), r.Actual is { } actual ? Figure(actual, r.Unit) : "—", $"{r.Score:0.##} / {r.Weight:0.##}", Html(r.Note, english) }));
            Table(body, T("资金", "Money") + " · " + (money.Balanced ? T("平衡 ✓", "adds up ✓") : T("不平衡 ✗", "does not add up ✗")),
                [T("来源", "Source"), T("上限", "Ceiling"), T("批准", "Approved"), T("已付", "Paid"), T("在途", "Pending"), T("退回", "Returned"), T("取消", "Cancelled")],
                money.Sources.Select(s => new[] { Html(programme.FundingSources.First(f => f.Key == s.Source).Title, english), Yuan(s.CeilingFen), Yuan(s.ApprovedFen), Yuan(s.PaidFen), Yuan(s.PendingFen), Yuan(s.ReturnedFen), Yuan(s.CancelledFen) }));
            if (steps.Count > 0)
                Table(body, T("在办案件", "Open cases"), [T("步骤", "Step"), T("经手角色", "Owner"), T("件数", "Cases")], steps.Select(s => new[] { Text(s.Step ?? "—"), Text(s.StepRole ?? "—"), s.Count.ToString(CultureInfo.InvariantCulture) }));
            body.Append(CultureInfo.InvariantCulture, $"<details><summary>{T("公开文本中对不上的地方", "What does not add up in the published text")} ({programme.Notes.Count})</summary><ul>");
            foreach (var note in programme.Notes) body.Append(CultureInfo.InvariantCulture, $"<li>{Html(note, english)}</li>");
            body.Append("</ul></details></section>");
        }
        var actor = CurrentActor.Of(http);
        var jobs = actor.Is(Roles.Administrator) ? $" · <a href=/jobs>{T("作业", "Jobs")}</a>" : "";
        var tokens = antiforgery.GetAndStoreTokens(http);
        return Results.Content($$"""
            <!doctype html><html lang="{{T("zh-CN", "en")}}"><head><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1"><title>{{T("工会帮扶资金流程", "BenefitWorkflow")}}</title>
            <style>{{Css}}</style></head>
            <body><header><h1>{{T("工会帮扶资金流程", "BenefitWorkflow")}}</h1><nav aria-label="{{T("主导航", "Main")}}"><a href="/notices">{{T("公示", "Public notices")}}</a> · <a href="/scalar">{{T("接口", "API")}}</a>{{jobs}} · <a href="/?lang={{T("en", "zh")}}">{{T("English", "中文")}}</a></nav>
            <span>{{Text(actor.DisplayName)}} <form method=post action=/sign-out><input type=hidden name={{tokens.FormFieldName}} value="{{tokens.RequestToken}}"><button>{{T("退出", "Sign out")}}</button></form></span></header>
            <main>{{body}}</main></body></html>
            """, "text/html; charset=utf-8");

        string T(string zh, string en) => english ? en : zh;
    }).ExcludeFromDescription();

    private const string Css = """
        :root{color-scheme:light dark;--line:#c9d1d9;--accent:#b3261e}@media(prefers-color-scheme:dark){:root{--line:#444c56;--accent:#ff8a80}}
        body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;margin:0 auto;max-width:70rem;padding:1rem}header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;border-bottom:2px solid var(--accent);padding-bottom:.5rem}
        h1{font-size:1.3rem;margin:0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.6rem 0}caption{text-align:left;font-weight:600}
        th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:right;white-space:nowrap}th:first-child,td:first-child{text-align:left;white-space:normal;min-width:9rem}td:nth-child(n+5):last-child{white-space:normal}
        form{display:inline}button{font:inherit;background:none;border:1px solid var(--line);border-radius:.3rem;padding:.1rem .6rem;color:inherit;cursor:pointer}a{color:var(--accent)}
        """;

    private static void Table(StringBuilder body, string caption, string[] header, IEnumerable<string[]> rows)
    {
        body.Append(CultureInfo.InvariantCulture, $"<div class=wide tabindex=0 role=region aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr>");
        foreach (var cell in header) body.Append(CultureInfo.InvariantCulture, $"<th scope=col>{cell}</th>");
        body.Append("</tr></thead><tbody>");
        foreach (var row in rows) body.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{cell}</td>")).Append("</tr>");
        body.Append("</tbody></table></div>");
    }

    private static string Figure(decimal value, IndicatorUnit unit) =>
        value.ToString(unit == IndicatorUnit.Yuan ? "#,0.00" : "0.##", CultureInfo.InvariantCulture) + (unit == IndicatorUnit.Percent ? " %" : "");

    private static string Yuan(long fen) => new Money(fen).ToString();

    private static string Html(LocalizedText text, bool english) => Text(english ? text.En : text.Zh);

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
