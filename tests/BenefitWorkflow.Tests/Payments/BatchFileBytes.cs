using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Tests.Cases;

namespace BenefitWorkflow.Tests.Payments;

internal static class BatchFileBytes
{
    /// <summary>The batch's only file.</summary>
    public static async Task<(PaymentFile? File, byte[]? Bytes, Refusal? Refusal)> BytesAsync(this BatchFile files, long batch)
    {
        var (made, refusal) = await files.ListAsync(CaseWorld.Preparer, batch, default);
        return refusal is not null ? (null, null, refusal) : await files.BytesOfAsync(Assert.Single(made).Id);
    }

    public static async Task<(PaymentFile? File, byte[]? Bytes, Refusal? Refusal)> BytesOfAsync(this BatchFile files, long file)
    {
        var (found, content, refusal) = await files.OpenAsync(CaseWorld.Preparer, file, default);
        if (content is null) return (found, null, refusal);
        await using (content)
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            return (found, bytes.ToArray(), null);
        }
    }
}
