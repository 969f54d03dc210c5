using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>The page of the feed's health, with the ledger in this process and a relay that stands still.</summary>
public sealed class When_the_event_feed_is_looked_at
{
    [Fact]
    public async Task Should_say_what_waits_since_when_and_hold_the_day_s_totals_of_both_ends_side_by_side()
    {
        await using var service = await RunningService.StartAsync();
        var auditor = await service.AsAsync(Roles.Auditor);
        var quiet = await PageAsync(auditor, "/events");
        Assert.Contains("全部已发出", quiet, StringComparison.Ordinal);
        Assert.Contains("没有告警", quiet, StringComparison.Ordinal);
        Assert.DoesNotContain("最早的事件已等待", quiet, StringComparison.Ordinal);

        var opened = service.Time.GetUtcNow();
        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)) } });
        service.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(opened, (await service.Services.GetRequiredService<OutboxFeed>().HealthAsync(null, default)).OldestWaitingAt);
        Assert.DoesNotContain("最早的事件已等待", await PageAsync(auditor, "/events"), StringComparison.Ordinal);
        service.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("最早的事件已等待 16 分钟", await PageAsync(auditor, "/events"), StringComparison.Ordinal);

        await PaymentRun.WriteAsync(service.Services.GetRequiredService<BenefitStore>(), 1, 2);
        var day = await PageAsync(await service.AsAsync(Roles.FinanceReleaser), "/events?day=2026-02-10");
        foreach (var said in (string[])["支付指令", "财务账", "不符", "财务账还没有收到全部事件"]) Assert.Contains(said, day, StringComparison.Ordinal);
        Assert.Contains("这一天没有支付变动", await PageAsync(auditor, "/events?day=2026-02-09"), StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));
}
