using System.Security.Cryptography;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Runs;
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

    /// <summary>Larger files, some 10,000 rows, are taken in by a run unless the caller says otherwise: nobody should wait for them with an open request.</summary>
    internal const long DirectBytes = 1 << 20;

    internal static readonly string[] May = [Roles.FinancePreparer];

    internal static Refusal TooLarge { get; } = new("file.too-large", $"文件超过 {MaximumBytes >> 20} MB；请由银行分成几个文件。", $"The file has more than {MaximumBytes >> 20} MB; have the bank split it.");

    private const int ChunkRows = 1_000;

    private readonly BankResultApplier _applier = new(executor, protector);

    /// <summary><c>run</c>: true answers 202 with a run that takes the file in; false with the report, when all is done; not given: by the file's size.</summary>
    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/bank-results", async (IFormFile file, bool? run, TakeInBankResults useCase, BankResultsRun runs, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            await using var stream = file.OpenReadStream();
            if (run ?? file.Length > DirectBytes)
            {
                var (started, wrong) = await runs.StartAsync(CurrentActor.Of(http), Path.GetFileName(file.FileName), stream, ct);
                return started is not null ? RunStarter.Accepted(started) : Problems.Of(wrong!);
            }
            var hash = await SHA256.HashDataAsync(stream, ct);
            if (!KeyedRequest.TryRead(http, new { hash }, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var (report, refusal) = await useCase.RunAsync(CurrentActor.Of(http), Path.GetFileName(file.FileName), stream, ct);
                return refusal is null ? (report, null) : (null, Problems.Of(refusal));
            }, ct);
        }).DisableAntiforgery().WithFormOptions(multipartBodyLengthLimit: MaximumBytes + (1 << 20)).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaximumBytes))
            .RequireRoles(May);

    /// <param name="file">Seekable; read several times.</param>
    /// <returns>The report, or why the file as a whole cannot be taken in; then nothing of it was.</returns>
    public async Task<(BankResultReport? Report, Refusal? Refusal)> RunAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        var (kept, known, survey, refusal) = await PrepareAsync(actor, fileName, file, ct);
        if (kept is null || survey is null || !answers.TryOpen(file, fileName, out var answer, out _)) return (null, refusal);
        var applied = 0;
        using (answer)
        {
            var chunk = new List<BankResultRow>(ChunkRows);
            await foreach (var row in new BankAnswerRows(store).ReadAsync(answer, survey, ct))
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

    /// <summary>Reads the file to its end and writes it down; moves no payment.</summary>
    /// <returns>The file, whether it was known, and what was found in it; or the refusal.</returns>
    internal async Task<(BankResultFile? File, bool Known, BankAnswerSurvey? Survey, Refusal? Refusal)> PrepareAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        if (!answers.TryOpen(file, fileName, out var first, out var refusal)) return (null, false, null, refusal);
        using (first)
        {
            if (BankAnswerSurvey.Of(first) is not { } survey) return (null, false, null, first.Problem);
            var (kept, known, reused) = await FindOrKeepAsync(actor, fileName, hash, first, survey, ct);
            return (kept, known, survey, reused);
        }
    }

    private async Task<int> ApplyAsync(Actor actor, BankResultFile file, IReadOnlyList<BankResultRow> rows, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var tx = await store.BeginWriteAsync(ct);
        var lines = await _applier.ApplyAsync(tx, actor, file, rows, now, ct);
        await tx.CommitAsync(ct);
        return lines.Count(line => line.State == BankResultLineState.Applied);
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
