using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>
/// POST /api/beneficiaries/household: corrects which household somebody belongs to, e.g. after a marriage. A reviewer's act with a reason,
/// since it decides who counts as a duplicate; kept with who and when. Cases opened before stay with the household they were judged in.
/// </summary>
internal static class MoveHousehold
{
    internal static readonly string[] May = [Roles.Reviewer];

    /// <summary>Most characters of the reason.</summary>
    internal const int LongestReason = 1_000;

    internal sealed record Request(string IdNumber, string HeadIdNumber, string Reason)
    {
        public override string ToString() => nameof(Request);
    }

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/beneficiaries/household", async (Request request, HttpContext http, BenefitStore store, Protector protector, TimeProvider time, CancellationToken ct) =>
            await RunAsync(CurrentActor.Of(http), request, store, protector, time.GetUtcNow(), ct) is { } refusal
                ? refusal == ManageBeneficiaries.NotFound ? Problems.NotFound(refusal) : Problems.Of(refusal)
                : TypedResults.NoContent()).RequireRoles(May);

    internal static async Task<Refusal?> RunAsync(Actor actor, Request request, BenefitStore store, Protector protector, DateTimeOffset now, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, May) is { } lacking) return lacking;
        if (!IdNumber.TryParse(request.IdNumber, out var id, out var refusal) || !IdNumber.TryParse(request.HeadIdNumber, out var head, out refusal)) return refusal;
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason)
            return new Refusal("beneficiary.reason", "请填写理由，不超过 1000 字。", "Give a reason of at most 1,000 characters.");
        var (hash, headHash) = (protector.Hash(PersonalDataKind.IdNumber, id.Value), protector.Hash(PersonalDataKind.IdNumber, head.Value));
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } beneficiary) return ManageBeneficiaries.NotFound;
        if (!actor.ScopeOf(Roles.Reviewer).HasUnit(beneficiary.Unit)) return RoleRefusal.OutOfScope;
        var household = await tx.Db.Households.FirstOrDefaultAsync(h => h.HeadIdHash == headHash, ct);
        if (household is null)
        {
            household = new Household { Id = await tx.TakeNumbersAsync("households", 1, ct), HeadIdHash = headHash, CreatedAt = now };
            await tx.InsertAsync(household, ct);
        }
        if (household.Id == beneficiary.HouseholdId) return null;
        await tx.InsertAsync(new HouseholdMove
        {
            Id = await tx.TakeNumbersAsync("household_moves", 1, ct), BeneficiaryId = beneficiary.Id, FromHouseholdId = beneficiary.HouseholdId, ToHouseholdId = household.Id,
            By = actor.Id, Reason = request.Reason, At = now,
        }, ct);
        beneficiary.JoinHousehold(household.Id);
        await tx.UpdateAsync(beneficiary, ct);
        await tx.CommitAsync(ct);
        return null;
    }
}

/// <summary>Somebody was moved to another household: by whom, when and why.</summary>
public sealed class HouseholdMove
{
    public long Id { get; init; }
    public long BeneficiaryId { get; init; }
    public long FromHouseholdId { get; init; }
    public long ToHouseholdId { get; init; }
    public required string By { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset At { get; init; }
}

internal sealed class HouseholdMoveMapping : IEntityTypeConfiguration<HouseholdMove>
{
    public void Configure(EntityTypeBuilder<HouseholdMove> b)
    {
        b.ToTable("household_moves");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Property(x => x.By).HasColumnName("moved_by");
        b.HasIndex(x => x.BeneficiaryId);
    }
}
