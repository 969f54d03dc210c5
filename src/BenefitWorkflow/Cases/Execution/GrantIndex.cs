using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Cases of a set of people and households, stored ones and those this chunk opens, to find duplicates and overlaps.</summary>
internal sealed class GrantIndex
{
    private readonly Dictionary<long, List<Known>> _byBeneficiary = [], _byHousehold = [];
    private readonly HashSet<long> _cases = [];

    public static async Task<GrantIndex> LoadAsync(BenefitDb db, IReadOnlyCollection<long> beneficiaries, IReadOnlyCollection<long> households, CancellationToken ct)
    {
        var index = new GrantIndex();
        // Two queries, each by its own index, rather than one OR that can use neither.
        foreach (var known in await Select(db.Cases.Where(c => beneficiaries.Contains(c.BeneficiaryId))).ToListAsync(ct)) index.Add(known);
        foreach (var known in await Select(db.Cases.Where(c => households.Contains(c.HouseholdId))).ToListAsync(ct)) index.Add(known);
        return index;
    }

    public void Add(Case @case) => Add(new Known(
        @case.Id, @case.BeneficiaryId, @case.HouseholdId, @case.ProgrammeKey, @case.SchemeKey, @case.Year, @case.Number, @case.AmountFen, @case.State, @case.Result));

    /// <summary>Grants of the case's beneficiary and household, the case itself left out.</summary>
    public IReadOnlyList<EarlierGrant> Earlier(Case @case)
    {
        var own = _byBeneficiary.GetValueOrDefault(@case.BeneficiaryId) ?? [];
        var shared = _byHousehold.GetValueOrDefault(@case.HouseholdId) ?? [];
        return
        [
            .. own.Where(k => k.CaseId != @case.Id).Select(k => Grant(k, @case)),
            .. shared.Where(k => k.CaseId != @case.Id && k.BeneficiaryId != @case.BeneficiaryId).Select(k => Grant(k, @case)),
        ];
    }

    private static EarlierGrant Grant(Known known, Case @case) => new(
        known.ProgrammeKey, known.SchemeKey, known.Year, known.Number, known.AmountFen,
        Live: known.State != CaseState.Closed || known.Result == Close.Paid,
        SameHousehold: known.HouseholdId == @case.HouseholdId, SameBeneficiary: known.BeneficiaryId == @case.BeneficiaryId);

    private void Add(Known known)
    {
        if (!_cases.Add(known.CaseId)) return;
        Put(_byBeneficiary, known.BeneficiaryId, known);
        Put(_byHousehold, known.HouseholdId, known);
    }

    private static void Put(Dictionary<long, List<Known>> index, long key, Known known)
    {
        if (!index.TryGetValue(key, out var list)) index.Add(key, list = []);
        list.Add(known);
    }

    private static IQueryable<Known> Select(IQueryable<Case> cases) => cases.Select(c =>
        new Known(c.Id, c.BeneficiaryId, c.HouseholdId, c.ProgrammeKey, c.SchemeKey, c.Year, c.Number, c.AmountFen, c.State, c.Result));

    private sealed record Known(
        long CaseId, long BeneficiaryId, long HouseholdId, string ProgrammeKey, string SchemeKey, int Year, string Number, long AmountFen, CaseState State, string? Result);
}
