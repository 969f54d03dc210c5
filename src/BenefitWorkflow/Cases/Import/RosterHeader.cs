using System.Text.RegularExpressions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Cases.Import;

/// <summary>A column as its title names it.</summary>
/// <param name="Index">0-based.</param>
/// <param name="Title">As it stands in the file, numbers blotted out.</param>
/// <param name="Field">Null: the title is not known.</param>
internal sealed record RosterColumn(int Index, string Title, RosterField? Field);

/// <summary>Finds a roster's header and what each of its columns holds.</summary>
internal static partial class RosterHeader
{
    /// <summary>Lines above the header that only say what the roster is.</summary>
    private const int MaxTitleLines = 3;

    private const int ShownLength = 20;

    /// <summary>The first row with a known title, behind at most <see cref="MaxTitleLines"/> rows of one filled cell each.</summary>
    public static IReadOnlyList<string> Find(TableReader table, out IReadOnlyList<Refusal> refusals)
    {
        var header = table.Header;
        refusals = [];
        if (IsTitleLine(header))
        {
            var lines = 0;
            foreach (var row in table.Rows())
            {
                if (row.Problem is { } problem)
                {
                    refusals = [problem];
                    return header;
                }
                header = row.Cells;
                if (++lines == MaxTitleLines || !IsTitleLine(header)) break;
            }
        }
        // A first row of data must not be taken for a header: its cells would be quoted as unknown columns.
        if (!header.Any(IsKnown)) refusals = [RosterProblems.NoHeader];
        return header;
    }

    /// <summary>Every column with a title, and what it is known to hold.</summary>
    public static IReadOnlyList<RosterColumn> Look(IReadOnlyList<string> header) =>
        [.. header.Select((title, i) => new RosterColumn(i, Shown(title), RosterColumns.Find(title))).Where(c => !string.IsNullOrWhiteSpace(header[c.Index]))];

    /// <returns>A field per column, 0 for one without a title; null where there are refusals.</returns>
    public static RosterField[]? Fields(IReadOnlyList<string> header, RosterMapping mapping, out IReadOnlyList<Refusal> refusals)
    {
        var (fields, problems) = (new RosterField[header.Count], new List<Refusal>());
        for (var i = 0; i < header.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(header[i])) continue;
            if ((mapping.Find(i) ?? RosterColumns.Find(header[i])) is not { } field)
                problems.Add(RosterProblems.UnknownColumn(i, Shown(header[i]), RosterColumns.Closest(header[i])));
            else if (field != RosterField.NotRead && fields.Contains(field))
                problems.Add(RosterProblems.DuplicateColumn(Shown(header[i])));
            else if (RosterColumns.IsInAnotherUnit(field, header[i]))
                problems.Add(RosterProblems.WrongUnit(Shown(header[i])));
            else
                fields[i] = field;
        }
        foreach (var required in RosterColumns.Required.Where(r => !fields.Contains(r) && !header.Where((_, i) => mapping.Find(i) is null).Any(h => RosterColumns.Find(h) == r)))
            problems.Add(RosterProblems.MissingColumn(required));
        refusals = problems;
        return problems.Count == 0 ? fields : null;
    }

    private static bool IsKnown(string title) => RosterColumns.Find(title) is not null;

    private static bool IsTitleLine(IReadOnlyList<string> cells) => cells.Count(cell => !string.IsNullOrWhiteSpace(cell)) == 1 && !cells.Any(IsKnown);

    // Digits in a title may be somebody's number.
    private static string Shown(string title) => Numbers().Replace(title.Length <= ShownLength ? title : title[..ShownLength] + "…", "***");

    [GeneratedRegex(@"\d{4,}[\dXx]*")]
    private static partial Regex Numbers();
}
