using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>A burst's working copy of what a case carries, by the definition's indexes.</summary>
internal sealed class CaseData(WorkflowDefinition definition)
{
    public int[] Visits { get; } = new int[definition.Compiled.Length];
    public object?[] Variables { get; } = new object?[definition.Variables.Length];
    public object?[] Inputs { get; } = new object?[definition.Inputs.Length];

    public DecisionResult.Refused? TakeInputs(IReadOnlyDictionary<string, object?> inputs)
    {
        for (var i = 0; i < Variables.Length; i++) Variables[i] = definition.Variables[i].Default;
        for (var i = 0; i < Inputs.Length; i++)
        {
            var (name, kind) = definition.Inputs[i];
            if (!inputs.TryGetValue(name, out var value)) continue;
            if (!Values.TryNormalize(value, out var normal) || !Values.TryConvert(normal, kind, out Inputs[i]))
                return new DecisionResult.Refused(Refusals.InputType(name));
        }
        return null;
    }

    public DecisionResult.Incident? TakePosition(Position position, TokenFlow flow)
    {
        foreach (var (id, count) in position.VisitCounts)
        {
            var index = definition.IndexOf(id);
            if (index < 0) return new DecisionResult.Incident(id, Refusals.PositionMismatch());
            Visits[index] = count;
        }
        foreach (var (id, visit) in position.OpenBookmarks)
        {
            var index = definition.IndexOf(id);
            if (index < 0 || visit > Visits[index]) return new DecisionResult.Incident(id, Refusals.PositionMismatch());
            flow.OpenBookmark(index, visit);
        }
        foreach (var key in position.Tokens)
        {
            var index = definition.IndexOfConnection(key);
            if (index < 0) return new DecisionResult.Incident(key, Refusals.PositionMismatch());
            flow.Place(index);
        }
        // Values beyond what the definition declares are of no use to any expression; they cannot come from this version.
        foreach (var (name, value) in position.Variables)
            for (var i = 0; i < Variables.Length; i++)
                if (string.Equals(definition.Variables[i].Name, name, StringComparison.Ordinal)) Variables[i] = value;
        foreach (var (name, value) in position.Inputs)
            for (var i = 0; i < Inputs.Length; i++)
                if (string.Equals(definition.Inputs[i].Name, name, StringComparison.Ordinal)) Inputs[i] = value;
        return null;
    }

    public Position Position(TokenFlow flow)
    {
        var visited = 0;
        foreach (var count in Visits)
            if (count > 0) visited++;
        var visits = new VisitCount[visited];
        for (int index = 0, at = 0; index < Visits.Length; index++)
            if (Visits[index] > 0) visits[at++] = new VisitCount(definition.Compiled[index].Id, Visits[index]);

        return new Position(flow.Bookmarks(), flow.Tokens(), visits,
            Named(Variables, static (definition, i) => definition.Variables[i].Name),
            Named(Inputs, static (definition, i) => definition.Inputs[i].Name));
    }

    private NamedValue[] Named(object?[] values, Func<WorkflowDefinition, int, string> name)
    {
        var kept = 0;
        foreach (var value in values)
            if (value is not null) kept++;
        if (kept == 0) return [];
        var named = new NamedValue[kept];
        for (int i = 0, at = 0; i < values.Length; i++)
            if (values[i] is { } value) named[at++] = new NamedValue(name(definition, i), value);
        return named;
    }
}
