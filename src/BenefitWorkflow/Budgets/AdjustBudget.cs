using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>
/// POST /api/budgets/adjustments: proposes a new ceiling by a document; the same document twice changes nothing.
/// POST /api/budgets/adjustments/{id}/approve or /reject: another person decides, and only then the ceiling changes.
/// </summary>
internal static class AdjustBudget
{
    /// <summary>A hundred billion yuan: no ceiling is near it, and sums of ceilings stay far from the end of what can be counted.</summary>
    public const long MaximumFen = 10_000_000_000_000;

    public const int MaximumDocumentLength = 100;

    public sealed record Request(string Programme, string Source, long ToFen, string DocumentNumber);

    /// <param name="Year">Budget year of the source.</param>
    public sealed record View(
        long Id, string Programme, int Year, string Source, long FromFen, long ToFen, string DocumentNumber, ProposalState State,
        string ProposedBy, DateTimeOffset ProposedAt, string? DecidedBy, DateTimeOffset? DecidedAt);

    internal static readonly string[] Proposers = [Roles.Administrator, Roles.FinancePreparer];

    internal static readonly string[] Deciders = [Roles.Administrator, Roles.FinanceReleaser, Roles.Supervisor];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/budgets/adjustments", async (Request request, HttpContext http, ProgrammeCatalog catalog, BenefitStore store, TimeProvider time, CancellationToken ct) =>
            Answer(await ProposeAsync(request, CurrentActor.Of(http), catalog, store, time.GetUtcNow(), ct))).RequireRoles(Proposers);
        api.MapPost("/budgets/adjustments/{id:long}/approve", async (long id, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct) =>
            Answer(await DecideAsync(id, true, CurrentActor.Of(http), store, time.GetUtcNow(), ct))).RequireRoles(Deciders);
        api.MapPost("/budgets/adjustments/{id:long}/reject", async (long id, HttpContext http, BenefitStore store, TimeProvider time, CancellationToken ct) =>
            Answer(await DecideAsync(id, false, CurrentActor.Of(http), store, time.GetUtcNow(), ct))).RequireRoles(Deciders);
        api.MapGet("/budgets/adjustments", async (string? programme, BenefitStore store, CancellationToken ct) =>
        {
            await using var db = store.Read();
            return TypedResults.Ok(new { items = (await ListAsync(db, programme, ct)).Select(Of) });
        }).RequireRoles([.. Deciders, Roles.FinancePreparer, Roles.Auditor]);
    }

    /// <summary>In the order in which they were proposed.</summary>
    /// <param name="programme">Null: of all.</param>
    internal static Task<List<BudgetProposal>> ListAsync(BenefitDb db, string? programme, CancellationToken ct) =>
        db.BudgetProposals.Where(p => programme == null || p.ProgrammeKey == programme).OrderBy(p => p.Id).ToListAsync(ct);

    /// <summary>What waits for somebody first, then the newest.</summary>
    internal static Task<List<BudgetProposal>> NewestAsync(BenefitDb db, int most, CancellationToken ct) =>
        db.BudgetProposals.OrderBy(p => p.State == ProposalState.Proposed ? 0 : 1).ThenByDescending(p => p.Id).Take(most).ToListAsync(ct);

    internal static async Task<(BudgetProposal? Proposal, Refusal? Refusal)> ProposeAsync(
        Request request, Actor actor, ProgrammeCatalog catalog, BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        if (catalog.Find(request.Programme) is not { } programme) return (null, ProgrammeCatalog.NotFound(request.Programme));
        if (RoleRefusal.Unless(actor, programme.Key, null, Proposers) is { } lacking) return (null, lacking);
        if (string.IsNullOrWhiteSpace(request.DocumentNumber)) return (null, new Refusal("budget.document-missing", "请填写调整依据的文号。", "Give the number of the document that allows the adjustment."));
        var document = request.DocumentNumber.Trim();
        if (document.Length > MaximumDocumentLength)
            return (null, new Refusal("budget.document-too-long", $"文号最多 {MaximumDocumentLength} 字；请只填写文号。", $"A document number has at most {MaximumDocumentLength} characters; give the number alone."));
        if (request.ToFen is < 0 or > MaximumFen)
            return (null, new Refusal("budget.ceiling-out-of-range", $"上限应为 0 至 {new Money(MaximumFen)} 元；请核对单位（分）和位数。", $"A ceiling is from 0 to {new Money(MaximumFen)} yuan; check the unit (fen) and the number of digits."));
        await using var tx = await store.BeginWriteAsync(ct);
        if (await AccountAsync(tx, programme.Key, programme.Year, request.Source, ct) is not { } account)
            return (null, new Refusal("budget.unknown-source", $"项目没有资金来源“{request.Source}”；请核对。", $"The programme has no funding source '{request.Source}'; check the key."));
        if (await tx.Db.BudgetProposals.FirstOrDefaultAsync(p => p.ProgrammeKey == programme.Key && p.Year == programme.Year && p.SourceKey == request.Source && p.DocumentNumber == document && p.State != ProposalState.Rejected, ct) is { } earlier)
            return earlier.ToFen == request.ToFen ? (earlier, null) : (null, new Refusal("budget.document-reused", $"文号 {document} 已用于另一金额；请核对。", $"Document {document} was used for another amount; check it."));
        if (BelowUsed(account, request.ToFen) is { } below) return (null, below);
        var proposal = new BudgetProposal
        {
            Id = await tx.TakeNumbersAsync("budget_proposals", 1, ct), ProgrammeKey = programme.Key, Year = programme.Year, SourceKey = request.Source,
            FromFen = account.CeilingFen, ToFen = request.ToFen, DocumentNumber = document, ProposedBy = actor.Id, ProposedAt = now,
        };
        await tx.InsertAsync(proposal, ct);
        await tx.CommitAsync(ct);
        return (proposal, null);
    }

    internal static async Task<(BudgetProposal? Proposal, Refusal? Refusal)> DecideAsync(
        long id, bool approve, Actor actor, BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if ((await tx.LockAsync<BudgetProposal>([id], ct)).SingleOrDefault() is not { } proposal)
            return (null, new Refusal("budget.unknown-adjustment", "没有这个额度调整；请核对编号。", "There is no such adjustment; check its id."));
        if (RoleRefusal.Unless(actor, proposal.ProgrammeKey, null, Deciders) is { } lacking) return (null, lacking);
        var wanted = approve ? ProposalState.Approved : ProposalState.Rejected;
        if (proposal.State == wanted) return (proposal, null);
        if (proposal.State != ProposalState.Proposed)
            return (null, new Refusal("budget.adjustment-decided", $"文号 {proposal.DocumentNumber} 的调整已处理；如需更改请另行提出。", $"The adjustment by document {proposal.DocumentNumber} has been decided; propose another."));
        if (approve && proposal.ProposedBy == actor.Id)
            return (null, new Refusal("budget.second-person", "提出人不得批准自己的额度调整；请由另一人批准。", "Who proposed an adjustment may not approve it; ask another person."));
        if (approve)
        {
            var account = (await AccountAsync(tx, proposal.ProgrammeKey, proposal.Year, proposal.SourceKey, ct))!;
            // A ceiling that moved meanwhile is not the one both people saw.
            if (account.CeilingFen != proposal.FromFen)
                return (null, new Refusal("budget.ceiling-moved", $"上限在提出后已变为 {new Money(account.CeilingFen)} 元；请否决并重新提出。", $"The ceiling has become {new Money(account.CeilingFen)} yuan since; reject this and propose anew."));
            if (BelowUsed(account, proposal.ToFen) is { } below) return (null, below);
            await tx.InsertAsync(new BudgetAdjustment
            {
                Id = await tx.TakeNumbersAsync("budget_adjustments", 1, ct), ProgrammeKey = proposal.ProgrammeKey, Year = proposal.Year, SourceKey = proposal.SourceKey,
                FromFen = account.CeilingFen, ToFen = proposal.ToFen, DocumentNumber = proposal.DocumentNumber, By = proposal.ProposedBy, ApprovedBy = actor.Id, At = now,
            }, ct);
            account.SetCeiling(proposal.ToFen);
            await tx.UpdateAsync(account, ct);
        }
        proposal.Decide(wanted, actor.Id, now);
        await tx.UpdateAsync(proposal, ct);
        await tx.CommitAsync(ct);
        return (proposal, null);
    }

    private static Task<BudgetAccount?> AccountAsync(WriteTransaction tx, string programme, int year, string source, CancellationToken ct) =>
        tx.Db.BudgetAccounts.FirstOrDefaultAsync(a => a.ProgrammeKey == programme && a.Year == year && a.SourceKey == source, ct);

    private static Refusal? BelowUsed(BudgetAccount account, long toFen)
    {
        var used = account.ApprovedFen - account.CancelledFen;
        return toFen >= used ? null : new Refusal("budget.below-used", $"上限不得低于已批准的 {new Money(used)} 元；请先撤回案件或提高上限。", $"The ceiling may not fall below the {new Money(used)} yuan approved; withdraw cases first or raise it.");
    }

    private static IResult Answer((BudgetProposal? Proposal, Refusal? Refusal) result) =>
        result.Refusal is { } refusal ? Problems.Of(refusal, refusal.Code == "budget.unknown-adjustment" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity)
            : TypedResults.Ok(Of(result.Proposal!));

    private static View Of(BudgetProposal p) => new(
        p.Id, p.ProgrammeKey, p.Year, p.SourceKey, p.FromFen, p.ToFen, p.DocumentNumber, p.State, p.ProposedBy, p.ProposedAt, p.DecidedBy, p.DecidedAt);
}
