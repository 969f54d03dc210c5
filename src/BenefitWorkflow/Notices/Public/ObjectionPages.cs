using System.Globalization;
using System.Text;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Notices.Public;

/// <summary>HTML of the objection's form, receipt and look-up.</summary>
internal static class ObjectionPages
{
    /// <param name="lines">Number, name and unit of the lines that can be objected to.</param>
    /// <param name="token">Name and value of the hidden field against forged requests.</param>
    public static string Form(
        Notice notice, IReadOnlyList<(int Number, string Name, string Unit)> lines, ObjectionDraft draft, Refusal? refusal, (string Name, string Value) token, bool english)
    {
        string T(string zh, string en) => english ? en : zh;
        var html = PublicHtml.Begin(T("提出异议", "Raise an objection"), english, PublicHtml.Path(notice.Number, "/objections"));
        html.Append("<h1>").Append(T("对公示提出异议", "Raise an objection")).Append("</h1>\n<p>").Append(PublicHtml.Encode(notice.Number)).Append("</p>\n");
        if (refusal is not null) html.Append("<p class=\"say\" role=\"alert\">").Append(PublicHtml.Encode(english ? refusal.En : refusal.Zh)).Append("</p>\n");
        html.Append("<p>").Append(T("所反映的人员将由另一名工作人员复核，其他人员不受影响。提交后请记下回执编号。",
            "Somebody who did not handle the case will look into it; nobody else on the notice is affected. Keep the receipt number that follows.")).Append("</p>\n<form method=\"post\" action=\"")
            .Append(PublicHtml.Encode(PublicHtml.Path(notice.Number, "/objections"))).Append(PublicHtml.Query(english)).Append("\">\n<input type=\"hidden\" name=\"")
            .Append(PublicHtml.Encode(token.Name)).Append("\" value=\"").Append(PublicHtml.Encode(token.Value)).Append("\">\n<label for=\"line\">")
            .Append(T("反映的人员", "Whom it is about")).Append("</label>\n<select id=\"line\" name=\"line\" required>\n<option value=\"\">").Append(T("请选择", "Choose")).Append("</option>\n");
        foreach (var (number, name, unit) in lines)
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            html.Append("<option value=\"").Append(text).Append(number == draft.Line ? "\" selected>" : "\">").Append(text).Append(' ').Append(PublicHtml.Encode(name)).Append(' ')
                .Append(PublicHtml.Encode(unit)).Append("</option>\n");
        }
        html.Append("</select>\n<label for=\"text\">").Append(T("异议内容", "What you object to")).Append(" <small>").Append(T($"最多 {RaiseObjections.MaximumText} 字，加密保存", $"at most {RaiseObjections.MaximumText} characters, kept encrypted"))
            .Append("</small></label>\n<textarea id=\"text\" name=\"text\" required maxlength=\"").Append(RaiseObjections.MaximumText).Append("\">\n").Append(PublicHtml.Encode(draft.Text))
            .Append("</textarea>\n<label for=\"contact\">").Append(T("联系方式", "How to reach you")).Append(" <small>").Append(T("可不填，加密保存", "optional, kept encrypted"))
            .Append("</small></label>\n<input id=\"contact\" name=\"contact\" autocomplete=\"off\" maxlength=\"").Append(RaiseObjections.MaximumContact).Append("\" value=\"").Append(PublicHtml.Encode(draft.Contact))
            .Append("\">\n<button>").Append(T("提交", "Send")).Append("</button>\n</form>\n");
        return PublicHtml.End(PublicHtml.Links(html, english, (PublicHtml.Path(notice.Number), "返回公示", "Back to the notice")));
    }

    /// <summary>Receipt and state: says nothing of anybody.</summary>
    public static string State(string receipt, ObjectionState state, string? answer, bool english)
    {
        var (zh, en) = state switch
        {
            ObjectionState.Open => ("已受理，正在复核。", "Taken in; being looked into."),
            ObjectionState.Upheld => ("异议成立。", "Upheld."),
            ObjectionState.Dismissed => ("异议不成立；所涉事项重新公示。", "Dismissed; what it concerned is put on notice anew."),
            ObjectionState.Lapsed => ("所涉申请已撤回，复核终止。", "The application was withdrawn, which ended the matter."),
            _ => ("已与同一事项的其他异议合并处理。", "Joined with another objection about the same."),
        };
        var html = PublicHtml.Begin(english ? "Receipt of an objection" : "异议回执", english, "/objections/" + Uri.EscapeDataString(receipt));
        html.Append("<h1>").Append(english ? "Receipt of an objection" : "异议回执").Append("</h1>\n<dl>\n<dt>").Append(english ? "Receipt number" : "回执编号").Append("</dt><dd class=\"receipt\">")
            .Append(PublicHtml.Encode(receipt)).Append("</dd>\n<dt>").Append(english ? "State" : "状态").Append("</dt><dd>").Append(english ? en : zh).Append("</dd>\n");
        if (answer is not null) html.Append("<dt>").Append(english ? "Answer" : "答复").Append("</dt><dd>").Append(PublicHtml.Encode(answer)).Append("</dd>\n");
        html.Append("</dl>\n<p>").Append(english ? "Keep this number: only with it can the answer be read here." : "请记下回执编号：凭此编号在本页查询处理结果。").Append("</p>\n");
        return PublicHtml.End(PublicHtml.Links(html, english, ("/notices", "全部公示", "All notices")));
    }

    /// <param name="unknown">A receipt that does not exist; null: none was asked for yet.</param>
    public static string LookUp(string? unknown, bool english)
    {
        var title = english ? "What became of an objection" : "查询异议处理结果";
        var html = PublicHtml.Begin(title, english, "/objections").Append("<h1>").Append(title).Append("</h1>\n");
        if (unknown is not null) html.Append("<p class=\"say\" role=\"alert\">").Append(english ? "There is no such receipt; check its number." : "没有这个回执编号，请核对。").Append("</p>\n");
        html.Append("<form method=\"get\" action=\"/objections\">\n<label for=\"receipt\">").Append(english ? "Receipt number" : "回执编号").Append("</label>\n<input id=\"receipt\" name=\"receipt\" required autocomplete=\"off\" maxlength=\"100\" value=\"")
            .Append(PublicHtml.Encode(unknown ?? "")).Append("\">\n");
        html.Append("<input type=\"hidden\" name=\"lang\" value=\"").Append(english ? "en" : "zh").Append("\">\n");
        html.Append("<button>").Append(english ? "Look up" : "查询").Append("</button>\n</form>\n");
        return PublicHtml.End(PublicHtml.Links(html, english, ("/notices", "全部公示", "All notices")));
    }
}
