using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>A file as the API shows it.</summary>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record PaymentFileView(
    long Id, long BatchId, int Part, int Parts, string FileName, string MessageId, string Format, int FormatVersion, int Count, long TotalFen, long Bytes, string Sha256,
    PaymentFileState State, string? Channel, string? ReasonCode, DateTimeOffset MadeAt, DateTimeOffset? SendingAt, DateTimeOffset? SentAt)
{
    public static PaymentFileView Of(PaymentFile f) => new(
        f.Id, f.BatchId, f.Part, f.Parts, f.FileName, f.MessageId, f.Format, f.FormatVersion, f.Count, f.TotalFen, f.Bytes, Convert.ToHexStringLower(f.Sha256),
        f.State, f.Channel, f.ReasonCode, f.MadeAt, f.SendingAt, f.SentAt);
}

/// <summary>The files of a released batch for the bank: the same bytes every time, or none.</summary>
public sealed class BatchFile(BenefitStore store, BatchDigest digest, PaymentFileMaker maker, PaymentFormats formats, SendingLock sending)
{
    internal static readonly string[] Readers = [Roles.FinancePreparer, Roles.FinanceReleaser];

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/payment-batches/{id:long}/files", async (long id, BatchFile useCase, HttpContext http, CancellationToken ct) =>
        {
            var (files, refusal) = await useCase.ListAsync(CurrentActor.Of(http), id, ct);
            return refusal is null ? Results.Ok(new { items = files.Select(PaymentFileView.Of) }) : Refused(refusal);
        }).RequireRoles(Readers);
        api.MapGet("/payment-batches/{id:long}/file", async (long id, BatchFile useCase, HttpContext http, CancellationToken ct) =>
        {
            var (files, refusal) = await useCase.ListAsync(CurrentActor.Of(http), id, ct);
            if (refusal is not null) return Refused(refusal);
            return files.Count == 1 ? await useCase.SendAsync(files[0].Id, http, ct)
                : Problems.Of(new Refusal("payment.several-files", $"该批次分为 {files.Count} 个文件；请用 /api/payment-batches/{id}/files 列出后逐个下载。",
                    $"The batch has {files.Count} files; list them by /api/payment-batches/{id}/files and fetch each."));
        }).RequireRoles(Readers);
        api.MapGet("/payment-files/{id:long}/content", async (long id, BatchFile useCase, HttpContext http, CancellationToken ct) => await useCase.SendAsync(id, http, ct)).RequireRoles(Readers);
        api.MapGet("/payment-formats", (PaymentFormats formats) => Results.Ok(new { items = formats.Newest.Select(f => new { f.Key, f.Version, f.MaximumRows, f.MediaType }) }))
            .RequireRoles(Readers);
    }

    /// <summary>The files of a batch by part.</summary>
    public async Task<(IReadOnlyList<PaymentFile> Files, Refusal? Refusal)> ListAsync(Actor actor, long batchId, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await Visible(db, actor).SingleOrDefaultAsync(b => b.Id == batchId, ct) is not { } batch) return ([], BatchView.Unknown);
        if (batch.State != BatchState.Released)
            return ([], new Refusal("payment.batch-not-released", $"批次 {batch.Number} 尚未放行，不能生成银行文件。", $"Batch {batch.Number} is not released; there is no bank file yet."));
        return (await db.PaymentFiles.Where(f => f.BatchId == batchId).OrderBy(f => f.Part).ToListAsync(ct), null);
    }

    /// <summary>A file's bytes as they were made at the release.</summary>
    /// <returns>A stream at its start, which the caller closes; or why nothing must be sent.</returns>
    public async Task<(PaymentFile? File, Stream? Content, Refusal? Refusal)> OpenAsync(Actor actor, long fileId, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await db.PaymentFiles.SingleOrDefaultAsync(f => f.Id == fileId, ct) is not { } file || !await Visible(db, actor).AnyAsync(b => b.Id == file.BatchId, ct)) return (null, null, Unknown);
        // By hand or by the exchange: a restored database may have paid this file already.
        if (await sending.RefusalAsync(db, ct) is { } locked) return (file, null, locked);
        var batch = await db.PaymentBatches.SingleAsync(b => b.Id == file.BatchId, ct);
        var orders = await db.PaymentOrders.Where(o => o.BatchId == file.BatchId).OrderBy(o => o.Id).ToListAsync(ct);
        if (!digest.Matches(batch, orders))
            return (file, null, new Refusal("payment.batch-altered", $"批次 {batch.Number} 的内容在放行后被改动，不得发送银行；请停止付款，由审计核查。", $"Batch {batch.Number} was altered after its release: do not send it to the bank, stop paying and have it audited."));
        var earlier = await db.PaymentFiles.Where(f => f.BatchId == file.BatchId && f.Part < file.Part).SumAsync(f => f.Count, ct);
        return await maker.MakeAgainAsync(db, batch, file, orders, earlier, ct) is { } content ? (file, content, null)
            : (file, null, new Refusal("payment.file-changed", $"文件 {file.FileName} 已不能按放行时的内容重新生成，不得发送银行；请由审计核查。",
                $"The file {file.FileName} can no longer be made as it was at the release: do not send it to the bank, have it audited."));
    }

    /// <summary>The exchange, which sends every programme's files, is the service itself.</summary>
    private static IQueryable<PaymentBatch> Visible(BenefitDb db, Actor actor) =>
        actor == Actor.System ? db.PaymentBatches : CaseScope.Of(actor, Readers).LimitWhole(db.PaymentBatches, b => b.ProgrammeKey);

    private async Task<IResult> SendAsync(long fileId, HttpContext http, CancellationToken ct)
    {
        var (file, content, refusal) = await OpenAsync(CurrentActor.Of(http), fileId, ct);
        if (refusal is not null) return Refused(refusal);
        // Whoever has the bytes may carry them to the bank: a backup of before this moment must not make them once more.
        await sending.LetGoAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return Results.File(content!, formats.Find(file!.Format, file.FormatVersion)!.MediaType, file.FileName);
    }

    private static IResult Refused(Refusal refusal) =>
        Problems.Of(refusal, refusal == BatchView.Unknown || refusal == Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);

    internal static Refusal Unknown { get; } = new("payment.file-unknown", "没有这个付款文件；请核对编号。", "There is no such payment file; check its id.");
}
