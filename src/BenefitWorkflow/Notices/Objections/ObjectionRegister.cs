using System.Globalization;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Public;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Objections;

/// <summary>
/// The register of objections, as .xlsx and as a page to print. It leaves out what was said and by whom, and names nobody: the case's number
/// leads those who may know to the rest.
/// </summary>
internal static class ObjectionRegister
{
    private const int MaximumRows = 100_000;

    private static readonly string[] Header = ["回执编号", "公示编号", "行", "案件编号", "受理时间", "登记人", "状态", "处理人", "处理时间", "答复", "合并到", "合并理由"];
    private static readonly string[] English = ["Receipt", "Notice", "Line", "Case", "Received", "Taken down by", "State", "Decided by", "Decided", "Answer", "Merged into", "Why merged"];

    internal static readonly string[] Readers = [Roles.Auditor, Roles.Supervisor, Roles.Reviewer];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/objections/register", ReadAsync).RequireRoles(Readers);

    /// <param name="programme">Programme key; null: all.</param>
    /// <param name="page">True: as a page to print instead of a workbook.</param>
    private static async Task<IResult> ReadAsync(BenefitStore store, HttpContext http, string? programme, bool? page, string? lang, CancellationToken ct)
    {
        await using var db = store.Read();
        var rows = await (
            from o in db.Objections
            join n in db.Notices on o.NoticeId equals n.Id
            join l in db.NoticeLines on new { o.NoticeId, o.CaseId } equals new { l.NoticeId, l.CaseId }
            join c in CaseScope.Of(CurrentActor.Of(http), Readers).Limit(db.Cases) on o.CaseId equals c.Id
            where programme == null || n.ProgrammeKey == programme
            orderby o.Id
            select new
            {
                o.Number, Notice = n.Number, l.LineNumber, Case = c.Number, o.ReceivedAt, o.TakenDownBy, o.State, o.DecidedBy, o.DecidedAt, o.Answer, l.Name, o.MergeReason,
                Into = db.Objections.Where(other => other.Id == o.MergedInto).Select(other => other.Number).FirstOrDefault(),
            }).Take(MaximumRows).ToListAsync(ct);
        var cells = rows.ConvertAll(r => (string[])
        [
            r.Number, r.Notice, r.LineNumber.ToString(CultureInfo.InvariantCulture), r.Case, Time(r.ReceivedAt), r.TakenDownBy == Objection.Public ? "公众网页" : r.TakenDownBy, Word(r.State),
            r.DecidedBy ?? "", r.DecidedAt is { } at ? Time(at) : "", PublicAnswer.Of(r.Answer, r.Name) ?? "", r.Into ?? "", PublicAnswer.Of(r.MergeReason, r.Name) ?? "",
        ]);
        if (page == true) return PublicHtml.Answer(http, Page(cells, PublicHtml.IsEnglish(http, lang)));
        var stream = new MemoryStream();
        using (var table = new TableWriter(stream, Header, "异议登记簿"))
            foreach (var row in cells) table.WriteRow(row);
        stream.Position = 0;
        return Results.File(stream, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "objections.xlsx");
    }

    private static string Page(List<string[]> rows, bool english)
    {
        var title = english ? "Register of objections" : "异议登记簿";
        var html = PublicHtml.Begin(title, english, "/api/objections/register", sheet: true).Append("<h1>").Append(title).Append("</h1>\n<div class=\"wide\"><table>\n<thead><tr>");
        foreach (var head in english ? English : Header) html.Append("<th scope=\"col\">").Append(head).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row) html.Append("<td>").Append(PublicHtml.Encode(cell)).Append("</td>");
            html.Append("</tr>\n");
        }
        return PublicHtml.End(html.Append("</tbody>\n</table></div>\n<p>").Append(english ? "Number: " : "条数：").Append(rows.Count.ToString(CultureInfo.InvariantCulture)).Append("</p>\n"));
    }

    private static string Word(ObjectionState state) => state switch
    {
        ObjectionState.Open => "复核中",
        ObjectionState.Upheld => "成立",
        ObjectionState.Dismissed => "不成立",
        ObjectionState.Lapsed => "随案终止",
        _ => "已合并",
    };

    private static string Time(DateTimeOffset at) => ShanghaiTime.Text(at);
}
