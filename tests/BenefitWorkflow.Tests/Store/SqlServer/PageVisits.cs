using BenefitWorkflow.Cases;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notices.Objections;
using BenefitWorkflow.Payments;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What a page asks when somebody uses it, beyond what its address asks.</summary>
internal static class PageVisits
{
    public static async Task RunAsync(IServiceProvider services, string idNumber)
    {
        // What is typed into the work list stays out of its address.
        var queue = services.GetRequiredService<WorkQueue>();
        foreach (var text in (string[])["KNBF-2023-000001", "陈", idNumber])
        {
            await queue.ReadAsync(new WorkFilter(Scheme: "frontline-worker", Text: text), null, 2, default);
            await queue.HowManyAsync(new WorkFilter(Text: text), 5, default);
            await queue.ChooseAsync(new WorkFilter(Text: text), null, 5, default);
        }
        await queue.ChooseAsync(new WorkFilter(), [1, 2], 5, default);

        using var scope = services.CreateScope();
        var payments = scope.ServiceProvider.GetRequiredService<PaymentQueues>();
        foreach (var text in (string[])["KNBF-2023-000001", "KNBF-2023-000001-1-1"]) await payments.FindAsync(text, default);
        await scope.ServiceProvider.GetRequiredService<BatchBoard>().ReadAsync(null, null, null, 2, default);
        await scope.ServiceProvider.GetRequiredService<ObjectionBoard>().LineAsync(1, 1, default);
        await services.GetRequiredService<PostNotice>().PreviewAsync(new PostNoticeRequest("hardship-assistance", "frontline-worker"), default);
    }
}
