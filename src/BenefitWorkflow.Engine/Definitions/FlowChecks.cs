namespace BenefitWorkflow.Engine.Definitions;

/// <summary>What the shape of a flow tells before any case runs: dead ends, dead branches, merges that never happen, idle loops.</summary>
internal static class FlowChecks
{
    public static void Check(CompiledActivity[] activities, CompiledConnection[] connections, int start, ProblemLog problems)
    {
        var reached = FlowGraph.Reachable(activities.Length, Edges(connections), [start]);
        foreach (var activity in activities)
        {
            if (!reached[activity.Index]) problems.Unreachable(activity.Id);
            foreach (var outcome in activity.Declaration.Outcomes)
                if (activity.Outbound(outcome).Length == 0) problems.OutcomeNotConnected(activity.Id, outcome);
            if (reached[activity.Index]) CheckMerge(activity, activities, connections, start, problems);
        }
        CheckAutomaticLoops(activities, connections, problems);
    }

    private static void CheckMerge(
        CompiledActivity merge, CompiledActivity[] activities, CompiledConnection[] connections, int start, ProblemLog problems)
    {
        if (merge.Merge is not (MergeMode.Merge or MergeMode.Converge)) return;
        if ((merge.Merge == MergeMode.Merge ? merge.ForwardInbound : merge.Inbound).Length < 2) return;

        foreach (var back in merge.Inbound.Except(merge.ForwardInbound))
            problems.LoopIntoMerge(merge.Id, activities[connections[back].Source].Id);

        // What happens behind the merge cannot help it to happen: a way leads through it no more.
        var ways = Edges(connections.Where(connection => connection.Source != merge.Index)).ToList();
        var before = FlowGraph.Reachable(activities.Length, ways, [start]);
        var splits = activities.Where(activity => before[activity.Index] && activity != merge).SelectMany(SentTogether)
            .Where(together => together.Count > 1).ToList();
        var branches = merge.ForwardInbound.Select(inbound => new Branch(connections, connections[inbound], activities.Length, ways)).ToList();
        for (var i = 0; i < branches.Count; i++)
        {
            foreach (var other in branches.Skip(i + 1).Where(other => !CanMeet(branches[i], other, splits)))
                problems.NeverMeets(merge.Id, branches[i].Last.Key, other.Last.Key);
            if (MayTurnAway(branches[i], merge, activities, connections)) problems.MayNotMeet(merge.Id, branches[i].Last.Key);
        }
    }

    /// <summary>A forward connection into a merge and what leads over it.</summary>
    private sealed class Branch(CompiledConnection[] connections, CompiledConnection last, int activities, List<(int Source, int Target)> ways)
    {
        private readonly bool[] _leads = FlowGraph.Reachable(activities, ways.Select(way => (way.Target, way.Source)), [last.Source]);

        public CompiledConnection Last => last;

        public bool IsReachedBy(int connection) => connection == last.Index || _leads[connections[connection].Target];
    }

    // Two tokens exist at once only if some activity sends two at once: by two connections of one outcome, by a fork's
    // branches or by a switch that takes every case.
    private static bool CanMeet(Branch first, Branch second, List<IReadOnlyList<int>> splits) =>
        splits.Any(together => together.Any(one => first.IsReachedBy(one) && together.Any(other => other != one && second.IsReachedBy(other))));

    // Undecidable here: an activity on the way has an outcome from which the merge is not reached.
    private static bool MayTurnAway(Branch branch, CompiledActivity merge, CompiledActivity[] activities, CompiledConnection[] connections)
    {
        var forward = Edges(connections.Where(connection => connection.IsForward)).ToList();
        var before = FlowGraph.Reachable(activities.Length, forward.Select(edge => (edge.Target, edge.Source)), [branch.Last.Source]);
        var splits = activities.Where(activity => before[activity.Index] && SentTogether(activity).Any(together => together.Count > 1)).ToList();
        if (splits.Any(split => split.AllCases)) return true;

        var sent = splits.SelectMany(SentTogether).SelectMany(together => together).Select(connection => connections[connection].Target);
        var onWay = FlowGraph.Reachable(activities.Length, forward, sent);
        return activities.Any(activity => activity != merge && onWay[activity.Index] && before[activity.Index]
            && activity.Role != ActivityRole.Fork && activity.Ports.Any(port => !port.Connections.Any(branch.IsReachedBy)));
    }

    private static IEnumerable<IReadOnlyList<int>> SentTogether(CompiledActivity activity) =>
        activity.Role == ActivityRole.Fork || activity.AllCases
            ? [[.. activity.Ports.SelectMany(port => port.Connections)]]
            : activity.Ports.Select(port => port.Connections);

    private static void CheckAutomaticLoops(CompiledActivity[] activities, CompiledConnection[] connections, ProblemLog problems)
    {
        var automatic = Edges(connections).Where(edge => !activities[edge.Source].Blocks && !activities[edge.Target].Blocks).ToList();
        foreach (var activity in activities.Where(activity => !activity.Blocks))
        {
            var next = automatic.Where(edge => edge.Source == activity.Index).Select(edge => edge.Target);
            if (FlowGraph.Reachable(activities.Length, automatic, next)[activity.Index]) problems.AutomaticLoop(activity.Id);
        }
    }

    private static IEnumerable<(int Source, int Target)> Edges(IEnumerable<CompiledConnection> connections) =>
        connections.Select(connection => (connection.Source, connection.Target));
}
