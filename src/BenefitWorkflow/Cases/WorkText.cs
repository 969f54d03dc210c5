using System.Globalization;
using System.Text.RegularExpressions;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>
/// Cases by what somebody typed. Everything is found by an index, as the beginning of something: a name's or a number's middle would
/// have to be looked for in every row.
/// </summary>
internal static partial class WorkText
{
    /// <summary>Most cases of an answer; where there are more, they are nobody's list but a reason to type more.</summary>
    public const int Most = 500;

    private const int MostOfPeople = 4 * Most;

    /// <param name="Whole">One case's number, or one person's identity number.</param>
    /// <param name="TooMany">There are more than were read.</param>
    public sealed record Found(IReadOnlyList<Case> Cases, bool Whole, bool TooMany);

    public static async Task<Found> FindAsync(BenefitDb db, Protector protector, ProgrammeCatalog catalog, string text, CancellationToken ct)
    {
        var upper = text.ToUpperInvariant();
        if (WholeNumber().IsMatch(upper)) return new Found(await db.Cases.Where(c => c.Number == upper).ToListAsync(ct), true, false);
        if (RunningNumber().Match(text) is { Success: true } running) return new Found(await OfRunningNumberAsync(db, catalog, running, ct), true, false);
        if (IdNumber.TryParse(text, out var id, out _))
        {
            var hash = protector.Hash(PersonalDataKind.IdNumber, id.Value);
            return new Found(await OfPeopleAsync(db, await db.Beneficiaries.Where(b => b.IdHash == hash).Select(b => b.Id).ToListAsync(ct), ct), true, false);
        }
        if (NumberBegun().IsMatch(upper))
        {
            var end = After(upper);
            var begun = await db.Cases.Where(c => string.Compare(c.Number, upper) >= 0 && string.Compare(c.Number, end) < 0).OrderBy(c => c.Number).Take(Most + 1).ToListAsync(ct);
            return new Found(begun, false, begun.Count > Most);
        }
        // As names are stored, where it is one already; the beginning of one need not be.
        var name = PersonName.TryParse(text, out var given, out _) ? given.Value : text;
        var last = After(name);
        var people = await db.Beneficiaries.Where(b => string.Compare(b.Name, name) >= 0 && string.Compare(b.Name, last) < 0).OrderBy(b => b.Name).ThenBy(b => b.Id)
            .Select(b => b.Id).Take(Most + 1).ToListAsync(ct);
        var cases = await OfPeopleAsync(db, people.Count > Most ? people[..Most] : people, ct);
        return new Found(cases, false, people.Count > Most || cases.Count > MostOfPeople);
    }

    private static async Task<List<Case>> OfPeopleAsync(BenefitDb db, List<long> people, CancellationToken ct) =>
        people.Count == 0 ? [] : await db.Cases.Where(c => people.Contains(c.BeneficiaryId)).OrderBy(c => c.BeneficiaryId).Take(MostOfPeople + 1).ToListAsync(ct);

    /// <summary>One of each programme and year at most; the sequences that numbers are taken from say which years there are.</summary>
    private static async Task<List<Case>> OfRunningNumberAsync(BenefitDb db, ProgrammeCatalog catalog, Match running, CancellationToken ct)
    {
        var (from, end) = (CaseOpener.NumberSequences, After(CaseOpener.NumberSequences));
        var sequences = await db.NumberSequences.Where(s => string.Compare(s.Name, from) >= 0 && string.Compare(s.Name, end) < 0).Select(s => s.Name).ToListAsync(ct);
        var (year, number) = (running.Groups["year"].Value, int.Parse(running.Groups["number"].Value, CultureInfo.InvariantCulture));
        var numbers = sequences.Select(name => name.Split(':')).Where(parts => parts.Length == 3 && (year.Length == 0 || parts[2] == year) && catalog.Find(parts[1]) is not null)
            .Select(parts => string.Create(CultureInfo.InvariantCulture, $"{catalog.Find(parts[1])!.Code}-{parts[2]}-{number:D6}")).ToList();
        return numbers.Count == 0 ? [] : await db.Cases.Where(c => numbers.Contains(c.Number)).ToListAsync(ct);
    }

    /// <summary>The first text behind all that begin with this one, however the database orders characters.</summary>
    private static string After(string text) => text[..^1] + (char)(text[^1] + 1);

    [GeneratedRegex(@"^[A-Z]{2,8}-\d{4}-\d{6,9}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    /// <summary>123, 000123 or 2023-123.</summary>
    [GeneratedRegex(@"^((?<year>\d{4})-)?(?<number>\d{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex RunningNumber();

    [GeneratedRegex(@"^[A-Z]{2,8}-[\d-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberBegun();
}
