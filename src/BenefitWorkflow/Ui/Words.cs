using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Ui;

/// <summary>Keys and states in the reader's words.</summary>
internal static class Words
{
    public static string Role(string? key) => key is null ? "—" : Language.T(RoleNames(key).Zh, RoleNames(key).En);

    /// <summary>Both names of a role; its key twice where it is none.</summary>
    public static (string Zh, string En) RoleNames(string key) => key switch
    {
        Roles.Caseworker => ("经办", "Caseworker"),
        Roles.Reviewer => ("审核", "Reviewer"),
        Roles.Approver => ("审批", "Approver"),
        Roles.Supervisor => ("督办", "Supervisor"),
        Roles.FinancePreparer => ("财务制单", "Finance preparer"),
        Roles.FinanceReleaser => ("财务复核", "Finance releaser"),
        Roles.Auditor => ("审计", "Auditor"),
        Roles.Administrator => ("管理员", "Administrator"),
        Roles.FinanceSystem => ("财务系统", "Finance system"),
        Roles.System => ("系统", "System"),
        _ => (key, key),
    };

    public static string State(CaseState state) => state switch
    {
        CaseState.Open => Language.T("在办", "Open"),
        CaseState.Incident => Language.T("异常", "Incident"),
        _ => Language.T("已结", "Closed"),
    };

    public static string State(PaymentState state) => state switch
    {
        PaymentState.Ordered => Language.T("待制单", "Ordered"),
        PaymentState.Batched => Language.T("已制单", "Batched"),
        PaymentState.Released => Language.T("已放行", "Released"),
        PaymentState.Sent => Language.T("已送达银行", "Sent"),
        PaymentState.Unknown => Language.T("结果不明", "Outcome unknown"),
        PaymentState.Settled => Language.T("已入账", "Settled"),
        PaymentState.Failed => Language.T("失败", "Failed"),
        PaymentState.Returned => Language.T("退票", "Returned"),
        PaymentState.Cancelled => Language.T("已取消", "Cancelled"),
        _ => state.ToString(),
    };

    /// <summary>What people do to a case, by the API's name of it.</summary>
    public static string Action(string route) => route switch
    {
        "resubmit" => Language.T("补正后重新提交", "Resubmit"),
        "withdraw" => Language.T("撤回案件", "Withdraw"),
        "approve" => Language.T("同意", "Approve"),
        "reject" => Language.T("不同意", "Reject"),
        "request-correction" => Language.T("退回补正", "Send back for correction"),
        "confirm-enrolment" => Language.T("确认入学", "Confirm enrolment"),
        "decline-enrolment" => Language.T("未入学", "Decline enrolment"),
        "uphold-objection" => Language.T("异议成立", "Uphold the objection"),
        "dismiss-objection" => Language.T("异议不成立", "Dismiss the objection"),
        "recall-payment" => Language.T("撤回支付", "Recall the payment"),
        "correct-account" => Language.T("更正账户", "Correct the account"),
        "confirm-account" => Language.T("确认账户", "Confirm the account"),
        "abandon-payment" => Language.T("放弃支付", "Abandon the payment"),
        "import" => Language.T("名册导入", "Roster import"),
        "record-survey" => Language.T("记录满意度", "Record the survey"),
        _ => route,
    };

    /// <summary>What something late waits for, by the API's name of it.</summary>
    public static string Cause(string key) => key switch
    {
        "document" => Language.T("等待材料", "Waiting for a document"),
        "approver" => Language.T("等待审核审批", "Waiting for approval"),
        "notice" => Language.T("公示", "Notice"),
        "objection" => Language.T("异议复核", "Objection"),
        "bank" => Language.T("银行", "Bank"),
        "return" => Language.T("退票更正", "Return"),
        "survey" => Language.T("满意度调查", "Survey"),
        "other" => Language.T("其他", "Other"),
        _ => key,
    };

    /// <summary>A case's result as it closed; the key itself where it is not one of ours.</summary>
    public static string Result(string? key) => key switch
    {
        "paid" => Language.T("已发放", "Paid"),
        "ineligible" => Language.T("不符合条件", "Ineligible"),
        "rejected" => Language.T("不予批准", "Rejected"),
        "withdrawn" => Language.T("已撤回", "Withdrawn"),
        "abandoned" => Language.T("已放弃支付", "Payment abandoned"),
        "lapsed" => Language.T("逾期未补正", "Not corrected in time"),
        "not-enrolled" => Language.T("未入学", "Not enrolled"),
        null => "—",
        _ => key,
    };

    /// <summary>A step as its definition names it; definitions are written in Chinese, so the English name comes from the activity's type.</summary>
    public static string Step(WorkflowDefinition? definition, string? activityId)
    {
        if (activityId is null) return "—";
        if (definition?.Find(activityId) is not { } node) return activityId;
        return Language.IsEnglish ? English(node) : node.DisplayText;
    }

    private static string English(ActivityNode node)
    {
        var type = node.Declaration.Type;
        var name = type[(type.LastIndexOf('.') + 1)..];
        // Ends differ by their id alone, e.g. closeNotEnrolled.
        var words = Split(name == "Close" && node.Id.StartsWith("close", StringComparison.Ordinal) ? "C" + node.Id[1..] : name.StartsWith("Flow", StringComparison.Ordinal) ? name[4..] : name);
        return node.Id.Length > 0 && char.IsDigit(node.Id[^1]) && name == "Approve" ? $"{words} (level {node.Id[^1]})" : words;
    }

    private static string Split(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>What a history entry says was done.</summary>
    public static string Signal(string name) => name switch
    {
        "Open" => Language.T("立案", "Opened"),
        "Approve" => Language.T("同意", "Approved"),
        "Reject" => Language.T("不同意", "Rejected"),
        "RequestCorrection" => Language.T("退回补正", "Sent back for correction"),
        "Resubmit" => Language.T("补正后重新提交", "Resubmitted"),
        "Withdraw" => Language.T("撤回案件", "Withdrawn"),
        "DeadlinePassed" => Language.T("期限届满", "Time limit passed"),
        "ConfirmEnrolment" => Language.T("确认入学", "Enrolment confirmed"),
        "DeclineEnrolment" => Language.T("未入学", "Enrolment declined"),
        "PostNotice" => Language.T("张贴公示", "Notice posted"),
        "CloseNotice" => Language.T("公示期满", "Notice period over"),
        "RaiseObjection" => Language.T("提出异议", "Objection raised"),
        "UpholdObjection" => Language.T("异议成立", "Objection upheld"),
        "DismissObjection" => Language.T("异议不成立", "Objection dismissed"),
        "ReleasePayment" => Language.T("放行付款", "Payment released"),
        "SendPayment" => Language.T("送达银行", "Taken by the bank"),
        "LosePayment" => Language.T("银行结果不明", "Outcome at the bank unknown"),
        "SettlePayment" => Language.T("银行入账", "Credited by the bank"),
        "FailPayment" => Language.T("银行付款失败", "Refused by the bank"),
        "ReturnPayment" => Language.T("银行退票", "Returned by the bank"),
        "RecallPayment" => Language.T("撤回支付", "Payment recalled"),
        "AdoptPayment" => Language.T("按银行对账单补记入账", "Booked by the bank's statement"),
        "CorrectAccount" => Language.T("更正账户", "Account corrected"),
        "ConfirmAccount" => Language.T("确认账户", "Account confirmed"),
        "AbandonPayment" => Language.T("放弃支付", "Payment abandoned"),
        "RecordSurvey" => Language.T("记录满意度", "Survey recorded"),
        "AddDocument" => Language.T("上传材料", "Document uploaded"),
        "WithdrawDocument" => Language.T("撤下材料", "Document withdrawn"),
        "Incident" => Language.T("处理异常", "Step failed"),
        _ => Language.IsEnglish ? Split(name) : name,
    };

    /// <summary>An indicator's figure in its unit.</summary>
    public static string Figure(decimal value, IndicatorUnit unit) =>
        value.ToString(unit == IndicatorUnit.Yuan ? "#,0.00" : "#,0.##", System.Globalization.CultureInfo.InvariantCulture) + (unit == IndicatorUnit.Percent ? " %" : "");

    public static string Programme(ProgrammeCatalog catalog, string key) => catalog.Find(key) is { } programme ? Language.T(programme.Title) : key;

    public static string Scheme(ProgrammeCatalog catalog, string programme, string scheme) =>
        catalog.Find(programme)?.FindScheme(scheme) is { } found ? Language.T(found.Title) : scheme;
}
