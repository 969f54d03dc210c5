namespace BenefitWorkflow;

/// <summary>Short options of the command line as host settings.</summary>
internal static class CommandLine
{
    /// <summary><c>--data DIR</c> becomes <c>--Data:Folder DIR</c>; everything else stays as it is.</summary>
    public static string[] ToSettings(IEnumerable<string> args) => [.. args.Select(a => a == "--data" ? "--Data:Folder" : a)];
}
