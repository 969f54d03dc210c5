using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.RabbitMq;

/// <summary>The service, a broker and the finance process, which is killed while events arrive and started again.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class When_the_finance_process_is_killed(RabbitMqServer server)
{
    private const int Payments = 3_000;

    [SkippableFact]
    public async Task Should_go_on_with_nothing_lost_and_nothing_doubled_and_agree_with_the_service()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        await server.EnsureStartedAsync();
        using var ledger = new RunningService.DataFolder();
        var bus = BrokerHost.Settings(server, server.TakeVirtualHost());
        await using var service = await RunningService.StartAsync(settings: [.. bus.SelectMany(s => new[] { "--" + s.Key, s.Value! })]);
        // The service has handed the ledger over.
        Assert.Null(service.Services.GetService<LedgerStore>());
        Assert.Null(await service.Accounts.CreateAccountAsync("finance", "finance", [Roles.FinanceSystem], null, default));
        var settings = new Dictionary<string, string?>(bus)
        {
            ["Feed:BaseUrl"] = service.Anonymous().BaseAddress!.AbsoluteUri, ["Feed:ApiKey"] = await service.Accounts.CreateKeyAsync("finance", "test", Actor.System.Id, default),
            ["Ledger:File"] = Path.Combine(ledger.Path, "ledger.db"),
        };
        var store = service.Services.GetRequiredService<BenefitStore>();
        var relay = service.Services.GetRequiredService<OutboxRelay>();

        long count;
        using (var first = new FinanceProcessRun(settings))
        {
            var events = await PaymentRun.WriteAsync(store, 1, Payments);
            var publishing = relay.RunOnceAsync(default);
            await first.ArrivedAsync(1_000);
            first.Kill();
            await publishing;
            count = events.Count;
            // And some more while nobody is there.
            count += (await PaymentRun.WriteAsync(store, Payments + 1, 50)).Count;
            await relay.RunOnceAsync(default);
            Assert.DoesNotContain("secret", await first.Output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(server.Password, await first.Output, StringComparison.Ordinal);
        }

        using var second = new FinanceProcessRun(settings);
        await second.ArrivedAsync(count);

        var proof = await second.Http.GetFromJsonAsync<JsonElement>("/ledger/proof");
        Assert.Equal((count, 0), (proof.GetProperty("events").GetInt64(), proof.GetProperty("findings").GetArrayLength()));
        Assert.Equal(0, (await second.Http.GetFromJsonAsync<JsonElement>("/ledger/quarantine")).GetArrayLength());
        for (var day = 0; day < 3; day++)
        {
            using var answer = await second.Http.PostAsync($"/ledger/control-totals?day={PaymentRun.Day.AddDays(day):yyyy-MM-dd}", null);
            var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("Agreed", report.GetProperty("status").GetString());
            Assert.Equal(count, report.GetProperty("upTo").GetInt64());
        }
    }

    [SkippableFact]
    public async Task Should_raise_the_alarm_over_http_when_the_services_event_was_deleted()
    {
        Skip.If(RabbitMqServer.Missing is not null, RabbitMqServer.Missing);
        await server.EnsureStartedAsync();
        using var ledger = new RunningService.DataFolder();
        var bus = BrokerHost.Settings(server, server.TakeVirtualHost());
        await using var service = await RunningService.StartAsync(settings: [.. bus.SelectMany(s => new[] { "--" + s.Key, s.Value! })]);
        Assert.Null(await service.Accounts.CreateAccountAsync("finance", "finance", [Roles.FinanceSystem], null, default));
        var store = service.Services.GetRequiredService<BenefitStore>();
        var events = await PaymentRun.WriteAsync(store, 1, 20);
        await TemporaryStore.DeleteEventAsync(store, events[0].EventId);
        await service.Services.GetRequiredService<OutboxRelay>().RunOnceAsync(default);

        using var finance = new FinanceProcessRun(new Dictionary<string, string?>(bus)
        {
            ["Feed:BaseUrl"] = service.Anonymous().BaseAddress!.AbsoluteUri, ["Feed:ApiKey"] = await service.Accounts.CreateKeyAsync("finance", "test", Actor.System.Id, default),
            ["Ledger:File"] = Path.Combine(ledger.Path, "ledger.db"),
        });
        await finance.ArrivedAsync(events.Count - 1);
        using var check = await finance.Http.PostAsync($"/ledger/control-totals?day={PaymentRun.Day:yyyy-MM-dd}", null);
        check.EnsureSuccessStatusCode();

        using var health = await finance.Http.GetAsync("/health");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("control-totals", (await health.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        finance.Kill();
        Assert.Contains("control.orders-differ", await finance.Output, StringComparison.Ordinal);
    }
}
