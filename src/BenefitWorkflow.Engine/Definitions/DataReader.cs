using System.Text.Json;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>A document's variables and inputs, and their places in the compiled definition.</summary>
internal sealed class DataReader
{
    private readonly List<WorkflowVariable> _variables = [];
    private readonly Dictionary<string, int> _variableByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _variableById = new(StringComparer.Ordinal);
    private readonly List<(WorkflowInput Input, bool Stored)> _inputs = [];
    private readonly Dictionary<string, int> _inputByName = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> _used = [];

    public WorkflowVariable[] Variables => [.. _variables];

    public static DataReader Read(JsonElement document, JsonElement root, ProblemLog problems)
    {
        var data = new DataReader();
        foreach (var variable in document.Items("variables").Concat(root.Items("variables"))) data.AddVariable(variable, problems);
        foreach (var input in document.Items("inputs")) data.AddInput(input, problems);
        return data;
    }

    /// <summary>Elsa refers to a variable by <c>{ id, name }</c>, or by its name alone; -1 when it is neither.</summary>
    public int FindVariable(JsonElement reference)
    {
        if (reference.ValueKind == JsonValueKind.String) return Find(reference.GetString()!);
        return reference.Text("id") is { } id && _variableById.TryGetValue(id, out var index) ? index
            : reference.Text("name") is { } name ? Find(name) : -1;

        int Find(string key) =>
            _variableById.TryGetValue(key, out var byId) ? byId : _variableByName.TryGetValue(key, out var byName) ? byName : -1;
    }

    public WorkflowVariable Variable(int index) => _variables[index];

    /// <summary>A variable's index by the name scripts use.</summary>
    public int? FindVariable(string name) => _variableByName.TryGetValue(name, out var index) ? index : null;

    /// <summary>A declared input with its place among <see cref="UsedInputs"/>; asking for it makes it used.</summary>
    public (int Index, WorkflowInput Input)? UseInput(string name)
    {
        if (!_inputByName.TryGetValue(name, out var declared)) return null;
        if (!_used.TryGetValue(declared, out var index)) _used[declared] = index = _used.Count;
        return (index, _inputs[declared].Input);
    }

    public WorkflowInput[] UsedInputs() =>
        [.. _used.OrderBy(place => place.Value).Select(place => _inputs[place.Key].Input)];

    public void WarnOfUnstoredInputs(ProblemLog problems)
    {
        foreach (var (declared, _) in _used)
            if (!_inputs[declared].Stored) problems.InputNotStored(_inputs[declared].Input.Name);
    }

    private void AddVariable(JsonElement element, ProblemLog problems)
    {
        var name = element.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            problems.Missing(null, "variables[].name");
            return;
        }
        var id = element.Text("id") ?? name;
        var typeName = element.Text("typeName") ?? "";
        if (Values.KindOf(typeName) is not { } kind || element.Flag("isArray"))
        {
            problems.IllTyped(null, "variables." + name, "String, Boolean, Int32, Int64, Decimal");
            return;
        }
        object? initial = null;
        if (element.Field("value") is { } value && value.Scalar() is var text && !(text is "" && kind != ValueKind.String)
            && (text is null || !Values.TryParse(text, kind, out initial)))
            problems.IllTyped(null, $"variables.{name}.value", kind.ToString());

        if (!_variableByName.TryAdd(name, _variables.Count)) problems.Duplicate(null, "variable", name);
        else if (!_variableById.TryAdd(id, _variables.Count)) problems.Duplicate(null, "variable id", id);
        _variables.Add(new WorkflowVariable(id, name, kind, initial));
    }

    private void AddInput(JsonElement element, ProblemLog problems)
    {
        var name = element.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            problems.Missing(null, "inputs[].name");
            return;
        }
        if (Values.KindOf(element.Text("type") ?? "") is not { } kind || element.Flag("isArray"))
        {
            problems.IllTyped(null, "inputs." + name, "String, Boolean, Int32, Int64, Decimal");
            return;
        }
        if (!_inputByName.TryAdd(name, _inputs.Count)) problems.Duplicate(null, "input", name);
        _inputs.Add((new WorkflowInput(name, kind), element.Text("storageDriverType") is { Length: > 0 }));
    }
}
