using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Notifications.Pages;

/// <summary>Kinds and choices of notifications in the reader's words.</summary>
internal static class NotificationWords
{
    public static string Kind(NotificationKind kind) => kind switch
    {
        NotificationKind.DueSoon => Language.T("即将到期", "Due soon"),
        NotificationKind.Due => Language.T("今日到期", "Due today"),
        NotificationKind.Late => Language.T("已逾期", "Late"),
        NotificationKind.Escalated => Language.T("升级督办", "Escalated"),
        NotificationKind.Objection => Language.T("收到异议", "Objection"),
        NotificationKind.Digest => Language.T("每日摘要", "Daily digest"),
        NotificationKind.DeliveryFailed => Language.T("未能送达", "Not delivered"),
        _ => kind.ToString(),
    };

    public static bool IsUrgent(NotificationKind kind) => kind is NotificationKind.Late or NotificationKind.Escalated or NotificationKind.DeliveryFailed;

    public static string Mail(MailChoice choice) => choice switch
    {
        MailChoice.Off => Language.T("不发邮件", "No e-mail"),
        MailChoice.Digest => Language.T("只发每日摘要（工作日 08:30）", "Only the digest, at 08:30 of working days"),
        MailChoice.Each => Language.T("每条通知和每日摘要都发", "Every notification, and the digest"),
        _ => choice.ToString(),
    };

    /// <summary>The first rung of a time limit that is told.</summary>
    public static string From(NotificationKind kind) => kind switch
    {
        NotificationKind.DueSoon => Language.T("即将到期时开始", "From when it is due soon"),
        NotificationKind.Due => Language.T("到期当日开始", "From the day it is due"),
        NotificationKind.Late => Language.T("逾期后开始", "Only once it is late"),
        _ => Language.T("只要升级督办", "Only what is escalated"),
    };
}
