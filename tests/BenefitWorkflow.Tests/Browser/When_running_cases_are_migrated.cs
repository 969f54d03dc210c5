using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_running_cases_are_migrated(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide), InlineData("en", Screens.Narrow)]
    public async Task Should_preview_migrate_and_take_it_back(string language, int width)
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        await using var service = await RunningService.StartAsync(settings: ["--Programmes:Folder", files[""], "--Identity:DevelopmentSignIn", "true"]);
        Assert.Null(await service.Accounts.CreateAccountAsync("du", "杜督办", [Roles.Supervisor], null, default));
        var executor = service.Services.GetRequiredService<CaseExecutor>();
        var opened = await executor.OpenAsync(new OpenCommand(CaseWorld.Caseworker, [CaseWorld.ModelWorker(1), CaseWorld.ModelWorker(2), CaseWorld.ModelWorker(3)]), default);
        await executor.SignalAsync(new SignalCommand(CaseWorld.Reviewer, [new CaseSignal(opened[0].CaseId, new Signal("Approve"), Reason: "材料齐全")]), default);

        await using var visitor = await site.ComeAsync("du", language, width, address: service.Anonymous().BaseAddress);
        await visitor.MenuAsync(visitor.T("项目与流程", "Programmes"));
        await visitor.Link(visitor.T("迁移在办案件", "Migrate running cases")).ClickAsync();
        await visitor.Button(visitor.T("试算（不写入）", "Preview (writes nothing)")).ClickAsync();
        await visitor.SeeAsync(visitor.T("可迁移 2 件", "2 can be migrated"));
        await visitor.SeeAsync("migration.step-differs");
        await visitor.LookAsync("migration-preview");
        await MigrateAsync("新版审批时限延长", "migration-asked");
        Assert.Equal([1, 2, 2], await VersionsAsync());
        await visitor.LookAsync("migration-run");

        await visitor.Link(visitor.T("查看这次迁移，或将其撤销", "To the migration, and the way back")).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { NameRegex = new(visitor.T("^撤销 #", "^Take back")) }).ClickAsync();
        await visitor.SeeAsync(visitor.T("可迁移 2 件", "2 can be migrated"));
        await visitor.LookAsync("migration-back");
        await MigrateAsync("新版有误，撤销", null);
        Assert.Equal([1, 1, 1], await VersionsAsync());

        async Task MigrateAsync(string reason, string? asked)
        {
            await visitor.Page.GetByLabel(visitor.T("理由 *", "Reason *")).FillAsync(reason);
            await visitor.Button(visitor.T("开始迁移", "Migrate")).ClickAsync();
            await visitor.AskedAsync();
            if (asked is not null) await visitor.LookAsync(asked);
            await visitor.Page.GetByRole(AriaRole.Group).GetByRole(AriaRole.Button, new() { Name = visitor.T("开始迁移", "Migrate"), Exact = true }).ClickAsync();
            await visitor.ArriveAsync("**/runs/*");
            // The service's clock stands, and with it what looks for runs.
            await service.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
            await visitor.GoAsync(new Uri(visitor.Page.Url).AbsolutePath);
            await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("完成", "Done"), new() { Exact = true }).WaitForAsync();
        }

        async Task<List<int>> VersionsAsync()
        {
            await using var db = service.Services.GetRequiredService<BenefitStore>().Read();
            return await db.Cases.OrderBy(c => c.Id).Select(c => c.DefinitionVersion).ToListAsync();
        }
    }
}
