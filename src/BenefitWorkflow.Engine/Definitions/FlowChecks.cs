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
            if (reached[activity.Index]) CheckMerge(activity, activities, connections, problems);
        }
        CheckAutomaticLoops(activities, connections, problems);
    }

    private static void CheckMerge(CompiledActivity merge, CompiledActivity[] activities, CompiledConnection[] connections, ProblemLog problems)
    {
        if (merge.Merge is not (MergeMode.Merge or MergeMode.Converge)) return;
        var waited = merge.Merge == MergeMode.Merge ? merge.ForwardInbound : merge.Inbound;
        if (waited.Length < 2) return;

        foreach (var back in merge.Inbound.Except(merge.ForwardInbound))
            problems.LoopIntoMerge(merge.Id, activities[connections[back].Source].Id);
        var forward = merge.ForwardInbound;
        for (var i = 0; i < forward.Length; i++)
        {
            for (var j = i + 1; j < forward.Length; j++)
                if (!CanMeet(connections[forward[i]], connections[forward[j]], activities, connections))
                    problems.NeverMeets(merge.Id, connections[forward[i]].Key, connections[forward[j]].Key);
            if (MayTurnAway(connections[forward[i]], merge, activities, connections))
                problems.MayNotMeet(merge.Id, connections[forward[i]].Key);
        }
    }

    // Two tokens exist at once only if some activity sends two at once: by two connections of one outcome, by a fork's
    // branches or by a switch that takes every case.
    private static bool CanMeet(CompiledConnection first, CompiledConnection second, CompiledActivity[] activities, CompiledConnection[] connections)
    {
        foreach (var split in activities)
        {
            foreach (var together in SentTogether(split))
            {
                var toFirst = together.Where(sent => LeadsTo(connections[sent], first, connections)).ToList();
                var toSecond = together.Where(sent => LeadsTo(connections[sent], second, connections)).ToList();
                if (toFirst.Any(one => toSecond.Any(other => other != one))) return true;
            }
        }
        return false;
    }

    // Undecidable here: an activity on the way has an outcome from which the merge is not reached.
    private static bool MayTurnAway(CompiledConnection last, CompiledActivity merge, CompiledActivity[] activities, CompiledConnection[] connections)
    {
        var forward = Edges(connections.Where(connection => connection.IsForward)).ToList();
        var before = FlowGraph.Reachable(activities.Length, forward.Select(edge => (edge.Target, edge.Source)), [last.Source]);
        var splits = activities.Where(activity => before[activity.Index] && SentTogether(activity).Any(together => together.Count > 1)).ToList();
        foreach (var split in splits)
        {
            if (split.AllCases) return true;
            foreach (var sent in SentTogether(split).SelectMany(together => together))
            {
                var onWay = FlowGraph.Reachable(activities.Length, forward, [connections[sent].Target]);
                if (activities.Any(activity => activity != merge && onWay[activity.Index] && before[activity.Index] && activity.Ports.Length > 1
                        && activity.Role != ActivityRole.Fork
                        && activity.Ports.Any(port => !port.Connections.Any(connection => LeadsTo(connections[connection], last, connections)))))
                    return true;
            }
        }
        return false;
    }

    private static IEnumerable<IReadOnlyList<int>> SentTogether(CompiledActivity activity) =>
        activity.Role == ActivityRole.Fork || activity.AllCases
            ? [[.. activity.Ports.SelectMany(port => port.Connections)]]
            : activity.Ports.Select(port => port.Connections);

    private static bool LeadsTo(CompiledConnection from, CompiledConnection to, CompiledConnection[] connections)
    {
        if (from.Index == to.Index) return true;
        var count = connections.Max(connection => Math.Max(connection.Source, connection.Target)) + 1;
        // A way through the merge itself does not count: its token would be used up there.
        return FlowGraph.Reachable(count, Edges(connections.Where(connection => connection.Source != to.Target)), [from.Target])[to.Source]
               && from.Target != to.Target;
    }

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
