using System.Text.Json.Nodes;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.Architecture;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>docs/events is what the contracts say; <c>export-events docs/events</c> brings it up to date.</summary>
public sealed class EventSchemasTests
{
    public static TheoryData<string> Names => [.. EventSchemas.Files().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_IsTheCommittedOne(string name) =>
        Assert.Equal(EventSchemas.Files()[name], SourceTree.Read("docs/events/" + name), ignoreLineEndingDifferences: true);

    [Fact]
    public void Files_AreOnePerEvent_AndNoOthersLieThere()
    {
        var files = EventSchemas.Files();
        Assert.All(EventCatalog.Types.Keys, name => Assert.Contains(name + ".schema.json", files.Keys));
        Assert.Equal(files.Keys, Directory.GetFiles(Path.Combine(SourceTree.Root, "docs", "events")).Select(Path.GetFileName).Order(StringComparer.Ordinal)!);
    }

    [Fact]
    public void Schema_RequiresEveryMemberThatTheEventHas()
    {
        foreach (var e in Events.OneOfEach())
        {
            var name = EventCatalog.NameOf(e);
            var schema = JsonNode.Parse(EventSchemas.Files()[name + ".schema.json"])!;
            var written = JsonNode.Parse(EventCatalog.Serialize(e))!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(written, schema["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
            Assert.Equal(written, schema["required"]!.AsArray().Select(member => (string)member!).Order(StringComparer.Ordinal));
            Assert.Equal("integer", (string?)schema["properties"]!["sequence"]!["type"]);
            Assert.Equal("uuid", (string?)schema["properties"]!["eventId"]!["format"]);
            Assert.Equal("date-time", (string?)schema["properties"]!["occurredAt"]!["format"]);
        }
    }

    [Fact]
    public void AsyncApi_NamesEveryEventAndTheControlTotals()
    {
        var document = JsonNode.Parse(EventSchemas.Files()["asyncapi.json"])!;
        Assert.Equal(EventCatalog.Types.Keys.Order(StringComparer.Ordinal), document["channels"]!.AsObject().Select(channel => channel.Key));
        Assert.Contains("control-totals", (string)document["info"]!["description"]!, StringComparison.Ordinal);
    }
}
