using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>
/// Takes a bank's answer in. A first pass reads it to its end, so that what is cut off, hostile or against its schema moves nothing; the second
/// applies it row by row in chunks of one transaction each, with what became of the chunk's rows. The same file may come again, after a crash
/// or when what was wrong has been settled: a row that was applied is left alone, any other is tried again.
/// </summary>
public sealed class TakeInBankResults(BenefitStore store, CaseExecutor executor, BankAnswers answers, Protector protector, TimeProvider time)
{
    /// <summary>Over HTTP; the exchange takes what <see cref="BankAnswers"/> does.</summary>
    public const long MaximumBytes = 256L << 20;

    private const int ChunkRows = 1_000;

    private readonly BankResultApplier _applier = new(executor, protector);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/bank-results", async (IFormFile file, TakeInBankResults useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            await using var stream = file.OpenReadStream();
            var hash = await SHA256.HashDataAsync(stream, ct);
            if (!KeyedRequest.TryRead(http, new { hash }, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var (report, refusal) = await useCase.RunAsync(CurrentActor.Of(http), Path.GetFileName(file.FileName), stream, ct);
                return refusal is null ? (report, null) : (null, Problems.Of(refusal));
            }, ct);
        }).DisableAntiforgery().WithFormOptions(multipartBodyLengthLimit: MaximumBytes + (1 << 20)).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaximumBytes))
            .RequireRoles(Roles.FinancePreparer);

    /// <param name="file">Seekable; read several times.</param>
    /// <returns>The report, or why the file as a whole cannot be taken in; then nothing of it was.</returns>
    public async Task<(BankResultReport? Report, Refusal? Refusal)> RunAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        if (!answers.TryOpen(file, fileName, out var first, out var refusal)) return (null, refusal);
        BankAnswerSurvey? survey;
        using (first)
        {
            survey = BankAnswerSurvey.Of(first);
            if (survey is null) return (null, first.Problem);
        }
        var (kept, known, reused) = await FindOrKeepAsync(actor, fileName, hash, first, survey, ct);
        if (kept is null) return (null, reused);

        if (!answers.TryOpen(file, fileName, out var answer, out refusal)) return (null, refusal);
        var applied = 0;
        using (answer)
        {
            var chunk = new List<BankResultRow>(ChunkRows);
            await foreach (var row in RowsAsync(answer, survey, ct))
            {
                chunk.Add(row);
                if (chunk.Count < ChunkRows) continue;
                applied += await ApplyAsync(actor, kept, chunk, ct);
                chunk.Clear();
            }
            if (chunk.Count > 0) applied += await ApplyAsync(actor, kept, chunk, ct);
        }
        await using var db = store.Read();
        return (await BankResultReport.OfAsync(db, kept, known && applied == 0, ct), null);
    }

    private async Task<int> ApplyAsync(Actor actor, BankResultFile file, IReadOnlyList<BankResultRow> rows, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var tx = await store.BeginWriteAsync(ct);
        var applied = await _applier.ApplyAsync(tx, actor, file, rows, now, ct);
        await tx.CommitAsync(ct);
        return applied;
    }

    /// <summary>The rows with what the survey found; one that speaks of a whole file becomes a row for each of its payments.</summary>
    private async IAsyncEnumerable<BankResultRow> RowsAsync(BankAnswer answer, BankAnswerSurvey survey, [EnumeratorCancellation] CancellationToken ct)
    {
        var shift = 0;
        foreach (var row in answer.Rows())
        {
            if (row.WholeFile is null || row.Refusal is not null)
            {
                yield return row with { Row = row.Row + shift, Refusal = row.Refusal ?? survey.Repeated(row) };
                continue;
            }
            var ids = await PaymentsOfAsync(row, ct);
            if (ids.Count == 0)
            {
                var unknown = new Refusal("payment.unknown-file", $"第 {row.Row} 行所指的付款文件不存在，或合计金额不符；请向银行核实。", $"Row {row.Row} speaks of a payment file that nobody here has, or of another total; ask the bank.");
                yield return row with { Row = row.Row + shift, WholeFile = null, Refusal = unknown };
                continue;
            }
            for (var i = 0; i < ids.Count; i++) yield return row with { Row = row.Row + shift + i, EndToEndId = ids[i], AmountFen = null, WholeFile = null };
            shift += ids.Count - 1;
        }
    }

    private async Task<List<string>> PaymentsOfAsync(BankResultRow row, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await db.PaymentFiles.FirstOrDefaultAsync(f => f.MessageId == row.WholeFile, ct) is not { } file || row.AmountFen is { } total && total != file.TotalFen) return [];
        var earlier = await db.PaymentFiles.Where(f => f.BatchId == file.BatchId && f.Part < file.Part).SumAsync(f => f.Count, ct);
        return await db.PaymentOrders.Where(o => o.BatchId == file.BatchId).OrderBy(o => o.Id).Skip(earlier).Take(file.Count).Select(o => o.EndToEndId).ToListAsync(ct);
    }

    private async Task<(BankResultFile? File, bool Known, Refusal? Reused)> FindOrKeepAsync(
        Actor actor, string fileName, byte[] hash, BankAnswer answer, BankAnswerSurvey survey, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.BankResultFiles.SingleOrDefaultAsync(f => f.Hash == hash, ct) is { } known) return (known, true, null);
        var now = time.GetUtcNow();
        var key = answer.MessageId is { } id ? $"{answer.Format}/{id}" : null;
        if (key is not null && await tx.Db.BankResultFiles.AnyAsync(f => f.MessageKey == key, ct))
        {
            await BankAlerts.RaiseAsync(tx, BankAlertKind.MessageIdReused, fileName, hash, answer.MessageId!, actor, now, ct);
            await tx.CommitAsync(ct);
            return (null, false, new Refusal("bank-answer.message-id-reused",
                $"{fileName} 的报文编号 {answer.MessageId} 已用于内容不同的另一份回单；未作任何处理，已提示财务。请向银行核实哪一份有效。",
                $"{fileName} has the message id {answer.MessageId} of an answer with other content; nothing was taken in and finance is alerted. Ask the bank which one counts."));
        }
        var file = new BankResultFile
        {
            Id = await tx.TakeNumbersAsync("bank_result_files", 1, ct), FileName = fileName, Hash = hash, Format = answer.Format, MessageKey = key,
            OriginalMessageId = answer.OriginalMessageId, BankCreatedAt = answer.CreatedAt, TakenInBy = actor.Id, TakenInAt = now,
        };
        await tx.InsertAsync(file, ct);
        await KeepStatementsAsync(tx, file, answer.Statements, ct);
        await AnsweredFiles.NoteAsync(tx, answer.OriginalMessageId, survey.WholeFiles, now, ct);
        await tx.CommitAsync(ct);
        return (file, false, null);
    }

    private async Task KeepStatementsAsync(WriteTransaction tx, BankResultFile file, IReadOnlyList<BankStatementHead> statements, CancellationToken ct)
    {
        if (statements.Count == 0) return;
        var id = await tx.TakeNumbersAsync("bank_statements", statements.Count, ct);
        await tx.Bulk.InsertAsync<BankStatement>([.. statements.Select((s, i) => new BankStatement
        {
            Id = id + i, FileId = file.Id, StatementId = s.Id, AccountHash = s.Account is null ? null : protector.Hash(PersonalDataKind.Account, s.Account),
            AccountEnd = s.Account is { Length: >= 4 } account ? account[^4..] : null, From = s.From, To = s.To, OpeningFen = s.OpeningFen, ClosingFen = s.ClosingFen,
            CreditFen = s.CreditFen, DebitFen = s.DebitFen, Entries = s.Entries, TakenInAt = file.TakenInAt,
        })], ct);
    }
}
