using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>What is on file of a person and their household: every case of every programme and year, found by the hash of the identity number.</summary>
/// <param name="Name">Name on file; null where nobody is under this number.</param>
/// <param name="Status">Null as above.</param>
public sealed record OnFile(string? Name, string? Unit, BeneficiaryStatus? Status, bool HasAccount, IReadOnlyList<KnownCase> Cases)
{
    // A record would print the name.
    public override string ToString() => nameof(OnFile);
}

/// <param name="Own">The person's own; else somebody else's of the household.</param>
/// <param name="Live">Open or paid: what counts as a second grant.</param>
public sealed record KnownCase(long Id, string Number, string Programme, string Scheme, int Year, string? Result, long AmountFen, bool Own, bool Live);

/// <summary>Asked while the number is typed, so that a duplicate shows before anything is submitted. The rules ask again when the case is opened.</summary>
internal static class EarlierGrants
{
    /// <param name="head">Head of the household as stated; null: the person.</param>
    public static async Task<OnFile> FindAsync(BenefitDb db, Protector protector, IdNumber id, IdNumber? head, CancellationToken ct)
    {
        var (hash, headHash) = (protector.Hash(PersonalDataKind.IdNumber, id.Value), protector.Hash(PersonalDataKind.IdNumber, (head ?? id).Value));
        var person = await db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct);
        var household = person?.HouseholdId ?? await db.Households.Where(h => h.HeadIdHash == headHash).Select(h => (long?)h.Id).FirstOrDefaultAsync(ct) ?? 0;
        var own = person?.Id ?? 0;
        // Whoever moved to another household keeps their own cases: two queries, each by its own index.
        var cases = (await db.Cases.Where(c => c.BeneficiaryId == own).ToListAsync(ct))
            .UnionBy(await db.Cases.Where(c => c.HouseholdId == household).ToListAsync(ct), c => c.Id);
        return new OnFile(person?.Name, person?.Unit, person?.Status, person?.AccountCipher is not null,
            [.. cases.OrderByDescending(c => c.Id).Select(c => new KnownCase(c.Id, c.Number, c.ProgrammeKey, c.SchemeKey, c.Year, c.Result, c.AmountFen, c.BeneficiaryId == own, c.IsOpen || c.Result == Close.Paid))]);
    }

    /// <summary>What the programme's policy says of a second grant beside this case; null where it does not count.</summary>
    public static OverlapRule? Judge(Programme programme, KnownCase known) =>
        !known.Live || known.Year != programme.Year ? null : known.Programme == programme.Key ? programme.OverlapPolicy.SameProgrammeYear : programme.OverlapPolicy.OtherProgramme;
}
