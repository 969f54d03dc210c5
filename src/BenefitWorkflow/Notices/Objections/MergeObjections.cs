using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Objections;

/// <param name="Into">Id of the objection whose decision answers this one too.</param>
/// <param name="Reason">Kept in the register.</param>
public sealed record MergeRequest(long Into, string Reason);

/// <summary>Merges an objection that repeats another, or says nothing of its own, into that other; its receipt then leads to the other's answer.</summary>
public sealed class MergeObjections(BenefitStore store, TimeProvider time)
{
    public const int MaximumReason = 500;

    internal static readonly string[] May = [Roles.Reviewer, Roles.Supervisor];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/objections/{id:long}/merge", async (long id, MergeRequest request, MergeObjections useCase, HttpContext http, CancellationToken ct) =>
            await useCase.RunAsync(CurrentActor.Of(http), id, request, ct) is { } refusal ? Problems.Of(refusal) : Results.NoContent())
            .RequireRoles(May);

    /// <returns>Null where it was merged.</returns>
    public async Task<Refusal?> RunAsync(Actor actor, long id, MergeRequest request, CancellationToken ct)
    {
        var reason = request.Reason.Trim();
        if (reason.Length is 0 or > MaximumReason)
            return new Refusal("notice.merge-reason", $"请填写合并理由，最多 {MaximumReason} 字。", $"Give a reason for merging, of at most {MaximumReason} characters.");
        await using var tx = await store.BeginWriteAsync(ct);
        var both = (await tx.LockAsync<Objection>([id, request.Into], ct)).ToDictionary(o => o.Id);
        if (!both.TryGetValue(id, out var objection) || !both.TryGetValue(request.Into, out var into))
            return new Refusal("notice.unknown-objection", "没有这条异议；请核对编号。", "There is no such objection; check its id.");
        // Both open and about one case: one of them always stays for who investigates.
        if (objection == into || objection.CaseId != into.CaseId || objection.State != ObjectionState.Open || into.State != ObjectionState.Open)
            return new Refusal("notice.cannot-merge", "只能把待处理的异议合并到同一案件的另一条待处理异议；请核对。", "An open objection is merged into another open one about the same case; check both.");
        // Who handled the case must not make objections against it disappear.
        var @case = await tx.Db.Cases.SingleAsync(c => c.Id == objection.CaseId, ct);
        if (@case.Did(Programmes.Acts.Prepare, actor.Id) || @case.Did(Programmes.Acts.Approve, actor.Id) || @case.Did(Programmes.Acts.ApproveNextLevel, actor.Id))
            return new Refusal("notice.merge-by-handler", "您办理过该案件，不得合并对它的异议；请由他人办理。", "You handled the case and may not merge objections against it; somebody else must.");
        if (RoleRefusal.Unless(actor, @case.ProgrammeKey, @case.Unit, May) is { } lacking) return lacking;
        objection.Merge(into.Id, actor.Id, reason, time.GetUtcNow());
        await tx.UpdateAsync(objection, ct);
        await tx.CommitAsync(ct);
        return null;
    }
}
