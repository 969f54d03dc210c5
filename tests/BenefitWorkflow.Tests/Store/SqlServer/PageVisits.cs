using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What a page asks when somebody uses it, beyond what its address asks.</summary>
internal static class PageVisits
{
    public static async Task RunAsync(IServiceProvider services, string idNumber)
    {
        // What is typed into the work list stays out of its address.
        var queue = services.GetRequiredService<WorkQueue>();
        foreach (var text in (string[])["KNBF-2023-000001", "陈", idNumber])
        {
            await queue.ReadAsync(new WorkFilter(Scheme: "frontline-worker", Text: text), null, 2, default);
            await queue.HowManyAsync(new WorkFilter(Text: text), 5, default);
            await queue.ChooseAsync(new WorkFilter(Text: text), null, 5, default);
        }
        await queue.ChooseAsync(new WorkFilter(), [1, 2], 5, default);
        await IntakeAsync(services, idNumber);
        await DocumentsAsync(services);
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
        Assert.Equal(CaseOutcomeKind.Applied, (await desk.SubmitAsync(actor, draft.Id, form, default)).Kind);
        await desk.DeleteAsync(actor, 99, default);
        await desk.ForgetAsync(default);
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        foreach (var (id, head) in ((string, string)[])[(idNumber, idNumber), (CaseWorld.Frontline(9_912).IdNumber, idNumber)])
        {
            Assert.True(IdNumber.TryParse(id, out var number, out _) & IdNumber.TryParse(head, out var household, out _));
            await EarlierGrants.FindAsync(db, services.GetRequiredService<Protector>(), number!, household, default);
        }
    }

    /// <summary>Documents that come, are looked at and withdrawn; the case's evidence with them.</summary>
    private static async Task DocumentsAsync(IServiceProvider services)
    {
        var (keeper, actor) = (services.GetRequiredService<KeepDocuments>(), CaseWorld.Person("everybody", Roles.Caseworker));
        for (var i = 1; i <= 2; i++) Assert.Null((await keeper.AddAsync(actor, 1, null, "a.pdf", When_documents_are_kept.Pdf($"{i}"), default)).Refusal);
        Assert.NotNull(await keeper.OpenAsync(actor, 1, 1, default));
        Assert.Null(await keeper.WithdrawAsync(actor, 1, 1, "x", default));
        using var pack = new MemoryStream();
        Assert.NotNull(await services.GetRequiredService<EvidencePack>().WriteAsync(actor, 1, pack, default));
    }
}
