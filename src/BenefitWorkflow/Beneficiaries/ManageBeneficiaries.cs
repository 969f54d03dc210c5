using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>Finds a beneficiary by identity number (by its keyed hash), with their cases, the changes of their status and their moves between households.</summary>
public static class ManageBeneficiaries
{
    internal static readonly string[] May = [Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Auditor];

    /// <summary>The number stands in the body, not in the address: addresses end up in logs.</summary>
    internal sealed record SearchRequest(string IdNumber)
    {
        public override string ToString() => nameof(SearchRequest);
    }

    /// <param name="IdNumber">Masked.</param>
    /// <param name="Cases">The household's within the reader's scope, by age.</param>
    internal sealed record View(
        long Id, string Name, string IdNumber, string Unit, BeneficiaryStatus Status, long HouseholdId, IReadOnlyList<ChangeView> StatusChanges, IReadOnlyList<MoveView> Moves, IReadOnlyList<CaseView> Cases)
    {
        public override string ToString() => $"{nameof(View)} {Id}";
    }

    internal sealed record ChangeView(BeneficiaryStatus From, BeneficiaryStatus To, string By, DateTimeOffset At, StatusChangeState State, string? ConfirmedBy, DateTimeOffset? ConfirmedAt);

    internal sealed record MoveView(long FromHouseholdId, long ToHouseholdId, string By, string Reason, DateTimeOffset At);

    /// <param name="Own">False: another member's of the household.</param>
    internal sealed record CaseView(long Id, string Number, string ProgrammeKey, string SchemeKey, int Year, CaseState State, string? Result, long AmountFen, bool Own);

    public static void MapBeneficiaries(this IEndpointRouteBuilder api)
    {
        api.MapPost("/beneficiaries/search", SearchAsync).RequireRoles(May);
        ChangeStatus.Map(api);
        MoveHousehold.Map(api);
    }

    private static async Task<IResult> SearchAsync(SearchRequest request, HttpContext http, BenefitStore store, Protector protector, CancellationToken ct)
    {
        var (found, refusal) = await FindAsync(CurrentActor.Of(http), request.IdNumber, store, protector, ct);
        return refusal is null ? TypedResults.Ok(found) : refusal == NotFound ? Problems.NotFound(NotFound) : Problems.Of(refusal);
    }

    internal static async Task<(View? Found, Refusal? Refusal)> FindAsync(Actor reader, string? idNumber, BenefitStore store, Protector protector, CancellationToken ct)
    {
        if (RoleRefusal.Unless(reader, May) is { } lacking) return (null, lacking);
        if (!IdNumber.TryParse(idNumber, out var id, out var refusal)) return (null, refusal);
        var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
        await using var db = store.Read();
        if (await db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct) is not { } found) return (null, NotFound);
        // That somebody is on file is told to every caseworker, or the same person would be filed twice.
        var cases = await CaseScope.Of(reader).Limit(db.Cases).Where(c => c.BeneficiaryId == found.Id || c.HouseholdId == found.HouseholdId).OrderBy(c => c.Id)
            .Select(c => new CaseView(c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, c.Year, c.State, c.Result, c.AmountFen, c.BeneficiaryId == found.Id)).ToListAsync(ct);
        // Of somebody who is no business of the reader's, the rest is not told: everybody can type anybody's number.
        var known = cases.Count > 0 || reader.Roles.Where(Roles.CaseReaders.Contains).Any(role => reader.ScopeOf(role).HasUnit(found.Unit));
        if (!known) return (null, Elsewhere);
        var changes = await db.StatusChanges.Where(c => c.BeneficiaryId == found.Id).OrderBy(c => c.Id)
            .Select(c => new ChangeView(c.FromStatus, c.ToStatus, c.By, c.At, c.State, c.ConfirmedBy, c.ConfirmedAt)).ToListAsync(ct);
        var moves = await db.HouseholdMoves.Where(m => m.BeneficiaryId == found.Id).OrderBy(m => m.Id).Select(m => new MoveView(m.FromHouseholdId, m.ToHouseholdId, m.By, m.Reason, m.At)).ToListAsync(ct);
        return (new View(found.Id, found.Name, id.Masked, found.Unit, found.Status, found.HouseholdId, changes, moves, cases), null);
    }

    internal static Refusal Elsewhere { get; } = new("beneficiary.elsewhere", "此人已建档，但不在您负责的范围内；请由负责的人员办理。", "This person is on file and outside what your role is for; ask somebody it is for.");

    internal static Refusal NotFound { get; } = new("beneficiary.not-found", "没有以该身份证号建档的受助人；请核对号码。", "Nobody is on file under this identity number; check it.");
}
