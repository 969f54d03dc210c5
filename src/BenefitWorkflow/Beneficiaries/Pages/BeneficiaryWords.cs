using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Beneficiaries.Pages;

/// <summary>A beneficiary's status and its changes in the reader's words.</summary>
internal static class BeneficiaryWords
{
    public static string Status(BeneficiaryStatus status) => status switch
    {
        BeneficiaryStatus.Active => Language.T("在册", "Active"),
        BeneficiaryStatus.Exited => Language.T("已退出", "Exited"),
        BeneficiaryStatus.Deceased => Language.T("已故", "Deceased"),
        _ => status.ToString(),
    };

    public static string Change(StatusChangeState state) => state switch
    {
        StatusChangeState.Applied => Language.T("已生效", "In force"),
        StatusChangeState.Proposed => Language.T("等待另一人确认", "Waits for another person"),
        StatusChangeState.Lapsed => Language.T("已失效", "Lapsed"),
        _ => state.ToString(),
    };

    /// <summary>What follows from it.</summary>
    public static string Follows(BeneficiaryStatus status) => status switch
    {
        BeneficiaryStatus.Deceased => Language.T("此后不再认定、不再付款；恢复须由两人办理。", "Nothing is granted or paid afterwards; taking it back needs two people."),
        BeneficiaryStatus.Exited => Language.T("此后不再认定、不再付款；可随时恢复。", "Nothing is granted or paid afterwards; it can be taken back at any time."),
        _ => Language.T("此后可以认定和付款。", "Grants and payments are possible again."),
    };
}
