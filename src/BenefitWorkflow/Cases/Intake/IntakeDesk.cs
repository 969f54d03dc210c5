using System.Text.Json;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>One draft of a list.</summary>
public sealed record DraftView(long Id, int Revision, DateTimeOffset UpdatedAt, IntakeForm Form)
{
    public override string ToString() => $"{nameof(DraftView)} {Id}";
}

/// <summary>What would become of an application: nothing is stored.</summary>
/// <param name="Trace">Every criterion; empty where the case would not even be opened.</param>
public sealed record Trial(CaseOutcome Outcome, string? Verdict, string? Tier, IReadOnlyList<CriterionResult> Trace);

/// <summary>Single applications as the intake page takes them: drafts of the account, a trial of the rules, and the submission, which ends the draft in the same transaction.</summary>
public sealed class IntakeDesk(BenefitStore store, CaseExecutor executor, ProgrammeCatalog programmes, Protector protector, TimeProvider time)
{
    /// <summary>The account's drafts, the last changed first.</summary>
    public async Task<IReadOnlyList<DraftView>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = store.Read();
        return (await db.IntakeDrafts.Where(d => d.AccountId == actor.Id).OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id).Take(IntakeDraft.MostPerAccount).ToListAsync(ct)).ConvertAll(View);
    }

    /// <returns>Null where the account has no such draft.</returns>
    public async Task<DraftView?> FindAsync(Actor actor, long id, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.IntakeDrafts.SingleOrDefaultAsync(d => d.Id == id && d.AccountId == actor.Id, ct) is { } draft ? View(draft) : null;
    }

    /// <param name="id">Null: a new draft.</param>
    /// <param name="revision">The one that was read; another one is refused, since somebody typed elsewhere meanwhile.</param>
    public async Task<(DraftView? Draft, Refusal? Refusal)> SaveAsync(Actor actor, long? id, int revision, IntakeForm form, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, [Roles.Caseworker]) is { } lacking) return (null, lacking);
        var cipher = protector.Encrypt(form.ToJson());
        await using var tx = await store.BeginWriteAsync(ct);
        if (id is null && await tx.Db.IntakeDrafts.CountAsync(d => d.AccountId == actor.Id, ct) >= IntakeDraft.MostPerAccount)
            return (null, new Refusal("intake.too-many-drafts", $"草稿已达 {IntakeDraft.MostPerAccount} 份；请先提交或删除旧草稿。", $"There are {IntakeDraft.MostPerAccount} drafts already; submit or delete some first."));
        var draft = id is null ? null : await tx.Db.IntakeDrafts.SingleOrDefaultAsync(d => d.Id == id && d.AccountId == actor.Id, ct);
        if (id is null) draft = new IntakeDraft { Id = await tx.TakeNumbersAsync(IntakeDraft.Sequence, 1, ct), AccountId = actor.Id, ContentCipher = cipher };
        if (draft is null) return (null, Gone);
        if (draft.Revision != revision) return (null, Changed);
        (draft.ContentCipher, draft.Revision, draft.UpdatedAt) = (cipher, revision + 1, time.GetUtcNow());
        await (id is null ? tx.InsertAsync(draft, ct) : tx.UpdateAsync(draft, ct));
        await tx.CommitAsync(ct);
        return (new DraftView(draft.Id, draft.Revision, draft.UpdatedAt, form), null);
    }

    public async Task DeleteAsync(Actor actor, long id, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        await tx.Db.IntakeDrafts.Where(d => d.Id == id && d.AccountId == actor.Id).ExecuteDeleteAsync(ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>Opens the case in a transaction that is given up: verdict, amount and the whole trace as they would be.</summary>
    public async Task<Trial> TryAsync(Actor actor, IntakeForm form, CancellationToken ct)
    {
        form = Asked(form);
        if (Unready(actor, form) is { } refusal) return new Trial(Refused(refusal), null, null, []);
        await using var tx = await store.BeginWriteAsync(ct);
        var outcome = (await executor.OpenWithinAsync(tx, actor, [form.ToNewCase()], ct))[0];
        return outcome.Kind == CaseOutcomeKind.Applied && await tx.Db.Determinations.OrderByDescending(d => d.Seq).FirstOrDefaultAsync(d => d.CaseId == outcome.CaseId, ct) is { } made
            ? new Trial(outcome, made.Verdict, made.Tier, JsonSerializer.Deserialize<List<CriterionResult>>(made.TraceJson, JsonSerializerOptions.Web)!)
            : new Trial(outcome, null, null, []);
    }

    /// <summary>Opens the case; its draft ends with it, so that the same draft cannot be submitted twice.</summary>
    /// <param name="revision">The one that was read or saved last; another one is refused, or what another window saved would be lost.</param>
    public async Task<CaseOutcome> SubmitAsync(Actor actor, long draftId, int revision, IntakeForm form, CancellationToken ct)
    {
        form = Asked(form);
        if (Unready(actor, form) is { } refusal) return Refused(refusal);
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.IntakeDrafts.Where(d => d.Id == draftId && d.AccountId == actor.Id && d.Revision == revision).ExecuteDeleteAsync(ct) == 0)
            return Refused(await tx.Db.IntakeDrafts.AnyAsync(d => d.Id == draftId && d.AccountId == actor.Id, ct) ? Changed : Gone);
        var outcome = (await executor.OpenWithinAsync(tx, actor, [form.ToNewCase()], ct))[0];
        if (outcome.Kind == CaseOutcomeKind.Applied) await tx.CommitAsync(ct);
        return outcome;
    }

    /// <summary>Deletes drafts that nobody touched for <see cref="IntakeDraft.DaysKept"/> days: they hold personal data that led to nothing.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow().AddDays(-IntakeDraft.DaysKept);
        await using var tx = await store.BeginWriteAsync(ct);
        await tx.Db.IntakeDrafts.Where(d => d.UpdatedAt < before).ExecuteDeleteAsync(ct);
        await tx.CommitAsync(ct);
    }

    internal static Refusal Gone { get; } = new("intake.draft-gone", "草稿已提交、删除或过期；请查看工作清单，或重新填写。", "The draft was submitted, deleted or has expired; look into the work list, or begin anew.");

    internal static Refusal Changed { get; } = new("intake.draft-changed", "这份草稿已在另一窗口修改，本窗口的内容未保存；请重新打开草稿。", "The draft was changed in another window, and this one's content was not saved; open the draft anew.");

    /// <summary>The form as its scheme's page shows it: what was filled in for another scheme neither counts nor stands in the way.</summary>
    private IntakeForm Asked(IntakeForm form) => programmes.Find(form.Programme) is { } programme && programme.FindScheme(form.Scheme) is { } scheme ? form.Asked(programme, scheme) : form;

    private Refusal? Unready(Actor actor, IntakeForm form) => RoleRefusal.Unless(actor, [Roles.Caseworker]) ?? form.FirstProblem(ShanghaiTime.LocalDate(time.GetUtcNow()));

    private static CaseOutcome Refused(Refusal refusal) => new(0, null, CaseOutcomeKind.Refused, refusal, null, 0);

    private DraftView View(IntakeDraft draft) => new(draft.Id, draft.Revision, draft.UpdatedAt, IntakeForm.FromJson(protector.Decrypt(draft.ContentCipher)));
}
