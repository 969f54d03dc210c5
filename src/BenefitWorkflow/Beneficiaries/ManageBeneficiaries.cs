using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>Finds a beneficiary by identity number (by its keyed hash), with their cases and the changes of their status.</summary>
public static class ManageBeneficiaries
{
    /// <summary>The number stands in the body, not in the address: addresses end up in logs.</summary>
    internal sealed record SearchRequest(string IdNumber)
    {
        public override string ToString() => nameof(SearchRequest);
    }

    public static void MapBeneficiaries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/beneficiaries/search", SearchAsync).RequireRoles(Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Auditor);
        ChangeStatus.Map(api);
        MoveHousehold.Map(api);
    }

    private static async Task<IResult> SearchAsync(SearchRequest request, HttpContext http, BenefitStore store, Protector protector, CancellationToken ct)
    {
        if (!IdNumber.TryParse(request.IdNumber, out var id, out var refusal)) return Problems.Of(refusal);
        var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        await using var db = store.Read();
        if (await db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } found) return Problems.NotFound(NotFound);
        // That somebody is on file is told to every caseworker, or the same person would be filed twice.
        var cases = await CaseScope.Of(CurrentActor.Of(http)).Limit(db.Cases).Where(c => c.BeneficiaryId == found.Id || c.HouseholdId == found.HouseholdId).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, c.Year, c.State, c.Result, c.AmountFen }).ToListAsync(ct);
        var changes = await db.StatusChanges.Where(c => c.BeneficiaryId == found.Id).OrderBy(c => c.Id)
            .Select(c => new { From = c.FromStatus, To = c.ToStatus, c.By, c.At, c.State, c.ConfirmedBy, c.ConfirmedAt }).ToListAsync(ct);
        return TypedResults.Ok(new { found.Id, found.Name, IdNumber = id.Masked, found.Unit, found.Status, found.HouseholdId, StatusChanges = changes, Cases = cases });
    }

    internal static Refusal NotFound { get; } = new("beneficiary.not-found", "没有以该身份证号建档的受助人；请核对号码。", "Nobody is on file under this identity number; check it.");
}
