using System.Text.RegularExpressions;

namespace BenefitWorkflow.Notices.Public;

/// <summary>An answer as whoever holds the receipt may read it.</summary>
internal static partial class PublicAnswer
{
    /// <summary>Without the name on the line and without any number long enough to be an account, a phone or an identity; null: no answer yet.</summary>
    public static string? Of(string? answer, string name) =>
        answer is null ? null : Numbers().Replace(name.Length == 0 ? answer : answer.Replace(name, "当事人", StringComparison.Ordinal), "＊＊＊");

    // Six digits and more, in whatever groups they are written.
    [GeneratedRegex("[0-9０-９](?:[ \\-]?[0-9０-９]){5,}[XxＸｘ]?", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
