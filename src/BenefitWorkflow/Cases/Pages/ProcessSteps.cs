using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Cases.Pages;

/// <summary>A step of a drawn process.</summary>
/// <param name="Place">What it is to the case; null: the process is shown without a case.</param>
/// <param name="Again">Passed, and on the way once more from where the case is.</param>
/// <param name="Ways">Outcomes and where they lead, joins left out.</param>
internal sealed record ProcessStep(ActivityNode Node, StepPlace? Place, bool Again, IReadOnlyList<(string Port, ActivityNode To)> Ways);

/// <summary>What a step is to a case.</summary>
internal enum StepPlace
{
    Here = 1,
    Passed = 2,

    /// <summary>Connections lead to it from where the case is.</summary>
    Ahead = 3,

    /// <summary>Never reached, and nothing leads to it any more.</summary>
    Missed = 4,
}

/// <summary>The drawing of a process as a list.</summary>
internal static class ProcessSteps
{
    private const string Join = "Elsa.FlowJoin";

    /// <param name="visits">How often the case reached an activity; null: no case.</param>
    /// <param name="current">Where the case waits; null: nowhere, so nothing can come any more.</param>
    public static IReadOnlyList<ProcessStep> Of(WorkflowDefinition definition, Func<string, int>? visits, string? current)
    {
        var ahead = Ahead(definition, current);
        return [.. definition.Activities.Select(node =>
        {
            var place = visits is null ? (StepPlace?)null
                : node.Id == current ? StepPlace.Here
                : visits(node.Id) > 0 ? StepPlace.Passed
                : ahead.Contains(node.Id) ? StepPlace.Ahead : StepPlace.Missed;
            return new ProcessStep(node, place, place == StepPlace.Passed && ahead.Contains(node.Id), Ways(definition, node));
        })];
    }

    /// <summary>Where lines only come together nothing happens to a case: the list leaves them out.</summary>
    public static bool IsJoin(ActivityNode node) => node.Declaration.Type == Join;

    /// <summary>What connections lead to from an activity, whatever their condition; itself only if a loop does.</summary>
    private static HashSet<string> Ahead(WorkflowDefinition definition, string? from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        if (from is null) return reached;
        var next = definition.Connections.ToLookup(c => c.Source, c => c.Target, StringComparer.Ordinal);
        var pending = new Stack<string>([from]);
        while (pending.TryPop(out var at))
            foreach (var target in next[at]) if (reached.Add(target)) pending.Push(target);
        return reached;
    }

    private static List<(string, ActivityNode)> Ways(WorkflowDefinition definition, ActivityNode node) =>
        [.. definition.Connections.Where(c => c.Source == node.Id).SelectMany(c => Behind(definition, c.Target, []).Select(to => (c.Port, to))).DistinctBy(way => (way.Port, way.to.Id))];

    private static IEnumerable<ActivityNode> Behind(WorkflowDefinition definition, string id, HashSet<string> seen)
    {
        if (definition.Find(id) is not { } node || !seen.Add(id)) return [];
        return IsJoin(node) ? definition.Connections.Where(c => c.Source == id).SelectMany(c => Behind(definition, c.Target, seen)) : [node];
    }
}
