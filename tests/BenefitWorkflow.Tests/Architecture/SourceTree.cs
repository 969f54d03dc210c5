using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Architecture;

/// <summary>A file of the repository; <paramref name="Path"/> from its root, with slashes.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public int Lines { get; } = Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    public bool IsMigration => Path.Contains("/Migrations/", StringComparison.Ordinal);

    public bool IsBelow(string folder) => Path.StartsWith(folder, StringComparison.Ordinal);
}

/// <summary>The repository as it lies on disk.</summary>
internal static class SourceTree
{
    private static readonly string[] Roots = ["src", "tests", "bench"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of src, tests and bench, and razor files, which hold C# too; nothing built.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Roots.Select(root => Path.Combine(Root, root)).Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Select(file => (Full: file, Path: Path.GetRelativePath(Root, file).Replace('\\', '/')))
            .Where(file => !file.Path.Contains("/bin/", StringComparison.Ordinal) && !file.Path.Contains("/obj/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => new SourceFile(file.Path, File.ReadAllText(file.Full).Replace("\r\n", "\n", StringComparison.Ordinal)))];

    public static IReadOnlyList<SourceFile> Product { get; } = [.. Files.Where(file => file.IsBelow("src/"))];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Paths of the product's files in which <paramref name="pattern"/> occurs outside comment lines.</summary>
    public static IReadOnlyList<string> Using(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        return [.. Product.Where(file => file.Text.Split('\n').Any(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && regex.IsMatch(line)))
            .Select(file => file.Path)];
    }

    private static string FindRoot()
    {
        // Not the compiler's path of this file: a deterministic build replaces it.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "BenefitWorkflow.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No BenefitWorkflow.sln above {AppContext.BaseDirectory}: run the tests inside the repository.");
    }
}
