using System.Text.Json;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Reads the activities of a flowchart; what has a problem is still returned where that lets later checks say more.</summary>
internal sealed class ActivityReader(ActivityCatalog catalog, DataReader data, ProblemLog problems)
{
    // Fields every Elsa activity can have; anything else must be an input or output that the type declares.
    private static readonly HashSet<string> CommonFields = new(
        ["id", "nodeId", "name", "type", "version", "customProperties", "metadata", "synthesizedProperties",
         "canStartWorkflow", "runAsynchronously", "source", "line"], StringComparer.Ordinal);

    // How an activity is drawn and called changes nothing about what it does.
    private static readonly string[] Drawn = ["metadata", "name", "nodeId", "source", "line"];

    private readonly ExpressionReader _expressions = new(data, problems);

    public CompiledActivity[] ReadAll(JsonElement root)
    {
        var compiled = new List<CompiledActivity>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in root.Items("activities"))
        {
            var id = element.Text("id");
            if (string.IsNullOrEmpty(id)) problems.Missing(null, "activities[].id");
            else if (!ids.Add(id)) problems.Duplicate(id, "activity", id);
            else compiled.Add(Read(element, id, compiled.Count));
        }
        return [.. compiled];
    }

    private CompiledActivity Read(JsonElement element, string id, int index)
    {
        var type = element.Text("type") ?? "";
        var custom = element.Field("customProperties");
        if (element.Flag("runAsynchronously") || custom?.Flag("runAsynchronously") == true) problems.Unsupported(id, "runAsynchronously");
        var merge = ReadMergeMode(id, custom);

        if (ElsaActivities.Read(type, element, id, _expressions, data, problems) is { } builtIn)
        {
            CheckFields(element, id, builtIn.Fields);
            if (builtIn.Merge is not null && merge != MergeMode.Stream) problems.Unsupported(id, "mergeMode, mode");
            return new CompiledActivity
            {
                Index = index, Node = Node(element, id, builtIn.Declaration), Role = builtIn.Role, Activity = builtIn.Activity,
                Merge = builtIn.Merge ?? merge, Inputs = builtIn.Inputs, Expression = builtIn.Expression, Cases = builtIn.Cases,
                AllCases = builtIn.AllCases, Target = builtIn.Target,
            };
        }
        if (catalog.Find(type) is not { } activity)
        {
            problems.UnknownActivity(id, type);
            return new CompiledActivity { Index = index, Node = Node(element, id, Unknown(type)), Role = ActivityRole.Pass, Merge = merge, IsUnknown = true };
        }

        var declaration = activity.Declaration;
        CheckFields(element, id, [.. declaration.Inputs.Select(input => input.Name), .. declaration.Outputs.Select(output => output.Name)]);
        return new CompiledActivity
        {
            Index = index, Node = Node(element, id, declaration), Role = ActivityRole.Activity, Activity = activity, Merge = merge,
            Inputs = ReadInputs(element, id, declaration), Outputs = ReadOutputs(element, id, declaration),
        };
    }

    private InputBinding[] ReadInputs(JsonElement element, string id, ActivityDeclaration declaration)
    {
        var bindings = new List<InputBinding>();
        foreach (var input in declaration.Inputs)
        {
            if (element.Field(input.Name) is not { } value)
            {
                if (input.Required) problems.MissingInput(id, input.Name);
                continue;
            }
            if (_expressions.ReadInput(id, input.Name, value, input.Kind) is { } expression)
                bindings.Add(new InputBinding(input.Name, input.Kind, expression));
        }
        return [.. bindings];
    }

    private OutputBinding[] ReadOutputs(JsonElement element, string id, ActivityDeclaration declaration)
    {
        var bindings = new List<OutputBinding>();
        foreach (var output in declaration.Outputs)
        {
            if (element.Field(output.Name)?.Field("memoryReference") is not { } reference) continue;
            var index = data.FindVariable(reference);
            if (index < 0) problems.UnknownVariable(id, reference.Text("id") ?? output.Name);
            else if (!Values.Fits(output.Kind, data.Variable(index).Kind)) problems.IllTyped(id, output.Name, data.Variable(index).Kind.ToString());
            else bindings.Add(new OutputBinding(output.Name, index));
        }
        return [.. bindings];
    }

    private MergeMode ReadMergeMode(string id, JsonElement? custom)
    {
        if (custom?.Field("mergeMode") is not { } mode) return MergeMode.Stream;
        switch (mode.Scalar())
        {
            // Elsa writes the name; older designers its number.
            case "" or "None" or "Stream" or "0" or "1":
                return MergeMode.Stream;
            case "Merge" or "2":
                return MergeMode.Merge;
            case "Converge" or "3":
                return MergeMode.Converge;
            case "Cascade" or "4":
                problems.Cascade(id);
                return MergeMode.Stream;
            case "Race" or "5":
                return MergeMode.Race;
            default:
                problems.Unsupported(id, "mergeMode " + mode.Scalar());
                return MergeMode.Stream;
        }
    }

    private void CheckFields(JsonElement element, string id, IReadOnlyCollection<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Length == 0 || property.Value.ValueKind == JsonValueKind.Null) continue;
            var name = JsonFields.Camel(property.Name);
            if (!CommonFields.Contains(name) && !known.Contains(name)) problems.UnknownInput(id, property.Name);
        }
    }

    private static ActivityNode Node(JsonElement element, string id, ActivityDeclaration declaration)
    {
        var name = element.Text("name") ?? id;
        var metadata = element.Field("metadata");
        var designer = metadata?.Field("designer");
        var position = designer?.Field("position");
        var size = designer?.Field("size");
        return new ActivityNode(id, name, metadata?.Text("displayText") ?? name,
            position.Number("x"), position.Number("y"), size.Number("width"), size.Number("height"), declaration, CanonicalJson.Hash(element, Drawn));
    }

    private static ActivityDeclaration Unknown(string type) => new(type, [], [], [], [], []);
}
