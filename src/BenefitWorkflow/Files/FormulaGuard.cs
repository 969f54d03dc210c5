namespace BenefitWorkflow.Files;

/// <summary>
/// The apostrophe that careful programs write before delimited text that a spreadsheet would run as a formula. Text that had
/// apostrophes before such a start got one more, so that taking one off always gives the original.
/// </summary>
internal static class FormulaGuard
{
    public static string Remove(string cell) => cell.StartsWith('\'') && NeedsGuard(cell) ? cell[1..] : cell;

    /// <summary>Whether a spreadsheet would run the text, or take an apostrophe off it.</summary>
    public static bool Runs(string cell) => NeedsGuard(cell);

    // The full-width signs run in East Asian editions; a tab or line break is skipped before the sign is looked at.
    private static bool NeedsGuard(string cell) =>
        cell.AsSpan().TrimStart('\'') is [var first, ..] && first is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20';
}
