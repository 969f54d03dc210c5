using System.Text.Json;
using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Tests.Support;
using CsCheck;

namespace BenefitWorkflow.Engine.Tests.Definitions;

/// <summary>The forms in which a good document may come.</summary>
public sealed class DefinitionReaderTests
{
    [Fact]
    public void Connections_InTheFlatForm_AreTheSame()
    {
        var flow = new Flow().Step("a", "Choice").Step("b").Step("c").Connect("a.Yes>b", "a.No>c");
        var nested = flow.Build().Connections;
        flow.Root["connections"] = new JsonArray(
            new JsonObject { ["source"] = "a", ["sourcePort"] = "Yes", ["target"] = "b", ["targetPort"] = "In" },
            new JsonObject { ["source"] = "a", ["sourcePort"] = "No", ["target"] = "c" });
        Assert.Equal(nested, flow.Build().Connections);
    }

    [Fact]
    public void Connection_WithoutAPort_LeavesByDone()
    {
        var flow = new Flow().Step("a").Step("b");
        flow.Root["connections"] = new JsonArray(new JsonObject { ["source"] = new JsonObject { ["activity"] = "a" }, ["target"] = "b" });
        Assert.Equal([new Connection("a", "Done", "b")], flow.Build().Connections);
    }

    [Fact]
    public void Document_InPascalCase_IsTheSame()
    {
        var pascal = Pascal(JsonNode.Parse(Documents.Text("disbursement.json"))!);
        var result = DefinitionReader.Read(pascal.ToJsonString(), "pascal.json", FakeActivities.Catalog);
        Assert.Empty(result.Errors);
        Assert.Equal(Documents.Disbursement.Connections, result.Definition!.Connections);
        Assert.Equal(Documents.Disbursement.Activities.Select(node => (node.Id, node.DisplayText, node.X)),
            result.Definition.Activities.Select(node => (node.Id, node.DisplayText, node.X)));
        Assert.Equal("approve1:1", CaseRun.Start(result.Definition).Bookmarks);
    }

    [Fact]
    public void Hash_IsOfTheCanonicalDocument()
    {
        using var document = JsonDocument.Parse("{ \"b\" : [1.0, true, null, \"\\u7532\\/\\n\\\"\"],\n\"a\": {} }");
        var canonical = """{"a":{},"b":[1.0,true,null,"甲/\u000a\""]}"""u8;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(canonical)), CanonicalJson.Hash(document.RootElement));
    }

    [Fact]
    public void Hash_CountsContent_NotItsForm()
    {
        var flow = new Flow().Step("a").Step("b").Connect("a>b");
        var hash = flow.Build().Hash;
        var spaced = DefinitionReader.Read(flow.Document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), "x", TestActivities.Catalog);
        Assert.Equal(hash, spaced.Definition!.Hash);
        Assert.Matches("^[0-9a-f]{64}$", hash);
        flow.Document["name"] = "Other";
        Assert.NotEqual(hash, flow.Build().Hash);
    }

    [Theory]
    [InlineData("marked", "c")]
    [InlineData("Elsa.Start", "s")]
    [InlineData("canStartWorkflow", "b")]
    [InlineData("first", "a")]
    public void Start_IsChosenAsElsaDoes(string by, string expected)
    {
        var flow = new Flow().Step("a", "Wait").Activity("b", "Test.Wait",
            by is "marked" or "Elsa.Start" or "canStartWorkflow" ? [("customProperties", new JsonObject { ["canStartWorkflow"] = true })] : []);
        flow.Step("c", "Wait").Connect("a>b", "b>c", "c>b");
        if (by != "first") flow.Connect("c.Other>a");
        if (by is "marked" or "Elsa.Start") flow.Activity("s", "Elsa.Start").Connect("s>a");
        if (by == "marked") flow.Connect("b.Other>s").StartsAt("c");
        Assert.Equal(expected, CaseRun.Start(flow.Build()).Path.First());
    }

    [Fact]
    public void Fork_BranchesAsElsasDesignerWritesThem_AreRead()
    {
        var run = CaseRun.Start(new Flow()
            .Activity("f", "Elsa.FlowFork", ("branches", Flow.Input("String[]", "Object", "[\"甲\",\"乙\"]")))
            .Step("a").Step("b").Connect("f.甲>a", "f.乙>b").Build());
        Assert.Equal(["f", "a", "b"], run.Path);
        Assert.Equal("甲,乙", run.Steps[0].Outcome);
    }

    [Fact]
    public void Variables_OfTheFlowchart_CountToo()
    {
        var flow = new Flow().Set("a", "inner", "Int32", "variables.inner + 1").Step("b").Connect("a>b");
        flow.Root["variables"] = new JsonArray(new JsonObject { ["id"] = "x1", ["name"] = "inner", ["typeName"] = "System.Int32, System.Private.CoreLib", ["value"] = 4 });
        Assert.Equal(5L, CaseRun.Start(flow.Build()).Position.Variable("inner"));
    }

    [Fact]
    public void Document_WithAnyPartReplaced_IsReadOrRefused_NeverAFault()
    {
        var count = Count(JsonNode.Parse(Documents.Text("disbursement.json"))!);
        Gen.Select(Gen.Int[0, count - 1], Gen.OneOf("null", "1", "\"x\"", "[]", "{}", "[{}]", "true", "\"\"")).Sample((at, replacement) =>
        {
            var document = JsonNode.Parse(Documents.Text("disbursement.json"))!;
            Replace(document, at, JsonNode.Parse(replacement));
            var result = DefinitionReader.Read(document.ToJsonString(), "fuzz.json", FakeActivities.Catalog);
            Assert.Equal(result.Definition is null, result.Errors.Count > 0);
        }, iter: 500);
    }

    private static JsonNode Pascal(JsonNode node) => node switch
    {
        JsonObject item => new JsonObject(item.Select(property => KeyValuePair.Create(
            char.ToUpperInvariant(property.Key[0]) + property.Key[1..], property.Value is null ? null : (JsonNode?)Pascal(property.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Pascal(item))]),
        _ => node.DeepClone(),
    };

    private static int Count(JsonNode? node) => 1 + Children(node).Sum(Count);

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject item => item.Select(property => property.Value),
        JsonArray list => list,
        _ => [],
    };

    // Numbers the nodes depth first and replaces the one with this number; returns the numbers left to go.
    private static int Replace(JsonNode node, int at, JsonNode? replacement)
    {
        if (node is JsonObject item)
        {
            foreach (var key in item.Select(property => property.Key).ToList())
            {
                if (at == 0)
                {
                    item[key] = replacement;
                    return -1;
                }
                at--;
                if (item[key] is { } child) at = Replace(child, at, replacement);
                if (at < 0) return at;
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                if (at == 0)
                {
                    list[i] = replacement;
                    return -1;
                }
                at--;
                if (list[i] is { } child) at = Replace(child, at, replacement);
                if (at < 0) return at;
            }
        }
        return at;
    }
}
