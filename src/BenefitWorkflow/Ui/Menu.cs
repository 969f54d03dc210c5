using BenefitWorkflow.Identity;
using MudBlazor;

namespace BenefitWorkflow.Ui;

/// <summary>The main menu, by role.</summary>
internal static class Menu
{
    /// <param name="Roles">Who sees it; empty: everybody who is signed in.</param>
    public sealed record Entry(string Href, string Icon, string Zh, string En, params string[] Roles)
    {
        /// <summary>Marked for its own address alone: others below it have entries of their own.</summary>
        public bool Exact => Entries.Any(e => e != this && e.Href.StartsWith(Href == "/" ? Href : Href + "/", StringComparison.Ordinal));

        public string Title => Language.T(Zh, En);
    }

    private static readonly string[] Finance = [Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor];

    private static readonly Entry[] Entries =
    [
        new("/", Icons.Material.Outlined.Home, "首页", "Home"),
        new("/cases", Icons.Material.Outlined.Inbox, "工作清单", "Work list", [.. Roles.CaseReaders]),
        new("/intake", Icons.Material.Outlined.NoteAdd, "立案", "New application", Roles.Caseworker),
        new("/beneficiaries", Icons.Material.Outlined.PersonSearch, "受助人", "Beneficiaries", Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Auditor),
        new("/imports", Icons.Material.Outlined.UploadFile, "名册导入", "Roster import", Roles.Caseworker, Roles.Supervisor, Roles.Auditor),
        new("/runs", Icons.Material.Outlined.PlaylistPlay, "批量操作", "Bulk runs", Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.FinancePreparer, Roles.FinanceReleaser),
        new("/overdue", Icons.Material.Outlined.AlarmOn, "逾期", "Overdue", [.. Roles.CaseReaders]),
        new("/season", Icons.Material.Outlined.Event, "季节与倒排", "Season", [.. Roles.CaseReaders]),
        new("/notices/manage", Icons.Material.Outlined.Campaign, "公示管理", "Notices", [.. Roles.CaseReaders]),
        new("/objections/manage", Icons.Material.Outlined.RateReview, "异议", "Objections", Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.Auditor),
        new("/payments", Icons.Material.Outlined.Payments, "付款批次", "Payment batches", Finance),
        new("/payments/queues", Icons.Material.Outlined.ReportProblem, "付款待办", "Payments to settle", Finance),
        new("/bank-results", Icons.Material.Outlined.AccountBalance, "银行回单", "Banks' answers", Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor),
        new("/budget", Icons.Material.Outlined.Savings, "资金与额度", "Budget", Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor, Roles.Administrator),
        new("/reconciliation", Icons.Material.Outlined.Balance, "对账与日结", "Reconciliation", Finance),
        new("/events", Icons.Material.Outlined.SyncAlt, "事件与对数", "Event feed", Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Auditor, Roles.Administrator),
        new("/programmes", Icons.Material.Outlined.AccountTree, "项目与流程", "Programmes"),
        new("/calendar", Icons.Material.Outlined.CalendarMonth, "工作日历", "Calendar"),
        new("/audit", Icons.Material.Outlined.VerifiedUser, "审计核验", "Audit", Roles.Auditor, Roles.Administrator),
        new("/accounts", Icons.Material.Outlined.ManageAccounts, "账号", "Accounts", Roles.Administrator),
        new("/jobs", Icons.Material.Outlined.Schedule, "作业", "Jobs", Roles.Administrator),
        new("/notifications", Icons.Material.Outlined.Notifications, "通知", "Notifications"),
        new("/account", Icons.Material.Outlined.AccountCircle, "我的账号", "My account"),
        new("/notices", Icons.Material.Outlined.Public, "公示（公众页）", "Public notices"),
        new("/scalar", Icons.Material.Outlined.Api, "接口", "API"),
    ];

    public static IReadOnlyList<Entry> Of(Actor actor) => [.. Entries.Where(e => e.Roles.Length == 0 || actor.IsAny(e.Roles))];
}
