using BenefitWorkflow.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace BenefitWorkflow.Tests.Docs;

/// <summary>docker-compose.yml cannot be run where this is built: at least its structure is what the README says.</summary>
public sealed class ComposeFileTests
{
    private static readonly Dictionary<string, object> File =
        new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(new StringReader(SourceTree.Read("docker-compose.yml")))));

    private static Dictionary<object, object> Services => Map(File["services"]);

    [Fact]
    public void Services_AreThoseOfTheReadme() => Assert.Equal(
        ["elsa-studio", "finance-subscriber", "postgresql", "proxy", "rabbitmq", "replica-1", "replica-2", "sqlserver"],
        Services.Keys.Select(k => (string)k).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("postgresql", "postgresql")]
    [InlineData("elsa-studio", "designer")]
    public void Service_OfAProfile_DoesNotStartByItself(string service, string profile) =>
        Assert.Equal([profile], List(Map(Services[service])["profiles"]));

    [Fact]
    public void Replicas_ShareDatabaseBrokerAndKeys()
    {
        var (one, two) = (Map(Services["replica-1"]), Map(Services["replica-2"]));
        Assert.Equal(Map(one["environment"]), Map(two["environment"]));
        Assert.Equal(["data:/data"], List(one["volumes"]));
        Assert.Equal(List(one["volumes"]), List(two["volumes"]));
        Assert.Equal("RabbitMq", Map(one["environment"])["Bus__Transport"]);
        Assert.Contains("SqlServer", (string)Map(one["environment"])["Store__Provider"], StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_AreDeclared_AndEveryDependencyIsAService()
    {
        var declared = Map(File["volumes"]).Keys.ToHashSet();
        foreach (var (name, value) in Services)
        {
            var service = Map(value);
            if (service.TryGetValue("volumes", out var volumes)) Assert.All(List(volumes), v => Assert.Contains(v.Split(':')[0], declared));
            if (!service.TryGetValue("depends_on", out var on)) continue;
            var dependencies = on is Dictionary<object, object> map ? map.Keys.Select(k => (string)k).ToList() : List(on);
            Assert.True(dependencies.All(Services.ContainsKey), $"{name} depends on something that is not there.");
            // A condition of health needs a check to be met by.
            if (on is Dictionary<object, object> conditions)
                foreach (var (dependency, condition) in conditions.Where(c => "service_healthy".Equals(Map(c.Value)["condition"])))
                    Assert.True(Map(Services[dependency]).ContainsKey("healthcheck"), $"{dependency} has no healthcheck but {name} waits for one ({condition}).");
        }
    }

    [Fact]
    public void Ports_AreOnTheLoopbackOnly() =>
        Assert.All(Services.Values.Select(Map).Where(s => s.ContainsKey("ports")).SelectMany(s => List(s["ports"])), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void Dockerfiles_Exist_AndSecretsComeFromOutside()
    {
        var text = SourceTree.Read("docker-compose.yml");
        foreach (var build in Services.Values.Select(Map).Where(s => s.ContainsKey("build")).Select(s => Map(s["build"])))
            Assert.NotEmpty(SourceTree.Read((string)build["dockerfile"]));
        foreach (var line in text.Split('\n').Where(l => l.Contains("PASSWORD:", StringComparison.Ordinal) || l.Contains("Password:", StringComparison.Ordinal) || l.Contains("ApiKey:", StringComparison.Ordinal) || l.Contains("_PASS:", StringComparison.Ordinal)))
            Assert.Contains("${", line, StringComparison.Ordinal);
    }

    private static Dictionary<object, object> Map(object value) => Assert.IsType<Dictionary<object, object>>(value);

    private static List<string> List(object value) => [.. Assert.IsType<List<object>>(value).Select(v => (string)v)];
}
