using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>Finds a beneficiary by identity number (by its keyed hash) and records deaths and exits, after which nothing is paid.</summary>
public static class ManageBeneficiaries
{
    internal sealed record StatusRequest(IReadOnlyList<StatusItem> Items);

    internal sealed record StatusItem(string IdNumber, BeneficiaryStatus Status)
    {
        public override string ToString() => nameof(StatusItem);
    }

    internal sealed record StatusRow(int Row, string Status, string? Code, string? Zh, string? En);

    /// <summary>The number stands in the body, not in the address: addresses end up in logs.</summary>
    internal sealed record SearchRequest(string IdNumber)
    {
        public override string ToString() => nameof(SearchRequest);
    }

    public static void MapBeneficiaries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/beneficiaries/search", SearchAsync).RequireRoles(Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Auditor);
        api.MapPost("/beneficiaries/status", SetStatusAsync).RequireRoles(Roles.Caseworker);
    }

    private static async Task<IResult> SearchAsync(SearchRequest request, BenefitStore store, Protector protector, CancellationToken ct)
    {
        if (!IdNumber.TryParse(request.IdNumber, out var id, out var refusal)) return Problems.Of(refusal);
        var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        await using var db = store.Read();
        if (await db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } found) return Problems.NotFound(NotFound);
        var cases = await db.Cases.Where(c => c.BeneficiaryId == found.Id || c.HouseholdId == found.HouseholdId).OrderBy(c => c.Id)
            .Select(c => new { c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, c.Year, c.State, c.Result, c.AmountFen }).ToListAsync(ct);
        return TypedResults.Ok(new { found.Id, found.Name, IdNumber = id.Masked, found.Unit, found.Status, found.HouseholdId, Cases = cases });
    }

    private static async Task<IResult> SetStatusAsync(StatusRequest request, BenefitStore store, Protector protector, CancellationToken ct)
    {
        if (Lists.Check(request.Items) is { } problem) return problem;
        var rows = new List<StatusRow>();
        await using var transaction = await store.BeginWriteAsync(ct);
        for (var i = 0; i < request.Items.Count; i++)
        {
            var refusal = await SetAsync(transaction, protector, request.Items[i], ct);
            rows.Add(new StatusRow(i + 1, refusal is null ? "applied" : "refused", refusal?.Code, refusal?.Zh, refusal?.En));
        }
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new { Results = rows, Applied = rows.Count(r => r.Code is null), Refused = rows.Count(r => r.Code is not null) });
    }

    private static async Task<Refusal?> SetAsync(WriteTransaction transaction, Protector protector, StatusItem item, CancellationToken ct)
    {
        if (!IdNumber.TryParse(item.IdNumber, out var id, out var refusal)) return refusal;
        var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        if (await transaction.Db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } beneficiary) return NotFound;
        beneficiary.SetStatus(item.Status);
        await transaction.UpdateAsync(beneficiary, ct);
        return null;
    }

    private static Refusal NotFound { get; } = new("beneficiary.not-found", "没有以该身份证号建档的受助人；请核对号码。", "Nobody is on file under this identity number; check it.");
}
