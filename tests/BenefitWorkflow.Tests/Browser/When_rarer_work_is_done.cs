using System.Globalization;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

/// <summary>What comes up now and then, each from where one would look for it.</summary>
[Collection(BrowserSite.Tests)]
public sealed class When_rarer_work_is_done(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_record_an_exit_and_take_it_back_with_the_number_in_no_address(string language, int width)
    {
        await using var caseworker = await site.ComeAsync(Roles.Caseworker, language, width);
        var number = await IdNumberAsync(site.Cases.Any("approve2 approver"));
        await caseworker.MenuAsync(caseworker.T("受助人", "Beneficiaries"));
        var field = caseworker.Page.GetByLabel(caseworker.T("身份证号", "Identity number"));
        await field.FillAsync("123");
        await caseworker.Button(caseworker.T("查找", "Find")).ClickAsync();
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await field.FillAsync(number);
        await field.PressAsync("Enter");
        await caseworker.Page.GetByLabel(caseworker.T("改为", "Becomes")).WaitForAsync();
        await caseworker.LookAsync("beneficiary");
        foreach (var (to, back) in ((string, string)[])[(caseworker.T("已退出", "Exited"), caseworker.T("在册", "Active")), (caseworker.T("在册", "Active"), caseworker.T("已退出", "Exited"))])
        {
            await caseworker.Page.GetByLabel(caseworker.T("改为", "Becomes")).SelectOptionAsync(new SelectOptionValue { Label = to });
            await caseworker.Button(caseworker.T("登记", "Record it")).ClickAsync();
            await caseworker.AskedAsync();
            await caseworker.LookAsync("beneficiary-asked");
            await caseworker.Page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = caseworker.T("登记", "Record it"), Exact = true }).ClickAsync();
            await caseworker.Page.GetByLabel(caseworker.T("改为", "Becomes")).GetByText(back, new() { Exact = true }).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }
        await caseworker.LookAsync("beneficiary-changed");
        Assert.DoesNotContain(number, caseworker.Page.Url, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_stop_the_clock_of_a_step_and_let_it_run_again(string language, int width)
    {
        await using var supervisor = await site.ComeAsync(Roles.Supervisor, language, width);
        await supervisor.GoAsync($"/cases/{await InTimeAsync()}");
        await supervisor.Page.GetByLabel(supervisor.T("暂停原因", "Why the clock stops")).SelectOptionAsync(new SelectOptionValue { Label = supervisor.T("不可抗力", "force majeure") });
        await supervisor.Button(supervisor.T("暂停计时", "Stop the clock")).ClickAsync();
        await supervisor.AskedAsync();
        await supervisor.LookAsync("pause-asked");
        await supervisor.Page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = supervisor.T("暂停计时", "Stop the clock"), Exact = true }).ClickAsync();
        await supervisor.Region(supervisor.T("期限", "Time limits")).GetByText(supervisor.T("不可抗力", "force majeure")).WaitForAsync();
        await supervisor.LookAsync("paused");
        await supervisor.Button(supervisor.T("恢复计时", "Let it run")).ClickAsync();
        await supervisor.Page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = supervisor.T("恢复计时", "Let it run"), Exact = true }).ClickAsync();
        await supervisor.Button(supervisor.T("暂停计时", "Stop the clock")).WaitForAsync();
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Wide, "approve1 reviewer"), InlineData("en", Screens.Narrow, "approve2 approver")]
    public async Task Should_record_what_a_recheck_found_once(string language, int width, string step)
    {
        await using var auditor = await site.ComeAsync(Roles.Auditor, language, width);
        await auditor.GoAsync($"/cases/{site.Cases.Any(step)}");
        await auditor.Page.GetByLabel(auditor.T("结论", "Finding")).SelectOptionAsync(new SelectOptionValue { Label = auditor.T("有误：收入", "Wrong: income") });
        await auditor.Button(auditor.T("记录复核", "Record it")).ClickAsync();
        await auditor.AskedAsync();
        await auditor.LookAsync("recheck-asked");
        await auditor.Page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = auditor.T("记录复核", "Record it"), Exact = true }).ClickAsync();
        await auditor.SeeAsync(auditor.T("复核：认定有误（收入）", "Rechecked: wrong (income)"));
        await auditor.LookAsync("rechecked");
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_ring_until_what_was_told_is_read(string language, int width)
    {
        var id = await site.HireAsync($"told-{language}", Roles.Approver);
        await using (var tx = await site.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            var first = await tx.TakeNumbersAsync(Notification.Sequence, 2, default);
            await tx.Bulk.InsertAsync(new[] { NotificationKind.Digest, NotificationKind.Late }.Select((kind, i) => new Notification
            {
                Id = first + i, AccountId = id, Kind = kind, Role = Roles.Approver, Zh = $"演示通知 {i}。", En = $"Invented notification {i}.", Link = "/cases", CreatedAt = site.Now,
            }).ToList(), default);
            await tx.CommitAsync(default);
        }
        await using var person = await site.ComeAsync(id, language, width);
        await person.Link(person.T("通知，2 条未读", "Notifications, 2 unread")).ClickAsync();
        await person.Heading(person.T("通知", "Notifications")).WaitForAsync();
        await person.LookAsync("notifications");
        await person.Button(person.T("标为已读：演示通知 0。", "Mark as read: Invented notification 0.")).ClickAsync();
        await person.Link(person.T("通知，1 条未读", "Notifications, 1 unread")).WaitForAsync();
        await person.Link(person.T("查看：演示通知 1。", "Look at it: Invented notification 1.")).ClickAsync();
        await person.Heading(person.T("工作清单", "Work list")).WaitForAsync();
        await person.Link(person.T("通知，没有未读", "Notifications, none unread")).WaitForAsync();
        await person.GoAsync("/account");
        await person.Page.GetByRole(AriaRole.Textbox, new() { Name = person.T("邮箱", "E-mail") }).FillAsync("told@union.example");
        await person.Region(person.T("通知与邮件", "Notifications and e-mail")).GetByRole(AriaRole.Button).ClickAsync();
        await person.SeeAsync(person.T("已保存", "Saved"));
        await person.LookAsync("account-told");
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_move_somebody_to_another_desk(string language, int width)
    {
        var id = await site.HireAsync($"moved-{language}", Roles.Caseworker);
        await using var administrator = await site.ComeAsync(Roles.Administrator, language, width);
        await administrator.GoAsync("/accounts");
        await administrator.Button(administrator.T("资料与角色 ", "Details and roles of ") + id).ClickAsync();
        var panel = administrator.Region(administrator.T("资料与角色", "Details and roles"));
        await panel.GetByLabel(administrator.T("姓名", "Name")).FillAsync("何改名");
        await panel.GetByRole(AriaRole.Button, new() { Name = administrator.T("保存姓名", "Save the name") }).ClickAsync();
        await administrator.Region(administrator.T("变更记录", "Changes")).GetByText("何改名").WaitForAsync();
        await panel.GetByLabel(administrator.T("经办", "Caseworker")).UncheckAsync();
        await panel.GetByLabel(administrator.T("审批", "Approver")).CheckAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = administrator.T("保存角色", "Save the roles") }).ClickAsync();
        await administrator.AskedAsync();
        await administrator.LookAsync("account-roles-asked");
        await panel.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = administrator.T("保存角色", "Save the roles"), Exact = true }).ClickAsync();
        await administrator.Region(administrator.T("变更记录", "Changes")).GetByText(administrator.T("审批", "Approver")).WaitForAsync();
        await administrator.LookAsync("account-moved");
        Assert.Equal(Roles.Approver, (await site.Services.GetRequiredService<AccountStore>().FindAsync(id, default))?.RoleList);
    }

    private async Task<string> IdNumberAsync(long caseId)
    {
        await using var db = site.Services.GetRequiredService<BenefitStore>().Read();
        var beneficiary = await db.Cases.Where(c => c.Id == caseId).Join(db.Beneficiaries, c => c.BeneficiaryId, b => b.Id, (_, b) => b).SingleAsync();
        return site.Services.GetRequiredService<Protector>().Decrypt(beneficiary.IdCipher);
    }

    /// <summary>A case whose step has days left; no other test minds that its limit moves.</summary>
    private async Task<string> InTimeAsync()
    {
        await using var db = site.Services.GetRequiredService<BenefitStore>().Read();
        var soon = site.Now.AddDays(1);
        var id = await db.Deadlines.Where(d => d.Kind == DeadlineKind.Step && d.State == DeadlineState.Pending && d.DueAt > soon)
            .Join(db.Cases, d => d.CaseId, c => c.Id, (d, c) => new { c.Id, Here = c.Step == d.ActivityId && c.StepVisit == d.Visit, c.ClosedAt }).Where(c => c.Here && c.ClosedAt == null).OrderByDescending(c => c.Id).Select(c => c.Id).FirstAsync();
        return id.ToString(CultureInfo.InvariantCulture);
    }
}
