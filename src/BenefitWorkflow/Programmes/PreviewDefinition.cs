using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Programmes;

/// <summary>A step where running cases of a process wait.</summary>
/// <param name="Version">Of the process on which they run, and on which they stay unless they are migrated.</param>
/// <param name="InNew">False where the new definition has no such step.</param>
public sealed record RunningStep(int Version, string Step, int Cases, bool InNew);

/// <param name="Definition">Null: it cannot be used, and <paramref name="Problems"/> say why.</param>
/// <param name="Replaces">The newest version in use; null: a process that is not known yet.</param>
/// <param name="Added">Ids of activities that the version in use does not have.</param>
/// <param name="Removed">Ids of activities that only the version in use has.</param>
/// <param name="Changed">Ids of activities whose type, settings (role, time limit, level, conditions, ...) or ways on differ.</param>
public sealed record DefinitionPreview(
    WorkflowDefinition? Definition, IReadOnlyList<DefinitionProblem> Problems, IReadOnlyList<DefinitionProblem> Warnings, WorkflowDefinition? Replaces,
    IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Changed, IReadOnlyList<RunningStep> Running)
{
    public int RunningCases => Running.Sum(r => r.Cases);
}

/// <summary>
/// Validates a definition that somebody has drawn, and says what it would change. It publishes nothing: a definition goes into the workflows
/// folder, where it is reviewed and kept under version control, and running cases stay on the version they began with unless somebody migrates them.
/// </summary>
public sealed class PreviewDefinition(ProgrammeCatalog catalog, ActivityCatalog activities, BenefitStore store)
{
    public const int MaximumBytes = 2 << 20;

    /// <param name="json">The Elsa 3 document.</param>
    /// <param name="file">Name for messages.</param>
    public async Task<DefinitionPreview> RunAsync(string json, string file, CancellationToken ct)
    {
        var read = DefinitionReader.Read(json, file, activities);
        if (read.Definition is not { } definition) return new DefinitionPreview(null, read.Errors, read.Warnings, null, [], [], [], []);
        var versions = catalog.Definitions.Where(d => d.DefinitionId == definition.DefinitionId).OrderBy(d => d.Version).ToList();
        List<DefinitionProblem> problems = [];
        if (versions.Find(d => d.Version == definition.Version) is { } same && same.Hash != definition.Hash)
            problems.Add(new DefinitionProblem(file, null, "definition.version-taken",
                $"流程 {definition.DefinitionId} 的第 {definition.Version} 版已在使用且内容不同；请改用第 {versions[^1].Version + 1} 版。",
                $"version {definition.Version} of {definition.DefinitionId} is in use with other content; make it version {versions[^1].Version + 1}."));
        var replaces = versions.LastOrDefault();
        var (before, after) = (replaces?.Activities.Select(a => a.Id).ToHashSet() ?? [], definition.Activities.Select(a => a.Id).ToHashSet());
        return new DefinitionPreview(definition, problems, read.Warnings, replaces,
            [.. after.Except(before)], [.. before.Except(after)],
            replaces is null ? [] : [.. after.Intersect(before).Where(id => Differs(replaces, definition, id))],
            await RunningAsync(definition, ct));
    }

    private async Task<IReadOnlyList<RunningStep>> RunningAsync(WorkflowDefinition definition, CancellationToken ct)
    {
        await using var db = store.Read();
        var waiting = await db.Cases.Where(c => c.State != CaseState.Closed && c.DefinitionId == definition.DefinitionId && c.Step != null)
            .GroupBy(c => new { c.DefinitionVersion, c.Step }).Select(g => new { g.Key.DefinitionVersion, g.Key.Step, Count = g.Count() }).ToListAsync(ct);
        return [.. waiting.OrderBy(w => w.DefinitionVersion).ThenBy(w => w.Step, StringComparer.Ordinal).Select(w => new RunningStep(w.DefinitionVersion, w.Step!, w.Count, definition.Find(w.Step!) is not null))];
    }

    private static bool Differs(WorkflowDefinition before, WorkflowDefinition after, string id) =>
        before.Find(id)!.SettingsHash != after.Find(id)!.SettingsHash || !Ways(before, id).SetEquals(Ways(after, id));

    private static HashSet<(string Port, string Target)> Ways(WorkflowDefinition definition, string id) =>
        [.. definition.Connections.Where(c => c.Source == id).Select(c => (c.Port, c.Target))];
}
