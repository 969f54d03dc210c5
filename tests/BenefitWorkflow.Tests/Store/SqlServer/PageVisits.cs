using BenefitWorkflow.Audit;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Cases.Migration;
using BenefitWorkflow.Cases.Pages;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Notices.Objections;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What a page asks when somebody uses it, beyond what its address asks.</summary>
internal static class PageVisits
{
    /// <summary>Somebody whose roles are limited in every way.</summary>
    private static readonly Actor Limited = new("limited", "", new HashSet<string> { Roles.Caseworker, Roles.Reviewer })
    {
        Scopes = new Dictionary<string, RoleScope> { [Roles.Caseworker] = new(["hardship-assistance"], []), [Roles.Reviewer] = new([], ["楚雄州某单位", "另一单位"]) },
    };

    public static async Task RunAsync(IServiceProvider services, string idNumber)
    {
        // What is typed into the work list stays out of its address.
        var queue = services.GetRequiredService<WorkQueue>();
        foreach (var text in (string[])["KNBF-2023-000001", "KNBF-2023-0", "1", "2023-1", "陈", idNumber])
        {
            await queue.ReadAsync(new WorkFilter(CaseScope.All, Scheme: "frontline-worker", Text: text), null, 2, default);
            await queue.HowManyAsync(new WorkFilter(CaseScope.All, Text: text), 5, default);
            await queue.ChooseAsync(new WorkChoice(new WorkFilter(CaseScope.All, Text: text), null, []), 5, default);
        }
        await queue.ChooseAsync(new WorkChoice(new WorkFilter(CaseScope.All), [1, 2], []), 5, default);
        await queue.ChooseAsync(new WorkChoice(new WorkFilter(CaseScope.All) { Unit = "第一机械厂" }, null, [1]), 5, default);
        foreach (var filter in (WorkFilter[])[new(CaseScope.All), new(CaseScope.All) { Unit = "第一机械厂" }, new(CaseScope.Of(Limited))])
            foreach (var after in (string?[])[null, "1677600000000.1", "c1677600000000.1"])
            {
                await queue.ReadAsync(filter with { State = WorkState.All }, after, 2, default);
                await queue.HowManyAsync(filter with { State = WorkState.All }, 2, default);
                await queue.ReadAsync(filter with { Due = WorkDue.Soon }, after, 2, default);
                await queue.ReadAsync(filter with { ExceptionsFirst = true }, after, 2, default);
            }
        Assert.NotEmpty(await services.GetRequiredService<WorkUnits>().OfAsync("hardship-assistance", default));
        var items = (await queue.ChooseAsync(new WorkChoice(new WorkFilter(CaseScope.All), null, []), 5, default))!.Select(c => new SignalCases.Item(c.Id)).ToList();
        if (items.Count > 0) Assert.NotNull((await services.GetRequiredService<BulkPreview>().RunAsync(CaseWorld.Person("somebody", Roles.Approver), "approve", items, default)).Report);
        await queue.ReadAsync(new WorkFilter(CaseScope.WaitingFor(Limited)), null, 2, default);
        await queue.HowManyAsync(new WorkFilter(CaseScope.Of(Limited)), 2, default);

        var views = services.GetRequiredService<SavedViews>();
        Assert.Null(await views.SaveAsync("somebody", "mine", "?mine=true", default));
        await views.RemoveAsync("somebody", (await views.ListAsync("somebody", default))[0].Id, default);
        await CalendarYears.ReadAsync(services.GetRequiredService<BenefitStore>(), services.GetRequiredService<CalendarSource>(), default);
        await services.GetRequiredService<PreviewDefinition>().RunAsync(File.ReadAllText(Path.Combine(Shipped.Folder, "hardship-assistance", "process.v1.json")), "process.v1.json", default);

        await MigrationAsync(services);
        await OwnAccountAsync(services);
        await IntakeAsync(services, idNumber);
        await DocumentsAsync(services);
        await BoardsAsync(services);
        await IndicatorsAsync(services);
    }

    /// <summary>From every indicator to the cases behind it, for somebody whose roles are limited; also where the totals know of none.</summary>
    private static async Task IndicatorsAsync(IServiceProvider services)
    {
        var (cases, measures, now) = (services.GetRequiredService<IndicatorCases>(), services.GetRequiredService<MeasureCatalog>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        foreach (var programme in services.GetRequiredService<ProgrammeCatalog>().Programmes)
            foreach (var indicator in programme.Indicators)
            {
                foreach (var part in (string[])[IndicatorCases.Met, IndicatorCases.Missed]) Assert.NotNull(await cases.ReadAsync(programme, indicator, CaseScope.All, part, 0, 2, default));
                var scope = MeasureScope.Of(programme, indicator, now, new FigureTable()) with { Within = CaseScope.Of(Limited) };
                var behind = measures[indicator.Measure].Behind(db, scope, new MeasureResult(0, "", "", 0, 0));
                foreach (var part in (CasePart?[])[behind.Met, behind.Missed])
                {
                    foreach (var ids in part?.Ids ?? []) await ids.Where(id => id > 0).OrderBy(id => id).Take(3).ToListAsync();
                    if (part is not null) await part.Facts(db, [1, 2], default);
                }
            }
    }

    /// <summary>The service has one version of every process, so this is asked with another catalogue.</summary>
    private static async Task MigrationAsync(IServiceProvider services)
    {
        using var files = SpoiledWorkflows.OfTwoVersions();
        var (store, catalog, supervisor) = (services.GetRequiredService<BenefitStore>(), files.Load(), CaseWorld.Person("somebody", Roles.Supervisor));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var past = new Run { Id = 999_999, Kind = MigrateCases.Kind, Action = MigrateCases.Kind, By = supervisor.Id, CreatedAt = now, InputHash = [1] };
        past.End(RunState.Done, null, now);
        await using (var tx = await store.BeginWriteAsync(default))
        {
            await tx.InsertAsync(past, default);
            await tx.CommitAsync(default);
        }
        var request = new MigrationRequest("hardship-assistance", 1, 2, Reason: "新版");
        foreach (var asked in (MigrationRequest[])[request, request with { Step = "approve1" }, request with { OfRun = past.Id }])
            Assert.NotNull((await new PreviewMigration(store, catalog).RunAsync(supervisor, asked, default)).Preview);
        var begun = await new MigrateCases(store, catalog, services.GetRequiredService<CaseExecutor>(), services.GetRequiredService<RunStarter>()).BeginAsync(supervisor, request with { OfRun = past.Id }, "key", default);
        Assert.Equal("migration.nothing", begun.Refusal?.Code);
    }

    /// <summary>One's own account, from password to second factor and off again.</summary>
    private static async Task OwnAccountAsync(IServiceProvider services)
    {
        var (accounts, factor, secret) = (services.GetRequiredService<AccountStore>(), services.GetRequiredService<SecondFactor>(), SecondFactor.NewSecret());
        Assert.Null(await accounts.CreateAccountAsync("careful", "careful", [Roles.Reviewer], "long enough 1", default));
        Assert.Null(await accounts.ChangePasswordAsync("careful", "long enough 1", "long enough 2", default));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        Assert.Null(await factor.TurnOnAsync("careful", "long enough 2", secret, new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(now), default));
        Assert.NotNull(await factor.TakeAsync("careful", "000000", default));
        await accounts.EndSessionsAsync("careful", default);
        var administrator = CaseWorld.Person("administrator", Roles.Administrator);
        Assert.Null(await factor.ResetAsync("careful", administrator, default));
        var change = services.GetRequiredService<ChangeAccount>();
        foreach (var roles in (string[][])[[Roles.Administrator], [Roles.Approver]]) Assert.Null(await change.SetRolesAsync(administrator, "careful", roles, default));
        Assert.NotEmpty(await change.HistoryAsync("careful", default));
    }

    /// <summary>A draft from its first key to its submission, another that is deleted, and what is on file under a number.</summary>
    private static async Task IntakeAsync(IServiceProvider services, string idNumber)
    {
        var (desk, actor) = (services.GetRequiredService<IntakeDesk>(), CaseWorld.Person("everybody", Roles.Caseworker));
        var known = CaseWorld.Frontline(9_911);
        var form = new IntakeForm { Programme = known.ProgrammeKey, Scheme = known.SchemeKey, Name = known.Name, IdNumber = known.IdNumber, Unit = known.Unit, Facts = FactsForm.Of(known.Application) };
        var draft = (await desk.SaveAsync(actor, null, 0, form, default)).Draft!;
        Assert.Null((await desk.SaveAsync(actor, draft.Id, draft.Revision, form, default)).Refusal);
        Assert.NotNull(await desk.FindAsync(actor, draft.Id, default));
        Assert.NotEmpty(await desk.ListAsync(actor, default));
        Assert.NotNull((await desk.TryAsync(actor, form, default)).Verdict);
        Assert.Equal("intake.draft-changed", (await desk.SubmitAsync(actor, draft.Id, draft.Revision, form, default)).Refusal?.Code);
        Assert.Equal(CaseOutcomeKind.Applied, (await desk.SubmitAsync(actor, draft.Id, draft.Revision + 1, form, default)).Kind);
        await desk.DeleteAsync(actor, 99, default);
        await desk.ForgetAsync(default);
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        foreach (var (id, head) in ((string, string)[])[(idNumber, idNumber), (CaseWorld.Frontline(9_912).IdNumber, idNumber)])
        {
            Assert.True(IdNumber.TryParse(id, out var number, out _) & IdNumber.TryParse(head, out var household, out _));
            await EarlierGrants.FindAsync(db, services.GetRequiredService<Protector>(), actor, number!, household, default);
        }
        foreach (var reader in (Actor[])[actor, Limited]) await HouseholdCases.Others(db, CaseScope.Of(reader).Limit(db.Cases), 1, 1).ToListAsync();
    }

    /// <summary>Documents that come, are looked at and withdrawn; the case's evidence with them.</summary>
    private static async Task DocumentsAsync(IServiceProvider services)
    {
        var (keeper, actor) = (services.GetRequiredService<KeepDocuments>(), CaseWorld.Person("archivist", Roles.Caseworker));
        for (var i = 1; i <= 2; i++) Assert.Null((await keeper.AddAsync(actor, 1, null, "a.pdf", When_documents_are_kept.Pdf($"{i}"), default)).Refusal);
        Assert.NotNull((await keeper.OpenAsync(actor, 1, 1, default)).Document);
        Assert.Null(await keeper.WithdrawAsync(actor, 1, 1, "x", default));
        using var pack = new MemoryStream();
        Assert.NotNull((await services.GetRequiredService<EvidencePack>().WriteAsync(CaseWorld.Person("audit", Roles.Auditor), 1, pack, default)).Manifest);
        await services.GetRequiredService<AuditVerifier>().VerifyAsync(contents: true, default);
    }

    /// <summary>Boards of payments, objections and notices.</summary>
    private static async Task BoardsAsync(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var payments = scope.ServiceProvider.GetRequiredService<PaymentQueues>();
        // As a page whose list is cut.
        await payments.CashAsync(CaseScope.All, 0, default);
        foreach (var view in OverdueSummary.Views) Assert.NotNull(await services.GetRequiredService<OverdueSummary>().ReadAsync(CaseScope.All, view, null, default));
        foreach (var text in (string[])["KNBF-2023-000001", "KNBF-2023-000001-1-1"]) await payments.FindAsync(CaseScope.All, text, default);
        await scope.ServiceProvider.GetRequiredService<BatchBoard>().ReadAsync(CaseScope.All, null, null, null, 2, default);
        await scope.ServiceProvider.GetRequiredService<ObjectionBoard>().LineAsync(1, 1, default);
        await scope.ServiceProvider.GetRequiredService<AnswerBoard>().HowManyProposedAsync(default);
        await services.GetRequiredService<PostNotice>().PreviewAsync(Limited, new PostNoticeRequest("hardship-assistance", "frontline-worker"), default);
    }
}
