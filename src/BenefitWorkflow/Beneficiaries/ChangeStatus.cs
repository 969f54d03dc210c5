using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>
/// POST /api/beneficiaries/status: records deaths and exits, after which nothing is paid, and what takes them back. Whoever says that a
/// beneficiary on record as deceased is not only proposes it; it counts when another person says the same.
/// </summary>
internal static class ChangeStatus
{
    internal static readonly string[] May = [Roles.Caseworker];

    internal sealed record Request(IReadOnlyList<Item> Items);

    internal sealed record Item(string IdNumber, BeneficiaryStatus Status)
    {
        public override string ToString() => nameof(Item);
    }

    /// <param name="Status"><c>applied</c>, <c>proposed</c> (waits for a second person) or <c>refused</c>.</param>
    internal sealed record Row(int Number, string Status, string? Code = null, string? Zh = null, string? En = null)
    {
        public static Row Refused(int number, Refusal refusal) => new(number, "refused", refusal.Code, refusal.Zh, refusal.En);
    }

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/beneficiaries/status", async (Request request, HttpContext http, BenefitStore store, Protector protector, TimeProvider time, CancellationToken ct) =>
        {
            if (Lists.Check(request.Items) is { } problem) return problem;
            var rows = await RunAsync(CurrentActor.Of(http), request.Items, store, protector, time, ct);
            return TypedResults.Ok(new
            {
                Results = rows.Select(r => new { Row = r.Number, r.Status, r.Code, r.Zh, r.En }),
                Applied = rows.Count(r => r.Status == "applied"), Proposed = rows.Count(r => r.Status == "proposed"), Refused = rows.Count(r => r.Status == "refused"),
            });
        }).RequireRoles(May);

    internal static async Task<IReadOnlyList<Row>> RunAsync(Actor actor, IReadOnlyList<Item> items, BenefitStore store, Protector protector, TimeProvider time, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, May) is { } lacking) return [.. items.Select((_, i) => Row.Refused(i + 1, lacking))];
        var rows = new List<Row>();
        await using var transaction = await store.BeginWriteAsync(ct);
        for (var i = 0; i < items.Count; i++) rows.Add(await ChangeAsync(transaction, actor, i + 1, items[i], protector, time.GetUtcNow(), ct));
        await transaction.CommitAsync(ct);
        return rows;
    }

    private static async Task<Row> ChangeAsync(WriteTransaction transaction, Actor actor, int number, Item item, Protector protector, DateTimeOffset now, CancellationToken ct)
    {
        if (!Enum.IsDefined(item.Status))
            return Row.Refused(number, new Refusal("beneficiary.unknown-status", "状态应为 active、exited 或 deceased；请更正。", "The status is active, exited or deceased; correct it."));
        if (!IdNumber.TryParse(item.IdNumber, out var id, out var refusal)) return Row.Refused(number, refusal);
        var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        if (await transaction.Db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } beneficiary) return Row.Refused(number, ManageBeneficiaries.NotFound);
        if (!actor.ScopeOf(Roles.Caseworker).HasUnit(beneficiary.Unit)) return Row.Refused(number, RoleRefusal.OutOfScope);
        var from = beneficiary.Status;
        if (from == item.Status) return new Row(number, "applied");

        var open = await transaction.Db.StatusChanges.Where(c => c.BeneficiaryId == beneficiary.Id && c.State == StatusChangeState.Proposed).ToListAsync(ct);
        var proposal = open.Find(c => c.FromStatus == from && c.ToStatus == item.Status);
        if (from == BeneficiaryStatus.Deceased && proposal is null)
        {
            await transaction.InsertAsync(StatusChange.Propose(await NextIdAsync(transaction, ct), beneficiary.Id, from, item.Status, actor.Id, now), ct);
            return new Row(number, "proposed");
        }
        if (proposal?.By == actor.Id)
            return Row.Refused(number, new Refusal("beneficiary.second-person", "已登记去世的受助人须由另一人确认后才能恢复；请由他人提交同一状态。", "Somebody on record as deceased comes back only when another person confirms it; have one send the same status."));

        if (proposal is null)
            await transaction.InsertAsync(new StatusChange { Id = await NextIdAsync(transaction, ct), BeneficiaryId = beneficiary.Id, FromStatus = from, ToStatus = item.Status, By = actor.Id, At = now }, ct);
        foreach (var change in open)
        {
            if (change == proposal) change.Confirm(actor.Id, now);
            else change.Lapse();
        }
        await transaction.Bulk.UpdateAsync(open, ct);
        beneficiary.SetStatus(item.Status);
        await transaction.UpdateAsync(beneficiary, ct);
        return new Row(number, "applied");
    }

    private static Task<long> NextIdAsync(WriteTransaction transaction, CancellationToken ct) => transaction.TakeNumbersAsync("beneficiary_status_changes", 1, ct);
}
