using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.Exceptions;
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

    public static PayInCash Cash(this CaseWorld world) => new(world.Store, world.Executor, world.Protector, world.Sending, world.Time);

    /// <summary>The waiting payment is released and refused by the bank; its account is corrected and confirmed, so that another order waits.</summary>
    public static async Task ReissuedAsync(this CaseWorld world, long id)
    {
        await world.ReleasedAsync();
        Applied(await world.BankSaysAsync(id, PaymentSignals.Fail, "AC04"));
        await AnewAsync(world, id);
    }

    /// <summary>A failed or returned payment is ordered once more.</summary>
    public static async Task AnewAsync(this CaseWorld world, long id)
    {
        Applied(Assert.Single(await world.Executor.SignalAsync(new SignalCommand(Caseworker,
            [new CaseSignal(id, new Signal(CorrectAccount.Correct), Personal: new PersonalInput("农业银行", Frontline((int)id).Account!, Frontline((int)id).Name))]), default)));
        Applied(await world.SendAsync(Colleague, id, CorrectAccount.Confirm));
    }

    public static async Task<long> OrderIdAsync(this CaseWorld world, long caseId) => (await world.OrderAsync(caseId)).Id;
}
