using System.Text.Json.Nodes;

namespace BenefitWorkflow.Tests.Startup;

/// <summary>A copy of the shipped programmes that a test may spoil.</summary>
internal sealed class WorkflowsCopy : IDisposable
{
    public const string Process = "hardship-assistance/process.v1.json", Programme = "hardship-assistance/programme.json";

    public WorkflowsCopy()
    {
        var shipped = System.IO.Path.Combine(AppContext.BaseDirectory, "workflows");
        foreach (var file in Directory.EnumerateFiles(shipped, "*.json", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(Path, System.IO.Path.GetRelativePath(shipped, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("bw-workflows-").FullName;

    public string[] Settings => ["--Programmes:Folder", Path];

    public void Edit(string file, Action<JsonObject> edit)
    {
        var path = System.IO.Path.Combine(Path, file);
        var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(document);
        File.WriteAllText(path, document.ToJsonString());
    }

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
