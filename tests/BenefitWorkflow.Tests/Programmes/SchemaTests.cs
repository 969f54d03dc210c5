using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>The schema that editors use is the records' own; a changed record without a changed schema fails here.</summary>
public sealed class SchemaTests
{
    private static readonly string File = Path.Combine(Shipped.Folder, "schema", "programme.schema.json");

    [Fact]
    public void Schema_IsThatOfTheRecords() =>
        Assert.Equal(Exported(), System.IO.File.ReadAllText(File), ignoreLineEndingDifferences: true);

    [Fact]
    public void Schema_KnowsEveryFieldOfTheShippedProgrammes()
    {
        var schema = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        foreach (var programme in Shipped.Catalog.Programmes)
        {
            var document = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(Shipped.Folder, programme.Key, "programme.json")))!.AsObject();
            Assert.Equal("../schema/programme.schema.json", (string?)document["$schema"]);
            Assert.Subset(schema["properties"]!.AsObject().Select(property => property.Key).ToHashSet(), document.Select(property => property.Key).ToHashSet());
            Assert.All(schema["required"]!.AsArray(), field => Assert.True(document.ContainsKey((string)field!), (string)field!));
        }
    }

    private static string Exported()
    {
        var exported = ProgrammeJson.Options.GetJsonSchemaAsNode(typeof(Programme), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => context.TypeInfo.Type == typeof(DateRule)
                ? new JsonObject
                {
                    ["type"] = "string",
                    ["pattern"] = "^((previous-year:)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|lunar:(new-year-eve|spring-festival|lantern))$",
                }
                : node,
        }).AsObject();
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Programme (programme.json)" };
        foreach (var (key, value) in exported) schema[key] = value?.DeepClone();
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }
}
