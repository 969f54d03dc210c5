using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Tests.Support;

/// <summary>Writes small Elsa documents: <c>new Flow().Activity("a", "Elsa.Start").Connect("a.Done>b")</c>.</summary>
internal sealed class Flow
{
    private readonly JsonArray _activities = [];
    private readonly JsonArray _connections = [];
    private readonly JsonArray _variables = [];
    private readonly JsonArray _inputs = [];

    /// <summary>The document before it is read, for what the shorthand cannot say.</summary>
    public JsonObject Document { get; }

    public JsonObject Root => (JsonObject)Document["root"]!;

    public Flow() => Document = new JsonObject
    {
        ["definitionId"] = "test", ["name"] = "Test", ["version"] = 1, ["variables"] = _variables, ["inputs"] = _inputs,
        ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["activities"] = _activities, ["connections"] = _connections },
    };

    public Flow Activity(string id, string type, params (string Name, JsonNode? Value)[] properties)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = type };
        foreach (var (name, value) in properties) activity[name] = value;
        _activities.Add((JsonNode)activity);
        return this;
    }

    /// <summary>An activity of the test catalogue that every definition may use without inputs.</summary>
    public Flow Step(string id, string type = "Step", string? merge = null) =>
        Activity(id, "Test." + type, merge is null ? [] : [("customProperties", new JsonObject { ["mergeMode"] = merge })]);

    public Flow Join(string id, string mode) => Activity(id, "Elsa.FlowJoin", ("mode", Input("FlowJoinMode", "Literal", mode)));

    public Flow Fork(string id, params string[] branches) =>
        Activity(id, "Elsa.FlowFork", ("branches", new JsonArray([.. branches.Select(branch => (JsonNode)branch)])));

    public Flow Decision(string id, string script) => Activity(id, "Elsa.FlowDecision", ("condition", Input("Boolean", "JavaScript", script)));

    public Flow Set(string id, string variable, string typeName, string script) => Activity(id, "Elsa.SetVariable",
        ("variable", new JsonObject { ["id"] = variable, ["name"] = variable }), ("value", Input(typeName, "JavaScript", script)));

    public Flow Variable(string name, string typeName, JsonNode? value = null)
    {
        _variables.Add((JsonNode)new JsonObject { ["id"] = name, ["name"] = name, ["typeName"] = typeName, ["value"] = value });
        return this;
    }

    public Flow WorkflowInput(string name, string type, bool stored = true)
    {
        _inputs.Add((JsonNode)new JsonObject { ["name"] = name, ["type"] = type, ["storageDriverType"] = stored ? "Stored" : null });
        return this;
    }

    /// <summary>Each as <c>source.Port>target</c>; without a port it is Done.</summary>
    public Flow Connect(params string[] connections)
    {
        foreach (var connection in connections)
        {
            var (from, to) = (connection.Split('>')[0].Split('.'), connection.Split('>')[1]);
            _connections.Add((JsonNode)new JsonObject
            {
                ["source"] = new JsonObject { ["activity"] = from[0], ["port"] = from.Length > 1 ? from[1] : "Done" },
                ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
            });
        }
        return this;
    }

    /// <summary>Marks the start where the shape does not tell it.</summary>
    public Flow StartsAt(string id)
    {
        Root["start"] = id;
        return this;
    }

    public static JsonObject Input(string typeName, string expressionType, JsonNode? value) => new()
    {
        ["typeName"] = typeName,
        ["expression"] = new JsonObject { ["type"] = expressionType, ["value"] = value },
    };

    public DefinitionResult Read(ActivityCatalog? catalog = null) =>
        DefinitionReader.Read(Document.ToJsonString(), "test.json", catalog ?? TestActivities.Catalog);

    public WorkflowDefinition Build(ActivityCatalog? catalog = null)
    {
        var result = Read(catalog);
        Assert.True(result.Errors.Count == 0, string.Join(Environment.NewLine, result.Errors.Select(problem => problem.Code + " " + problem.En)));
        return result.Definition!;
    }
}

/// <summary>Activities without a domain, for tests of the token flow.</summary>
internal static class TestActivities
{
    public static ActivityCatalog Catalog { get; } = new([.. FakeActivities.All(), .. All()]);

    private static IEnumerable<IActivity> All()
    {
        // Runs through.
        yield return new FakeActivity(new("Test.Step", [], ["Done"], [], [], []), _ => ActivityResult.Done("Done"));
        // Waits for Go (connected or not), Stay or Turn (to the outcome Other).
        yield return new FakeActivity(
            new("Test.Wait", [], ["Done", "Other"], [], [], [new("Go", "Done"), new("Stay"), new("Turn", "Other")]), _ => ActivityResult.Wait);
        // As Wait, with outcomes that must be connected.
        yield return new FakeActivity(
            new("Test.Choice", ["Yes", "No"], [], [], [], [new("Yes", "Yes"), new("No", "No")]), _ => ActivityResult.Wait);
    }
}
