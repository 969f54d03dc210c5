using System.Text.Json;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>The shape of a flow: where it starts, which connections lead forward and which close a loop.</summary>
internal static class FlowGraph
{
    /// <summary>As Elsa chooses it: the marked one, else Elsa.Start, else canStartWorkflow, else the first that nothing leads to; -1 for none.</summary>
    public static int FindStart(JsonElement root, CompiledActivity[] activities, CompiledConnection[] connections)
    {
        if (root.Text("start") is { } marked) return Array.FindIndex(activities, activity => activity.Id == marked);
        var start = Array.FindIndex(activities, activity => activity.Declaration.Type == "Elsa.Start");
        if (start >= 0) return start;

        var startable = root.Items("activities").FirstOrDefault(activity =>
            activity.Flag("canStartWorkflow") || activity.Field("customProperties")?.Flag("canStartWorkflow") == true);
        if (startable.ValueKind == JsonValueKind.Object)
            return Array.FindIndex(activities, activity => activity.Id == startable.Text("id"));
        return Array.FindIndex(activities, activity => !connections.Any(connection => connection.Target == activity.Index));
    }

    /// <summary>Classifies the connections and fills in what each activity needs to know of them.</summary>
    public static CompiledConnection[] Connect(CompiledActivity[] activities, CompiledConnection[] connections, int start)
    {
        var forward = ForwardReach(activities.Length, connections, start);
        var classified = Array.ConvertAll(connections,
            connection => connection with { IsForward = forward[connection.Source] is { } edges && edges.Contains(connection.Target) });

        foreach (var activity in activities)
        {
            var inbound = classified.Where(connection => connection.Target == activity.Index).ToList();
            activity.Inbound = [.. inbound.Select(connection => connection.Index)];
            activity.ForwardInbound = [.. inbound.Where(connection => connection.IsForward).Select(connection => connection.Index)];
            activity.ForwardSources = [.. inbound.Where(connection => connection.IsForward).Select(connection => connection.Source).Distinct()];
            activity.Ports = [.. classified.Where(connection => connection.Source == activity.Index)
                .GroupBy(connection => connection.Port, StringComparer.Ordinal)
                .Select(port => new Port(port.Key, [.. port.Select(connection => connection.Index)]))];
        }
        foreach (var activity in activities) activity.Ancestors = Ancestors(activities, activity);
        return classified;
    }

    /// <summary>By activity: what connections lead to from it, itself only if a loop does.</summary>
    public static bool[] Reachable(int count, IEnumerable<(int Source, int Target)> edges, IEnumerable<int> from)
    {
        var next = edges.ToLookup(edge => edge.Source, edge => edge.Target);
        var reached = new bool[count];
        var pending = new Stack<int>(from);
        while (pending.TryPop(out var at))
        {
            if (reached[at]) continue;
            reached[at] = true;
            foreach (var target in next[at]) pending.Push(target);
        }
        return reached;
    }

    // Breadth first from the start, in document order: an edge is forward unless its target already leads to its source.
    // Elsa decides it in this order too, and which edge of a loop counts as the way back depends on it.
    private static HashSet<int>?[] ForwardReach(int count, CompiledConnection[] connections, int start)
    {
        var next = connections.ToLookup(connection => connection.Source, connection => connection.Target);
        var accepted = new HashSet<int>?[count];
        var seen = new bool[count];
        var pending = new Queue<int>([start]);
        seen[start] = true;
        while (pending.TryDequeue(out var source))
        {
            var targets = accepted[source] ??= [];
            foreach (var target in next[source])
            {
                if (!targets.Contains(target) && !Leads(accepted, target, source)) targets.Add(target);
                if (!targets.Contains(target) || seen[target]) continue;
                seen[target] = true;
                pending.Enqueue(target);
            }
        }
        return accepted;
    }

    private static bool Leads(HashSet<int>?[] edges, int from, int to)
    {
        var seen = new bool[edges.Length];
        var pending = new Stack<int>([from]);
        while (pending.TryPop(out var at))
        {
            if (at == to) return true;
            if (seen[at]) continue;
            seen[at] = true;
            foreach (var target in edges[at] ?? []) pending.Push(target);
        }
        return false;
    }

    private static bool[] Ancestors(CompiledActivity[] activities, CompiledActivity activity)
    {
        var found = new bool[activities.Length];
        var pending = new Stack<int>(activity.ForwardSources);
        while (pending.TryPop(out var at))
        {
            if (found[at]) continue;
            found[at] = true;
            foreach (var source in activities[at].ForwardSources) pending.Push(source);
        }
        return found;
    }
}
