using System.Globalization;
using System.Text.RegularExpressions;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Programmes;

/// <summary>Reads a workflows folder; goes on after a problem, so that one start shows all of them.</summary>
internal sealed partial class CatalogLoader(string root, ActivityCatalog activities)
{
    private const string SchemaFolder = "schema";

    private readonly ProgrammeProblems _problems = new();
    private readonly List<DefinitionProblem> _warnings = [];
    private readonly List<LoadedProgramme> _programmes = [];
    private readonly List<LoadedDefinition> _definitions = [];
    private readonly HashSet<(string Folder, string Stem)> _stems = [];

    public (ProgrammeCatalog? Catalog, IReadOnlyList<DefinitionProblem> Problems) Load()
    {
        var folders = Directory.Exists(root)
            ? Directory.GetDirectories(root).Select(path => Path.GetFileName(path)!).Where(name => name != SchemaFolder).Order(StringComparer.Ordinal).ToArray()
            : [];
        if (folders.Length == 0)
        {
            _problems.Add(Path.GetFileName(Path.TrimEndingDirectorySeparator(root)), null, "no-folder",
                "没有找到项目文件夹；请指定含有 <项目>/programme.json 的目录。",
                "there is no programme folder; name the directory that holds <programme>/programme.json.");
        }

        foreach (var folder in folders) ReadFolder(folder);
        foreach (var loaded in _programmes)
        {
            ProgrammeChecks.Check(loaded, _problems);
            CheckProcesses(loaded);
        }

        CheckProgrammesTogether();
        CheckDefinitionsTogether();
        return _problems.All.Count > 0
            ? (null, _problems.All)
            : (new ProgrammeCatalog(_programmes, _definitions, _warnings), []);
    }

    private void ReadFolder(string folder)
    {
        var files = Directory.GetFiles(Path.Combine(root, folder), "*.json").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray();
        if (!files.Contains("programme.json"))
        {
            _problems.Add(folder, null, "no-programme",
                "文件夹中没有 programme.json；请补上或移走该文件夹。", "the folder has no programme.json; add one or move the folder away.");
        }

        foreach (var name in files)
        {
            var file = $"{folder}/{name}";
            var text = File.ReadAllText(Path.Combine(root, folder, name));
            if (ProgrammeFile().IsMatch(name))
            {
                if (ProgrammeReader.Read(text, file, _problems) is { } programme) _programmes.Add(new LoadedProgramme(folder, file, programme));
            }
            else if (DefinitionFile().Match(name) is { Success: true } match)
            {
                ReadDefinition(text, folder, name[..^".json".Length], file, match.Groups["version"].Value);
            }
            else
            {
                _problems.Add(file, null, "unknown-file",
                    "文件名应为 programme.json 或 <名称>.v<版本>.json；请改名或移走。",
                    "a file here is named programme.json or <name>.v<version>.json; rename it or move it away.");
            }
        }
    }

    private void ReadDefinition(string text, string folder, string stem, string file, string version)
    {
        _stems.Add((folder, stem));
        var result = DefinitionReader.Read(text, file, activities);
        _problems.AddRange(result.Errors);
        _warnings.AddRange(result.Warnings);
        if (result.Definition is not { } definition) return;

        if (definition.Version.ToString(CultureInfo.InvariantCulture) != version)
        {
            _problems.Add(file, "$.version", "process-version",
                $"文件名中的版本 v{version} 与定义中的版本 {definition.Version} 不一致；请改正其一。",
                $"the file name says version {version} and the definition says {definition.Version}; correct one of them.");
        }

        _definitions.Add(new LoadedDefinition(folder, stem, file, definition));
    }

    private void CheckProcesses(LoadedProgramme loaded)
    {
        for (var i = 0; i < loaded.Programme.Schemes.Count; i++)
        {
            var process = loaded.Programme.Schemes[i].Process;
            if (_stems.Contains((loaded.Folder, process))) continue;
            _problems.Add(loaded.File, $"$.schemes[{i}].process", "unknown-process",
                $"同一文件夹中没有 {process}.json；请改正名称或补上流程定义。",
                $"there is no {process}.json in the same folder; correct the name or add the definition.");
        }
    }

    private void CheckProgrammesTogether()
    {
        foreach (var versions in _programmes.GroupBy(loaded => (loaded.Programme.Key, loaded.Programme.Version)).Where(group => group.Count() > 1))
        {
            _problems.Add(versions.Last().File, "$.version", "duplicate-key",
                $"项目 {versions.Key.Key} 的版本 {versions.Key.Version} 出现多次；请改正 key 或 version。",
                $"version {versions.Key.Version} of programme {versions.Key.Key} occurs more than once; correct key or version.");
        }

        foreach (var codes in _programmes.GroupBy(loaded => loaded.Programme.Code, StringComparer.Ordinal)
            .Where(group => group.Select(loaded => loaded.Programme.Key).Distinct(StringComparer.Ordinal).Count() > 1))
        {
            _problems.Add(codes.Last().File, "$.code", "duplicate-key",
                $"案件编号前缀 {codes.Key} 已被另一个项目使用；请另取一个。",
                $"another programme uses the case number prefix {codes.Key}; take another.");
        }
    }

    private void CheckDefinitionsTogether()
    {
        foreach (var same in _definitions.GroupBy(loaded => (loaded.Definition.DefinitionId, loaded.Definition.Version)).Where(group => group.Count() > 1))
        {
            _problems.Add(same.Last().File, "$.definitionId", "duplicate-definition",
                $"流程 {same.Key.DefinitionId} 的版本 {same.Key.Version} 已在 {same.First().File} 中定义；请改正 definitionId 或 version。",
                $"version {same.Key.Version} of process {same.Key.DefinitionId} is already defined in {same.First().File}; correct definitionId or version.");
        }
    }

    [GeneratedRegex(@"^programme(\.v[1-9][0-9]*)?\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex ProgrammeFile();

    [GeneratedRegex(@"^.+\.v(?<version>[1-9][0-9]*)\.json$", RegexOptions.CultureInvariant)]
    private static partial Regex DefinitionFile();
}
