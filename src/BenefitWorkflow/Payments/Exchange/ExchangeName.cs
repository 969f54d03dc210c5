namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Names of files on both sides.</summary>
internal static class ExchangeName
{
    private static readonly string[] BeingWritten = [".part", ".tmp", ".filepart", ".writing"];

    /// <summary>The name itself, where it can be nothing but a file in the folder it is put into.</summary>
    /// <exception cref="ArgumentException">It is empty, begins with a dot or holds a separator or control character.</exception>
    public static string Checked(string name) => IsFile(name) ? name : throw new ArgumentException("Not the name of a file to exchange.", nameof(name));

    /// <summary>Not shown to the other side.</summary>
    public static string Temporary(string name) => $".{Checked(name)}.part";

    /// <summary>False for what is being written, for hidden files and for names that could leave the folder.</summary>
    public static bool IsFile(string name) => name.Length is > 0 and <= 200 && name[0] != '.' && name.IndexOfAny(['/', '\\']) < 0 && !name.Any(char.IsControl)
        && !BeingWritten.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
