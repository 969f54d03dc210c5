namespace BenefitWorkflow.Ui;

/// <summary>Where a form leads back to.</summary>
internal static class LocalPath
{
    /// <summary>A path of this site, or its start page: an absolute address would make our page a stepping stone.</summary>
    public static string Of(string? path) => // Browsers leave out tabs and line ends, and what is left may be another site.
        path is { Length: > 1 } && path[0] == '/' && path[1] is not ('/' or '\\') && !path.Any(char.IsControl) ? path : "/";
}
