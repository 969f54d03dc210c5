using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>What others read must never change under them.</summary>
public sealed partial class ContractTests
{
    private static readonly Type[] Declared =
        [.. typeof(IDisbursementEventV1).Assembly.GetExportedTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IDisbursementEventV1)))];

    public static TheoryData<string> Names => [.. EventCatalog.Types.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void Catalogue_HoldsEveryDeclaredEvent_ByItsOwnName()
    {
        Assert.Equal(13, Declared.Length);
        Assert.Equal(Declared.ToDictionary(t => t.Name), EventCatalog.Types.ToDictionary());
        Assert.All(Declared, type => Assert.Same(type, EventCatalog.TypeOf(type.Name)));
        Assert.Null(EventCatalog.TypeOf("paymentsettledv1"));
        Assert.All(Events.OneOfEach(), e => Assert.Equal(e.GetType().Name, EventCatalog.NameOf(e)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Event_AsJson_IsTheCommittedSnapshot(string name)
    {
        var file = Path.Combine(Snapshots(), name + ".json");
        var @event = Events.OneOfEach().Single(e => EventCatalog.NameOf(e) == name);
        var json = EventCatalog.Serialize(@event);

        Assert.True(File.Exists(file), $"No snapshot {name}.json. It must be: {json}");
        Assert.Equal(File.ReadAllText(file).TrimEnd(), json);
        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(EventCatalog.SerializeToUtf8Bytes(@event)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Snapshot_ReadBack_WritesTheSame(string name)
    {
        var json = File.ReadAllText(Path.Combine(Snapshots(), name + ".json")).TrimEnd();
        Assert.Equal(json, EventCatalog.Serialize(EventCatalog.Deserialize(name, json)));
        Assert.Equal(json, EventCatalog.Serialize(EventCatalog.Deserialize(name, System.Text.Encoding.UTF8.GetBytes(json))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_AnyMemberMissingOrNull_IsAnError(string name)
    {
        var json = File.ReadAllText(Path.Combine(Snapshots(), name + ".json"));
        var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
        foreach (var member in members.Keys)
        {
            var without = members.Where(m => m.Key != member).ToDictionary();
            Assert.Throws<JsonException>(() => EventCatalog.Deserialize(name, JsonSerializer.Serialize(without)));
            without[member] = JsonSerializer.SerializeToElement<object?>(null);
            Assert.Throws<JsonException>(() => EventCatalog.Deserialize(name, JsonSerializer.Serialize(without)));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"eventId":"00000001-0000-7000-8000-000000000001","eventId":"00000001-0000-7000-8000-000000000001"}""")]
    public void Deserialize_NotOneEvent_IsAnError(string json) =>
        Assert.Throws<JsonException>(() => EventCatalog.Deserialize(nameof(CaseOpenedV1), json));

    [Fact]
    public void Deserialize_UnknownMember_IsIgnoredAndUnknownNameIsAnError()
    {
        var json = EventCatalog.Serialize(Events.Opened(1));
        Assert.Equal(json, EventCatalog.Serialize(EventCatalog.Deserialize(nameof(CaseOpenedV1), json.Replace("{\"eventId\"", "{\"new\":[1],\"eventId\"", StringComparison.Ordinal))));
        Assert.Throws<ArgumentException>(() => EventCatalog.Deserialize("CaseOpenedV2", json));
    }

    [Fact]
    public void Serialize_Instant_IsUtcWithItsTicks()
    {
        var at = new DateTimeOffset(2026, 2, 10, 9, 0, 0, TimeSpan.FromHours(8)).AddTicks(1);
        Assert.Contains("\"occurredAt\":\"2026-02-10T01:00:00.0000001Z\"", EventCatalog.Serialize(Events.Ordered(1, at: at)), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_NamedLikePersonalData_AreNone()
    {
        var members = Declared.Append(typeof(FundingShareV1)).Append(typeof(FeedEventV1)).Append(typeof(FeedPageV1))
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name)).Distinct().ToArray();

        Assert.Contains("PaymentReference", members);
        Assert.DoesNotContain(members, m => PersonalData().IsMatch(m));
        // The rule itself must bite.
        Assert.All(
            ["PayeeName", "AccountNumber", "IdNumber", "Phone", "Mobile", "HomeAddress", "BirthDate", "Illness", "Beneficiary", "BankCard", "Remark"],
            m => Assert.Matches(PersonalData(), m));
    }

    [GeneratedRegex("Name|Account|IdNumber|IdCard|Identity|Phone|Mobile|Address|Birth|Gender|Age$|Illness|Disease|Diagnosis|Payee|Person|Beneficiary|Applicant|Household|Family|Card|Email|Photo|Remark|Text|Note|Comment|Description")]
    private static partial Regex PersonalData();

    private static string Snapshots()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BenefitWorkflow.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "tests", "BenefitWorkflow.Tests", "FinanceSubscriber", "Snapshots");
    }
}
