using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>The programmes as shipped.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "workflows");

    public static ProgrammeCatalog Catalog { get; } = Load();

    public static Programme Hardship => Catalog.Find("hardship-assistance")!;

    public static Programme Spring => Catalog.Find("spring-festival-warmth")!;

    private static ProgrammeCatalog Load()
    {
        var (catalog, problems) = ProgrammeCatalog.Load(Folder, DeclaredActivities.Catalog);
        Assert.Empty(problems);
        return catalog!;
    }
}

/// <summary>A copy of the shipped folder that a test spoils.</summary>
internal sealed class SpoiledWorkflows : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("workflows-");

    public SpoiledWorkflows()
    {
        foreach (var path in Directory.GetFiles(Shipped.Folder, "*.json", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_root.FullName, Path.GetRelativePath(Shipped.Folder, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>With a second version of the process for workers in hardship, in which the second level has five days instead of three.</summary>
    public static SpoiledWorkflows OfTwoVersions()
    {
        var files = new SpoiledWorkflows();
        File.Copy(files["hardship-assistance/process.v1.json"], files["hardship-assistance/process.v2.json"]);
        return files.Edit("hardship-assistance/process.v2.json", definition =>
        {
            definition["version"] = 2;
            definition["root"]!["activities"]!.AsArray().Single(a => (string?)a!["id"] == "approve2")!["limitWorkingDays"]!["expression"]!["value"] = "5";
        });
    }

    public string this[string file] => Path.Combine(_root.FullName, file);

    public SpoiledWorkflows Edit(string file, Action<JsonNode> edit)
    {
        var node = JsonNode.Parse(File.ReadAllText(this[file]))!;
        edit(node);
        File.WriteAllText(this[file], node.ToJsonString());
        return this;
    }

    public IReadOnlyList<DefinitionProblem> Problems()
    {
        var (catalog, problems) = ProgrammeCatalog.Load(_root.FullName, DeclaredActivities.Catalog);
        Assert.Equal(problems.Count == 0, catalog is not null);
        return problems;
    }

    public ProgrammeCatalog Load()
    {
        var (catalog, problems) = ProgrammeCatalog.Load(_root.FullName, DeclaredActivities.Catalog);
        Assert.Empty(problems);
        return catalog!;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
