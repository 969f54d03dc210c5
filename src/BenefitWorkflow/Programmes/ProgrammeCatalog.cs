using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Programmes;

/// <summary>All programmes and process definitions of a workflows folder; immutable and safe to share.</summary>
public sealed class ProgrammeCatalog
{
    private readonly FrozenDictionary<string, Programme> _latest;
    private readonly FrozenDictionary<(string Key, int Version), Programme> _versions;
    private readonly FrozenDictionary<(string Id, int Version), WorkflowDefinition> _definitions;
    private readonly FrozenDictionary<(string Programme, int Version, string Scheme), WorkflowDefinition> _processes;

    internal ProgrammeCatalog(IReadOnlyList<LoadedProgramme> programmes, IReadOnlyList<LoadedDefinition> definitions, IReadOnlyList<DefinitionProblem> warnings)
    {
        Warnings = warnings;
        _versions = programmes.ToFrozenDictionary(loaded => (loaded.Programme.Key, loaded.Programme.Version), loaded => loaded.Programme);
        Programmes =
        [
            .. programmes.Select(loaded => loaded.Programme).GroupBy(programme => programme.Key, StringComparer.Ordinal)
                .Select(versions => versions.MaxBy(programme => programme.Version)!).OrderBy(programme => programme.Key, StringComparer.Ordinal),
        ];
        _latest = Programmes.ToFrozenDictionary(programme => programme.Key, StringComparer.Ordinal);
        Definitions = [.. definitions.Select(loaded => loaded.Definition)];
        _definitions = Definitions.ToFrozenDictionary(definition => (definition.DefinitionId, definition.Version));

        var byFile = definitions.ToDictionary(loaded => (loaded.Folder, loaded.Stem), loaded => loaded.Definition);
        _processes = programmes
            .SelectMany(loaded => loaded.Programme.Schemes.Select(scheme => (loaded, scheme)))
            .ToFrozenDictionary(
                pair => (pair.loaded.Programme.Key, pair.loaded.Programme.Version, pair.scheme.Key),
                pair => byFile[(pair.loaded.Folder, pair.scheme.Process)]);
    }

    /// <summary>The latest version of every programme, by key.</summary>
    public IReadOnlyList<Programme> Programmes { get; }

    /// <summary>Every process definition found, also those only older cases run on.</summary>
    public IReadOnlyList<WorkflowDefinition> Definitions { get; }

    /// <summary>What the definitions' reader warned of; nothing here stops a start.</summary>
    public IReadOnlyList<DefinitionProblem> Warnings { get; }

    /// <summary>
    /// Loads <c>&lt;folder&gt;/&lt;programme&gt;/programme.json</c> (and <c>programme.v1.json</c> and so on for older versions) and every
    /// <c>*.v&lt;version&gt;.json</c> beside it. A folder without a programme file is passed over only if it is <c>schema</c>.
    /// </summary>
    /// <param name="folder">The workflows folder.</param>
    /// <param name="activities">Activity types that definitions may use.</param>
    /// <returns>The catalogue, or null and every problem of every file. Codes: <c>programme.*</c> and <c>definition.*</c>.</returns>
    /// <exception cref="IOException">A file could not be read.</exception>
    public static (ProgrammeCatalog? Catalog, IReadOnlyList<DefinitionProblem> Problems) Load(string folder, ActivityCatalog activities) =>
        new CatalogLoader(folder, activities).Load();

    /// <summary>The latest version of a programme, or null.</summary>
    public Programme? Find(string key) => _latest.GetValueOrDefault(key);

    /// <summary>One version of a programme, or null.</summary>
    public Programme? Find(string key, int version) => _versions.GetValueOrDefault((key, version));

    /// <summary>Every version of a programme that is loaded, the oldest first; empty where there is none.</summary>
    public IReadOnlyList<Programme> Versions(string key) => [.. _versions.Values.Where(p => p.Key == key).OrderBy(p => p.Version)];

    /// <summary>What is said where <see cref="Find(string)"/> finds none.</summary>
    public static Refusal NotFound(string? key) => new("programme.not-found", $"没有项目“{key}”；请核对代码。", $"There is no programme '{key}'; check its key.");

    /// <summary>A definition by its Elsa id and version, or null.</summary>
    public WorkflowDefinition? FindDefinition(string definitionId, int version) => _definitions.GetValueOrDefault((definitionId, version));

    /// <summary>The definition that new cases of a scheme run on.</summary>
    /// <exception cref="KeyNotFoundException">Programme and scheme are not of this catalogue.</exception>
    public WorkflowDefinition ProcessOf(Programme programme, Scheme scheme) => _processes[(programme.Key, programme.Version, scheme.Key)];

    /// <summary>A scheme of the latest version by programme key and scheme key, code or title.</summary>
    public bool TryFindScheme(
        string programmeKey, string? keyOrTitle, [NotNullWhen(true)] out Programme? programme, [NotNullWhen(true)] out Scheme? scheme)
    {
        programme = Find(programmeKey);
        scheme = programme?.FindScheme(keyOrTitle);
        return programme is not null && scheme is not null;
    }
}

/// <param name="Folder">Name of the programme's folder.</param>
/// <param name="File">Name for messages.</param>
internal sealed record LoadedProgramme(string Folder, string File, Programme Programme);

/// <param name="Stem">File name without <c>.json</c>, e.g. <c>process.v1</c>.</param>
internal sealed record LoadedDefinition(string Folder, string Stem, string File, WorkflowDefinition Definition);
