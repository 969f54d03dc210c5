using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>The page of batches after a restore: what has happened, what is to be done, and for whoever may the way out.</summary>
public sealed class When_paying_is_locked
{
    [Fact]
    public async Task Should_offer_the_releaser_alone_to_lift_it_and_nobody_where_it_is_not()
    {
        await using var service = await RunningService.StartAsync();
        var releaser = await service.AsAsync(Roles.FinanceReleaser);
        Assert.DoesNotContain("付款已锁定", await PageAsync(releaser), StringComparison.Ordinal);

        // As after a restore: the number beside the key ring is ahead of the database's.
        var sending = service.Services.GetRequiredService<SendingLock>();
        sending.Keep(7);
        await sending.DetectAsync(default);
        var page = await PageAsync(releaser);
        foreach (var said in (string[])["付款已锁定", "payment.sending-locked", "自 2023-03-01 10:00 起锁定", "解除锁定"]) Assert.Contains(said, page, StringComparison.Ordinal);
        var supervisor = await PageAsync(await service.AsAsync(Roles.Supervisor));
        Assert.Contains("由财务复核解除。", supervisor, StringComparison.Ordinal);
        Assert.DoesNotContain("解除锁定</span>", supervisor, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/bank-results\">导入锁定", supervisor, StringComparison.Ordinal);
        Assert.NotNull((await sending.ReadAsync(default)).Row?.LockedAt);
    }

    private static async Task<string> PageAsync(HttpClient client) => WebUtility.HtmlDecode(await client.GetStringAsync("/payments"));
}
