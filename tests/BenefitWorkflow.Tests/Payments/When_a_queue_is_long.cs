using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Payments;

public sealed class When_a_queue_is_long
{
    [Theory]
    [InlineData(BankAlerts.MaximumListed, false)]
    [InlineData(BankAlerts.MaximumListed + 1, true)]
    public async Task Should_say_that_it_shows_only_the_first_ones(int alerts, bool cut)
    {
        await using var service = await RunningService.StartAsync();
        await using (var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            await tx.Bulk.InsertAsync(Enumerable.Range(1, alerts).Select(id => new BankAlert
            {
                Id = id, Kind = BankAlertKind.PaidAfterRefusal, FileName = "a.xml", FileHash = [1], Subject = $"E{id}", RaisedBy = "x", RaisedAt = service.Time.GetUtcNow(),
            }).ToList(), default);
            await tx.CommitAsync(default);
        }
        using var response = await (await service.AsAsync(Roles.FinancePreparer)).GetAsync("/payments/queues?show=alerts");
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        Assert.Contains("E500", page, StringComparison.Ordinal);
        Assert.Equal(cut, page.Contains($"只显示前 {BankAlerts.MaximumListed} 条，共 {alerts} 条。", StringComparison.Ordinal));
    }
}
