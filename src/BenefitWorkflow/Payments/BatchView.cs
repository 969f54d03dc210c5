using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments;

/// <summary>A batch as the API shows it.</summary>
/// <param name="Digest">Lower-case hex.</param>
public sealed record BatchView(
    long Id, string Number, string Programme, int Year, int Count, long TotalFen, string TotalInWords, string Digest, string Format, BatchState State,
    string PreparedBy, DateTimeOffset PreparedAt, string? CheckedBy, DateTimeOffset? CheckedAt, string? ReleasedBy, DateTimeOffset? ReleasedAt, string? DissolvedBy, DateTimeOffset? DissolvedAt)
{
    public static BatchView Of(PaymentBatch batch) => new(
        batch.Id, batch.Number, batch.ProgrammeKey, batch.Year, batch.Count, batch.TotalFen, new Money(batch.TotalFen).InWords(), Convert.ToHexStringLower(batch.Digest), batch.Format, batch.State,
        batch.PreparedBy, batch.PreparedAt, batch.CheckedBy, batch.CheckedAt, batch.ReleasedBy, batch.ReleasedAt, batch.DissolvedBy, batch.DissolvedAt);

    internal static Refusal Unknown { get; } = new("payment.batch-unknown", "没有这个批次；请核对编号。", "There is no such batch; check its id.");

    internal static Refusal NotPrepared(PaymentBatch batch) => batch.State == BatchState.Released
        ? new Refusal("payment.batch-released", $"批次 {batch.Number} 已放行。", $"Batch {batch.Number} is released already.")
        : new Refusal("payment.batch-dissolved", $"批次 {batch.Number} 已解散；请重新制单。", $"Batch {batch.Number} was dissolved; prepare another.");
}
