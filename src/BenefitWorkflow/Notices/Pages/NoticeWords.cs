using static BenefitWorkflow.Ui.Language;

namespace BenefitWorkflow.Notices.Pages;

/// <summary>States of notices and objections in the reader's words.</summary>
internal static class NoticeWords
{
    public static string State(NoticeState state) => state == NoticeState.Posted ? T("公示中", "Running") : T("已结束", "Ended");

    public static string State(NoticeLineState state) => state switch
    {
        NoticeLineState.Open => T("公示中", "Running"),
        NoticeLineState.Passed => T("无异议通过", "Passed"),
        NoticeLineState.Objected => T("有异议", "Objected to"),
        _ => T("已撤下", "Withdrawn"),
    };

    public static string State(ObjectionState state) => state switch
    {
        ObjectionState.Open => T("复核中", "Being looked into"),
        ObjectionState.Upheld => T("成立", "Upheld"),
        ObjectionState.Dismissed => T("不成立", "Dismissed"),
        ObjectionState.Lapsed => T("随案终止", "Lapsed with its case"),
        _ => T("已合并", "Merged"),
    };

    public static string Moment(ProofMoment moment) => moment == ProofMoment.Start ? T("起始", "Start") : T("期满", "End");
}
