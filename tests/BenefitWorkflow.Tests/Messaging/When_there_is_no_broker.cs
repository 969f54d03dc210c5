using System.Net;
using System.Net.Sockets;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class When_there_is_no_broker
{
    [Fact]
    public async Task Should_start_all_the_same_and_be_of_service()
    {
        await using var service = await RunningService.StartAsync(settings: Settings(ClosedPort()));
        var client = await service.AsAsync(Roles.FinanceSystem);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/events")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health")).StatusCode);
        Assert.Contains("\"ledgerWatermark\":null", await client.GetStringAsync("/api/events/health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_embed_the_ledger_where_it_is_asked_for()
    {
        await using var service = await RunningService.StartAsync(settings: [.. Settings(ClosedPort()), "--Finance:Embedded", "true"]);
        var client = await service.AsAsync(Roles.FinanceSystem);
        Assert.Contains("\"ledgerWatermark\":0", await client.GetStringAsync("/api/events/health"), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_settings_without_a_password_and_name_it()
    {
        using var data = new RunningService.DataFolder();
        var refused = Assert.Throws<InvalidDataException>(() => { RunningService.Build(data, settings: ["--Bus:Transport", "RabbitMq", "--Bus:User", "bw"]); });
        Assert.Contains("Bus:Password", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Settings(int port) => ["--Bus:Transport", "RabbitMq", "--Bus:Port", $"{port}", "--Bus:User", "bw", "--Bus:Password", "x"];

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
