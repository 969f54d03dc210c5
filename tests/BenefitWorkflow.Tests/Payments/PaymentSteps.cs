using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>The way of cases to the bank, as finance goes it.</summary>
internal static class PaymentSteps
{
    /// <summary>Cases of 1,000 yuan whose notice has run: their payments are ordered.</summary>
    public static async Task<long[]> OrderedAsync(this CaseWorld world, int count, int from = 1)
    {
        var ids = await world.ApprovedAsync([.. Enumerable.Range(from, count).Select(Frontline)]);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        return ids;
    }

    public static async Task<PaymentBatch> PreparedAsync(this CaseWorld world)
    {
        var result = await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default);
        Assert.Null(result.Refusal);
        return result.Batch!;
    }

    /// <summary>Everything that waits, prepared and released.</summary>
    public static async Task<PaymentBatch> ReleasedAsync(this CaseWorld world)
    {
        var batch = await world.PreparedAsync();
        var released = await world.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default);
        Assert.Null(released.Refusal);
        return released.Batch!;
    }

    public static async Task<long> OrderIdAsync(this CaseWorld world, long caseId) => (await world.OrderAsync(caseId)).Id;
}
