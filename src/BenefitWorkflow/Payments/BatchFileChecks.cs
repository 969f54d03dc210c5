using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Payments;

/// <summary>What a batch's file format cannot write.</summary>
/// <param name="CaseId">Null: it concerns the whole batch.</param>
/// <param name="Refusal">Names the payment by its place in the batch, and the field; none of its content.</param>
public sealed record BatchFileProblem(long? CaseId, string? CaseNumber, string? EndToEndId, Refusal Refusal);

/// <summary>Finds out before the release whether the bank's file can be written: a name that the encoding lacks, a payer that is not set.</summary>
public sealed class BatchFileChecks(PaymentFileMaker maker)
{
    /// <param name="orders">All of the batch, in the order of their ids.</param>
    /// <returns>Empty where the files can be made.</returns>
    public async Task<IReadOnlyList<BatchFileProblem>> Of(BenefitDb db, PaymentBatch batch, IReadOnlyList<PaymentOrder> orders, CancellationToken ct) =>
        [.. (await maker.CheckAsync(db, batch, orders, ct)).Select(p => new BatchFileProblem(p.Order?.CaseId, p.Order?.CaseNumber, p.Order?.EndToEndId, p.Refusal))];
}
