using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines.Rungs;
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
        "migrate" => Language.T("迁移到另一流程版本", "Migration to another version"),
        "record-survey" => Language.T("记录满意度", "Record the survey"),
        "bank-results" => Language.T("导入银行回单", "Take in a bank's answer"),
        "post-notices" => Language.T("张贴公示", "Post notices"),
        "close-notices" => Language.T("公示期满办结", "End notices"),
        _ => route,
    };

    /// <summary>Both names of an act that separations of duties name.</summary>
    public static (string Zh, string En) ActNames(string act) => act switch
    {
        Acts.Prepare => ("经办", "prepare"),
        Acts.Approve => ("审批", "approve"),
        Acts.ApproveNextLevel => ("上一级审批", "approve at the next level"),
        Acts.Release => ("放行付款", "release the payment"),
        Acts.Reinvestigate => ("复查异议", "look into an objection"),
        Acts.CorrectAccount => ("更正账户", "correct the account"),
        Acts.ConfirmAccount => ("确认账户", "confirm the account"),
        Acts.OpenRecovery => ("提出追回", "open a recovery"),
        Acts.EndRecovery => ("了结追回", "end a recovery"),
        Acts.ProposeCash => ("提出现金发放", "propose cash"),
        Acts.ConfirmCash => ("确认现金发放", "confirm cash"),
        Acts.PrepareBatch => ("制单", "prepare the batch"),
        Acts.ReleaseBatch => ("放行批次", "release the batch"),
        _ => (act, act),
    };

    /// <summary>What became of a row of a run, by the API's name of it.</summary>
    public static string Outcome(string status) => status switch
    {
        "applied" => Language.T("成功", "Applied"),
        "refused" => Language.T("拒绝", "Refused"),
        "incident" => Language.T("异常", "Incident"),
        _ => status,
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

    /// <summary>A step where only its id is known: processes share ids and may call the step differently.</summary>
    public static string Step(ProgrammeCatalog catalog, string activityId) => Language.T(StepNames(catalog, activityId));

    /// <summary>Both names of a step; its id twice where no process has it.</summary>
    /// <param name="programmeKey">Whose processes are asked first; null: all of them.</param>
    /// <param name="schemeKey">The one whose process is asked first; null: every one of the programme.</param>
    public static LocalizedText StepNames(ProgrammeCatalog catalog, string activityId, string? programmeKey = null, string? schemeKey = null)
    {
        var asked = programmeKey is not null && catalog.Find(programmeKey) is { } programme
            ? programme.Schemes.Where(s => schemeKey is null || s.Key == schemeKey).Select(s => catalog.ProcessOf(programme, s)) : catalog.Definitions;
        var nodes = asked.Select(d => d.Find(activityId)).OfType<ActivityNode>().ToList();
        // A case may still be at a step that the programme's newest version does not have.
        if (nodes.Count == 0) return programmeKey is null ? new LocalizedText(activityId, activityId) : StepNames(catalog, activityId);
        return new LocalizedText(string.Join('、', nodes.Select(n => n.DisplayText).Distinct()), string.Join(", ", nodes.Select(English).Distinct()));
    }

    /// <summary>What a limit of a batch or a notice is for.</summary>
    public static LocalizedText Limit(string step) => step switch
    {
        SubjectDeadline.ReleaseBatch => new("放行批次", "Release of the batch"),
        SubjectDeadline.BankAnswer => new("银行答复", "The bank's answer"),
        SubjectDeadline.CloseNotice => new("公示期满", "End of the notice"),
        _ => new(step, step),
    };

    /// <summary>A step's outcome, by which the process goes on. A port of the definition's own making is its own name.</summary>
    public static string Port(string port) => port switch
    {
        "Done" => Language.T("完成", "Done"),
        "True" => Language.T("是", "Yes"),
        "False" => Language.T("否", "No"),
        "Default" => Language.T("其他情形", "Otherwise"),
        "Eligible" => Language.T("符合条件", "Eligible"),
        "Ineligible" => Language.T("不符合条件", "Ineligible"),
        "Incomplete" => Language.T("材料不全", "Incomplete"),
        "Resubmitted" => Language.T("已补正", "Resubmitted"),
        "Lapsed" => Language.T("逾期未补正", "Not corrected in time"),
        "Withdrawn" => Language.T("撤回", "Withdrawn"),
        "Approved" => Language.T("同意", "Approved"),
        "Rejected" => Language.T("不同意", "Rejected"),
        "CorrectionRequested" => Language.T("退回补正", "Sent back for correction"),
        "Reserved" => Language.T("已占用资金", "Reserved"),
        "NoObjection" => Language.T("无异议", "No objection"),
        "Objection" => Language.T("有异议", "Objection"),
        "Dismissed" => Language.T("异议不成立", "Objection dismissed"),
        "Upheld" => Language.T("异议成立", "Objection upheld"),
        "Paid" => Language.T("已入账", "Paid"),
        "Failed" => Language.T("付款失败", "Payment failed"),
        "Recalled" => Language.T("撤回支付", "Payment recalled"),
        "Returned" => Language.T("退票或追回", "Money came back"),
        "Corrected" => Language.T("账户已更正", "Account corrected"),
        "Abandoned" => Language.T("放弃支付", "Payment abandoned"),
        "OnTime" => Language.T("及时", "On time"),
        "Late" => Language.T("超期", "Late"),
        "Answered" => Language.T("已答复", "Answered"),
        "NoResponse" => Language.T("未答复", "No answer"),
        "Enrolled" => Language.T("已入学", "Enrolled"),
        "NotEnrolled" => Language.T("未入学", "Not enrolled"),
        _ => port,
    };

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
        "ProposeCash" => Language.T("提出现金发放", "Cash proposed"),
        "DropCash" => Language.T("改回银行转账", "By the bank after all"),
        "ConfirmCash" => Language.T("确认现金发放", "Cash confirmed"),
        "OpenRecovery" => Language.T("提出追回", "Recovery opened"),
        "RecoverPayment" => Language.T("款项追回", "Payment recovered"),
        "WriteOffRecovery" => Language.T("核销追回", "Recovery given up"),
        "TimerElapsed" => Language.T("等待时间已到", "Waiting time over"),
        "AddDocument" => Language.T("上传材料", "Document uploaded"),
        "WithdrawDocument" => Language.T("撤下材料", "Document withdrawn"),
        "Migrate" => Language.T("改用流程的另一版本", "Put on another version of the process"),
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
