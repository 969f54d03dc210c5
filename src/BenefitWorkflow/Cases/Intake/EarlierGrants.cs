using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>
/// What is on file of a person and their household: every case of every programme and year, found by the hash of the identity number. Of what is outside
/// the reader's scope no more than the rule about second grants needs.
/// </summary>
/// <param name="Name">Name on file; null where nobody is under this number, or nobody of the reader's scope.</param>
/// <param name="Status">Null as above.</param>
public sealed record OnFile(string? Name, string? Unit, BeneficiaryStatus? Status, bool HasAccount, IReadOnlyList<KnownCase> Cases)
{
    // A record would print the name.
    public override string ToString() => nameof(OnFile);
}

/// <param name="Live">Open or paid: what counts as a second grant.</param>
/// <param name="Details">Null: outside the reader's scope.</param>
public sealed record KnownCase(string Programme, int Year, string? Result, bool Live, KnownDetails? Details);

/// <param name="Own">The person's own; else somebody else's of the household.</param>
public sealed record KnownDetails(long Id, string Number, string Scheme, long AmountFen, bool Own);

/// <summary>Asked while the number is typed, so that a duplicate shows before anything is submitted. The rules ask again when the case is opened.</summary>
internal static class EarlierGrants
{
    /// <param name="reader">Whose roles say how much is told: everybody can type anybody's number.</param>
    /// <param name="head">Head of the household as stated; null: the person.</param>
    public static async Task<OnFile> FindAsync(BenefitDb db, Protector protector, Actor reader, IdNumber id, IdNumber? head, CancellationToken ct)
    {
        var (hash, headHash) = (protector.Hash(PersonalDataKind.IdNumber, id.Value), protector.Hash(PersonalDataKind.IdNumber, (head ?? id).Value));
        var person = await db.Beneficiaries.FirstOrDefaultAsync(b => b.IdHash == hash, ct);
        var household = person?.HouseholdId ?? await db.Households.Where(h => h.HeadIdHash == headHash).Select(h => (long?)h.Id).FirstOrDefaultAsync(ct) ?? 0;
        var own = person?.Id ?? 0;
        // Whoever moved to another household keeps their own cases: two queries, each by its own index.
        var cases = (await db.Cases.Where(c => c.BeneficiaryId == own).ToListAsync(ct))
            .UnionBy(await db.Cases.Where(c => c.HouseholdId == household).ToListAsync(ct), c => c.Id).ToList();
        var known = person is not null && (reader.Roles.Where(Roles.CaseReaders.Contains).Any(role => reader.ScopeOf(role).HasUnit(person.Unit)) || cases.Any(c => c.BeneficiaryId == own && Sees(reader, c))) ? person : null;
        return new OnFile(known?.Name, known?.Unit, known?.Status, known?.AccountCipher is not null,
            [.. cases.OrderByDescending(c => c.Id).Select(c => new KnownCase(c.ProgrammeKey, c.Year, c.Result, c.IsOpen || c.Result == Close.Paid,
                Sees(reader, c) ? new KnownDetails(c.Id, c.Number, c.SchemeKey, c.AmountFen, c.BeneficiaryId == own) : null))]);
    }

    private static bool Sees(Actor reader, Case @case) => reader.HasFor(@case.ProgrammeKey, @case.Unit, [.. Roles.CaseReaders]);

    /// <summary>What the programme's policy says of a second grant beside this case; null where it does not count.</summary>
    public static OverlapRule? Judge(Programme programme, KnownCase known) =>
        !known.Live || known.Year != programme.Year ? null : known.Programme == programme.Key ? programme.OverlapPolicy.SameProgrammeYear : programme.OverlapPolicy.OtherProgramme;
}
