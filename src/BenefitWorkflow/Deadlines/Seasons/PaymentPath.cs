using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>The shortest way of a case through its definition to the money: what must still happen, wherever it stands.</summary>
internal static class PaymentPath
{
    public const string Notice = "BenefitWorkflow.PublicNotice", Transfer = "BenefitWorkflow.BankTransfer", Approval = "BenefitWorkflow.Approve";

    // A way with one notice less is shorter, however many other steps it has.
    private const int NoticeCosts = 1_000;

    /// <summary>The way of a new case.</summary>
    public static IReadOnlyList<ActivityNode>? FromStart(WorkflowDefinition definition)
    {
        var targets = definition.Connections.Select(c => c.Target).ToHashSet(StringComparer.Ordinal);
        return definition.Activities.FirstOrDefault(a => !targets.Contains(a.Id)) is { } start ? From(definition, start.Id) : null;
    }

    /// <summary>Activities from one, itself included, to the bank transfer; null where no way leads there.</summary>
    public static IReadOnlyList<ActivityNode>? From(WorkflowDefinition definition, string activityId)
    {
        var queue = new PriorityQueue<string, int>();
        var (costs, before) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        if (definition.Find(activityId) is null) return null;
        costs[activityId] = 0;
        queue.Enqueue(activityId, 0);
        while (queue.TryDequeue(out var at, out var cost))
        {
            if (cost > costs[at]) continue;
            var node = definition.Find(at)!;
            if (node.Declaration.Type == Transfer) return Way(definition, before, at);
            var next = cost + (node.Declaration.Type == Notice ? NoticeCosts : 1);
            foreach (var connection in definition.Connections)
            {
                if (connection.Source != at || (costs.TryGetValue(connection.Target, out var known) && known <= next)) continue;
                (costs[connection.Target], before[connection.Target]) = (next, at);
                queue.Enqueue(connection.Target, next);
            }
        }
        return null;
    }

    private static List<ActivityNode> Way(WorkflowDefinition definition, Dictionary<string, string> before, string at)
    {
        var way = new List<ActivityNode> { definition.Find(at)! };
        while (before.TryGetValue(at, out var earlier)) way.Add(definition.Find(at = earlier)!);
        way.Reverse();
        return way;
    }
}
