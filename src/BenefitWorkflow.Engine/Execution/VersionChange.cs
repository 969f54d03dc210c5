using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// Whether a position made with one version of a definition can be read with another. The two must be drawn the same, and the steps that the
/// position has been at must be set the same, so that it is one which the other version would have made: what differs are settings (a limit, a
/// role, a condition) of steps that it has not come to. Otherwise it could pass by an approval, a reservation or a notice, or come to it twice.
/// Elsa and other engines call the act process instance migration.
/// </summary>
public static class VersionChange
{
    /// <returns>Null where nothing stands in the way of every position alike; the same both ways.</returns>
    public static Refusal? Check(WorkflowDefinition from, WorkflowDefinition to)
    {
        if (from.DefinitionId != to.DefinitionId || from.Version == to.Version) return Refusals.SameVersion();
        // A position holds the values of its own version's variables, with their defaults, and of the inputs which that version reads.
        if (!from.Variables.ToHashSet().SetEquals(to.Variables) || !from.Inputs.ToHashSet().SetEquals(to.Inputs)) return Refusals.VariablesDiffer();
        return Shape(from).SetEquals(Shape(to)) && from.CompiledConnections.Select(c => c.Key).SequenceEqual(to.CompiledConnections.Select(c => c.Key)) && from.Compiled[from.Start].Id == to.Compiled[to.Start].Id
            ? null : Refusals.ShapeDiffers();
    }

    /// <param name="position">Made with <paramref name="from"/>; the versions have passed the check above.</param>
    /// <returns>Null where it can go on with <paramref name="to"/> as it is.</returns>
    public static Refusal? Check(WorkflowDefinition from, WorkflowDefinition to, Position position)
    {
        foreach (var (id, _) in position.VisitCounts)
            if (from.Find(id)!.SettingsHash != to.Find(id)!.SettingsHash) return Refusals.StepDiffers(id, from.Find(id)!.DisplayText);
        return null;
    }

    private static HashSet<(string Id, string Type, MergeMode Merge)> Shape(WorkflowDefinition definition) => [.. definition.Compiled.Select(a => (a.Id, a.Declaration.Type, a.Merge))];
}
