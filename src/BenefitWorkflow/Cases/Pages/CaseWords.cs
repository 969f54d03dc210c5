using System.Globalization;
using System.Text.RegularExpressions;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Cases.Pages;

/// <summary>What a case's page and its evidence say of states and rules, in the reader's words. States come as the API writes them.</summary>
internal static partial class CaseWords
{
    public static string Verdict(string? key) => key switch
    {
        nameof(Eligibility.Verdict.Eligible) => Language.T("符合", "Eligible"),
        nameof(Eligibility.Verdict.Ineligible) => Language.T("不符合", "Ineligible"),
        nameof(Eligibility.Verdict.Incomplete) => Language.T("待补正", "Incomplete"),
        null => "—",
        _ => key,
    };

    /// <summary>A tier or school stage of the scheme.</summary>
    public static string Tier(Scheme? scheme, string? key) =>
        key is null ? "—" : scheme?.Tiers?.FirstOrDefault(t => t.Key == key) is { } tier ? Language.T(tier.Title) : Intake.FactWords.Value(key);

    public static string Criterion(Scheme? scheme, string key) => key switch
    {
        "programme-in-force" => Language.T("项目在有效期内", "The programme is in force"),
        "entitlement" => Language.T("补助标准", "Standard"),
        _ => scheme?.Criteria.FirstOrDefault(c => c.Key == key) is { } found ? Language.T(found.Title) : key,
    };

    /// <summary>What a rule found or asked for: amounts and dates as they are, the words between them in the reader's language.</summary>
    public static string Traced(Programme? programme, Scheme? scheme, string text) =>
        TraceWord().Replace(Signs(text), word => (Language.IsEnglish ? TraceWords.ContainsKey(word.Value) ? word.Value : null : TraceWords.GetValueOrDefault(word.Value))
            ?? (programme?.Documents.FirstOrDefault(d => d.Key == word.Value) is { } document ? Language.T(document.Title) : Tier(scheme, word.Value)));

    /// <summary>Bounds, lists and amounts as people write them: <c>16..</c>, <c>a|b</c> and <c>1400.00</c> are how they are stored.</summary>
    private static string Signs(string text)
    {
        text = text.Replace("<=", "≤", StringComparison.Ordinal).Replace("|", Language.T("、", ", "), StringComparison.Ordinal).Replace(", ", Language.T("、", ", "), StringComparison.Ordinal);
        text = Amount().Replace(text, amount => decimal.Parse(amount.Value, CultureInfo.InvariantCulture).ToString("N2", CultureInfo.InvariantCulture));
        return text.Split("..") switch
        {
            [{ Length: > 0 } from, ""] => "≥ " + from,
            ["", { Length: > 0 } to] => "≤ " + to,
            [{ Length: > 0 } from, { Length: > 0 } to] => $"{from} – {to}",
            _ => text,
        };
    }

    [GeneratedRegex(@"(?<![\d,]|\d\.)\d{4,15}\.\d\d(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    private static readonly Dictionary<string, string> TraceWords = new(StringComparer.Ordinal)
    {
        ["valid"] = "有效", ["active"] = "在册", ["deceased"] = "已故", ["exited"] = "已退出", ["within"] = "在范围内", ["none"] = "无", ["complete"] = "齐全",
        ["missing"] = "缺", ["on file"] = "已登记", ["homes"] = "房产", ["no business"] = "无经营", ["no car"] = "无汽车",
        ["reason"] = "须说明理由", ["reason stated"] = "已说明理由",
    };

    [GeneratedRegex("on file|no business|no car|reason stated|[a-z]+(?:-[a-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex TraceWord();

    public static string Place(StepPlace place) => place switch
    {
        StepPlace.Here => Language.T("案件现在此处", "the case is here"),
        StepPlace.Passed => Language.T("已经过", "passed"),
        StepPlace.Ahead => Language.T("还可能到", "can still come"),
        _ => Language.T("不再经过", "not any more"),
    };

    public static string NoticeLine(string state) => state switch
    {
        nameof(NoticeLineState.Open) => Language.T("公示中", "Running"),
        nameof(NoticeLineState.Passed) => Language.T("期满无异议", "Passed without objection"),
        nameof(NoticeLineState.Objected) => Language.T("有异议", "Objected to"),
        nameof(NoticeLineState.Withdrawn) => Language.T("已撤下", "Withdrawn"),
        _ => state,
    };

    public static string Deadline(string kind) => kind switch
    {
        nameof(DeadlineKind.Step) => Language.T("办理时限", "Step"),
        nameof(DeadlineKind.NoticeEnd) => Language.T("公示期满", "End of the notice"),
        nameof(DeadlineKind.Disbursement) => Language.T("资金到账", "Money to arrive"),
        _ => kind,
    };

    public static string DeadlineState(string state) => state switch
    {
        nameof(Deadlines.DeadlineState.Pending) => Language.T("计时中", "Running"),
        nameof(Deadlines.DeadlineState.Fired) => Language.T("已到期", "Fell due"),
        nameof(Deadlines.DeadlineState.Cleared) => Language.T("按时完成", "Met"),
        nameof(Deadlines.DeadlineState.Paused) => Language.T("暂停", "Paused"),
        _ => state,
    };

    public static string Pause(string reason) => reason switch
    {
        nameof(PauseReason.WaitingForDocument) => Language.T("等待他方出具材料", "waiting for a document that others issue"),
        nameof(PauseReason.Objection) => Language.T("异议核查", "an objection is looked into"),
        nameof(PauseReason.WaitingForAuthority) => Language.T("等待其他部门答复", "waiting for another authority"),
        nameof(PauseReason.ForceMajeure) => Language.T("不可抗力", "force majeure"),
        _ => reason,
    };

    /// <summary>What an act that cannot be taken back will do, in figures; null for any other.</summary>
    /// <param name="yuan">The case's amount, as it is written.</param>
    public static string? Ending(string action, ListCases.Row @case, string yuan)
    {
        var (who, much) = (@case.Name, @case.AmountFen > 0 ? Language.T($"，{yuan} 元", $", {yuan} yuan") : "");
        var which = Language.T($"案件 {@case.Number}（{who}{much}）", $"Case {@case.Number} ({who}{much})");
        return action switch
        {
            "reject" => Language.T($"{which}不予同意并结案，不能恢复。", $"{which} is rejected and closed; it cannot be brought back."),
            "withdraw" => Language.T($"{which}撤回并结案，不能恢复。", $"{which} is withdrawn and closed; it cannot be brought back."),
            "uphold-objection" => Language.T($"{which}的异议成立：不予发放并结案，不能恢复。", $"The objection is upheld: {which} is not paid and closed; it cannot be brought back."),
            "decline-enrolment" => Language.T($"{which}确认未入学：不予发放并结案，不能恢复。", $"Not enrolled: {which} is not paid and closed; it cannot be brought back."),
            "abandon-payment" => Language.T($"{which}不再发放，款项退回资金来源并结案，不能恢复。", $"{which} is paid no more: the money goes back to its source and the case is closed; it cannot be brought back."),
            _ => null,
        };
    }

    public static string Reservation(string state) => state switch
    {
        nameof(ReservationState.Pending) => Language.T("在途", "Pending"),
        nameof(ReservationState.Paid) => Language.T("已付", "Paid"),
        nameof(ReservationState.Returned) => Language.T("退回", "Returned"),
        nameof(ReservationState.Cancelled) => Language.T("取消", "Cancelled"),
        _ => state,
    };
}
