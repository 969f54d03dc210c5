using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>The file of a released batch for the bank: made of what an order never changes, so it is the same bytes every time.</summary>
public sealed class BatchFile(BenefitStore store, BatchDigest digest, Protector protector)
{
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/payment-batches/{id:long}/file", async (long id, string? encoding, BatchFile useCase, HttpContext http, CancellationToken ct) =>
        {
            if (encoding is not (null or "gb18030" or "gbk"))
                return Problems.Of(new Refusal("payment.file-encoding", "encoding 应为 gb18030 或 gbk。", "The encoding is gb18030 or gbk."));
            var (name, bytes, refusal) = await useCase.RunAsync(id, encoding == "gbk", ct);
            if (refusal is not null) return Problems.Of(refusal, refusal == BatchView.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
            http.Response.Headers.CacheControl = "no-store";
            return Results.File(bytes!, $"text/plain; charset={encoding ?? "gb18030"}", name);
        }).RequireRoles(Roles.FinancePreparer, Roles.FinanceReleaser);

    public async Task<(string? Name, byte[]? Bytes, Refusal? Refusal)> RunAsync(long id, bool gbk, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await db.PaymentBatches.SingleOrDefaultAsync(b => b.Id == id, ct) is not { } batch) return (null, null, BatchView.Unknown);
        if (batch.State != BatchState.Released)
            return (null, null, new Refusal("payment.batch-not-released", $"批次 {batch.Number} 尚未放行，不能生成银行文件。", $"Batch {batch.Number} is not released; there is no bank file yet."));
        var orders = await db.PaymentOrders.Where(o => o.BatchId == id).OrderBy(o => o.Id).ToListAsync(ct);
        if (!digest.Matches(batch, orders))
            return (null, null, new Refusal("payment.batch-altered", $"批次 {batch.Number} 的内容在放行后被改动，不得发送银行；请停止付款，由审计核查。", $"Batch {batch.Number} was altered after its release: do not send it to the bank, stop paying and have it audited."));
        var (bytes, refusal) = BankDelimitedText.Write(
            orders.ConvertAll(o => new BankRow(o.EndToEndId, o.AccountName, protector.Decrypt(o.AccountCipher), o.BankName, o.AmountFen)), gbk);
        return (batch.Number + ".txt", bytes, refusal);
    }
}
