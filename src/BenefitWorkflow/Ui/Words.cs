using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Ui;

/// <summary>Keys and states in the reader's words.</summary>
internal static class Words
{
    public static string Role(string? key) => key switch
    {
        Roles.Caseworker => Language.T("经办", "Caseworker"),
        Roles.Reviewer => Language.T("审核", "Reviewer"),
        Roles.Approver => Language.T("审批", "Approver"),
        Roles.Supervisor => Language.T("督办", "Supervisor"),
        Roles.FinancePreparer => Language.T("财务制单", "Finance preparer"),
        Roles.FinanceReleaser => Language.T("财务复核", "Finance releaser"),
        Roles.Auditor => Language.T("审计", "Auditor"),
        Roles.Administrator => Language.T("管理员", "Administrator"),
        Roles.FinanceSystem => Language.T("财务系统", "Finance system"),
        Roles.System => Language.T("系统", "System"),
        null => "—",
        _ => key,
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
        PaymentState.Settled => Language.T("已入账", "Settled"),
        PaymentState.Failed => Language.T("失败", "Failed"),
        PaymentState.Returned => Language.T("退票", "Returned"),
        PaymentState.Cancelled => Language.T("已取消", "Cancelled"),
        _ => state.ToString(),
    };

    /// <summary>A case's result as it closed; the key itself where it is not one of ours.</summary>
    public static string Result(string? key) => key switch
    {
        "paid" => Language.T("已发放", "Paid"),
        "ineligible" => Language.T("不符合条件", "Ineligible"),
        "rejected" => Language.T("不予批准", "Rejected"),
        "withdrawn" => Language.T("已撤回", "Withdrawn"),
        "abandoned" => Language.T("已放弃支付", "Payment abandoned"),
        "expired" => Language.T("逾期未补正", "Not corrected in time"),
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
        var words = string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));
        return node.Id.Length > 0 && char.IsDigit(node.Id[^1]) && name == "Approve" ? $"{words} (level {node.Id[^1]})" : words;
    }

    public static string Programme(ProgrammeCatalog catalog, string key) => catalog.Find(key) is { } programme ? Language.T(programme.Title) : key;

    public static string Scheme(ProgrammeCatalog catalog, string programme, string scheme) =>
        catalog.Find(programme)?.FindScheme(scheme) is { } found ? Language.T(found.Title) : scheme;
}
