using System.Security.Cryptography;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What became of one line.</summary>
/// <param name="Status"><c>applied</c> or <c>refused</c>.</param>
public sealed record BankResultReportRow(int Row, string EndToEndId, string Status, string? Code = null, string? Zh = null, string? En = null);

/// <param name="TakenInAt">The first time.</param>
/// <param name="AlreadyTakenIn">True where the same bytes came before and nothing was changed this time.</param>
/// <param name="Rows">What became of every line over all the times the file came.</param>
public sealed record BankResultReport(string FileName, DateTimeOffset TakenInAt, bool AlreadyTakenIn, IReadOnlyList<BankResultReportRow> Rows, int Settled, int Failed, int Returned, int Refused);

/// <summary>
/// Takes a bank's answer in, row by row, in chunks of one transaction each, with what became of the chunk's rows. The same file may come
/// again, after a crash or when what was wrong has been settled: a row that was applied is left alone, one that was refused is tried again.
/// </summary>
public sealed class TakeInBankResults(BenefitStore store, CaseExecutor executor, TimeProvider time)
{
    public const int MaximumBytes = 20 * 1024 * 1024;

    private const int ChunkRows = 1_000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/bank-results", async (IFormFile file, TakeInBankResults useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            if (file.Length > MaximumBytes)
                return Problems.Of(new Refusal("file.too-large", "文件超过 20 MB；请分成几个文件导入。", "The file exceeds 20 MB; split it."), StatusCodes.Status413PayloadTooLarge);
            await using var stream = file.OpenReadStream();
            var hash = await SHA256.HashDataAsync(stream, ct);
            if (!KeyedRequest.TryRead(http, new { hash }, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var (report, refusal) = await useCase.RunAsync(CurrentActor.Of(http), Path.GetFileName(file.FileName), stream, ct);
                return refusal is null ? (report, null) : (null, Problems.Of(refusal));
            }, ct);
        }).DisableAntiforgery().RequireRoles(Roles.FinancePreparer);

    /// <param name="file">Seekable; read twice.</param>
    /// <returns>The report, or why the file as a whole cannot be read.</returns>
    public async Task<(BankResultReport? Report, Refusal? Refusal)> RunAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        file.Position = 0;
        var (rows, refusal) = BankResultTable.Read(file, fileName);
        if (rows is null) return (null, refusal);

        var (kept, known) = await FindOrKeepAsync(actor, fileName, hash, ct);
        var repeated = BankResultChecks.Repeated(rows);
        var applied = 0;
        for (var start = 0; start < rows.Count;)
        {
            var (next, count) = await ApplyAsync(actor, kept.Id, rows, start, repeated, ct);
            (start, applied) = (next, applied + count);
        }
        return (await ReportAsync(kept, known && applied == 0, ct), null);
    }

    /// <summary>Applies one chunk; ends it early where a case comes again, since one decision must see the one before.</summary>
    /// <returns>The row to go on with, and how many rows were applied.</returns>
    private async Task<(int Next, int Applied)> ApplyAsync(Actor actor, long fileId, IReadOnlyList<BankResultRow> rows, int start, Dictionary<int, Refusal> repeated, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var end = Math.Min(start + ChunkRows, rows.Count);
        await using var tx = await store.BeginWriteAsync(ct);
        var ids = rows.Skip(start).Take(end - start).Select(row => row.EndToEndId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var orders = await tx.Db.PaymentOrders.Where(o => ids.Contains(o.EndToEndId)).ToDictionaryAsync(o => o.EndToEndId, StringComparer.Ordinal, ct);
        var (first, last) = (rows[start].Row, rows[end - 1].Row);
        var known = await tx.Db.BankResultLines.Where(l => l.FileId == fileId && l.Row >= first && l.Row <= last).ToDictionaryAsync(l => l.Row, ct);

        var refused = new List<(BankResultRow Row, Refusal Refusal)>();
        var accepted = new List<(BankResultRow Row, CaseSignal Signal)>();
        var cases = new HashSet<long>();
        for (var i = start; i < end; i++)
        {
            var row = rows[i];
            if (known.TryGetValue(row.Row, out var line) && line.State == BankResultLineState.Applied) continue;
            var order = orders.GetValueOrDefault(row.EndToEndId);
            if ((row.Refusal ?? repeated.GetValueOrDefault(i) ?? BankResultChecks.Check(row, order, now)) is { } refusal)
            {
                refused.Add((row, refusal));
                continue;
            }
            if (!cases.Add(order!.CaseId))
            {
                end = i;
                break;
            }
            accepted.Add((row, new CaseSignal(order.CaseId, BankResultChecks.SignalOf(row, order))));
        }

        var outcomes = await executor.SignalWithinAsync(tx, actor, [.. accepted.Select(entry => entry.Signal)], ct);
        var lines = refused.ConvertAll(entry => BankResultLine.Of(fileId, entry.Row, entry.Refusal, now));
        for (var k = 0; k < accepted.Count; k++)
            lines.Add(BankResultLine.Of(fileId, accepted[k].Row, outcomes[k].Kind == CaseOutcomeKind.Applied ? null : outcomes[k].Refusal ?? Incident(accepted[k].Row), now));
        await tx.Bulk.UpdateAsync(lines.FindAll(line => known.ContainsKey(line.Row)), ct);
        await tx.Bulk.InsertAsync(lines.FindAll(line => !known.ContainsKey(line.Row)), ct);
        await tx.CommitAsync(ct);
        return (end, lines.Count(line => line.State == BankResultLineState.Applied));
    }

    private async Task<(BankResultFile File, bool Known)> FindOrKeepAsync(Actor actor, string fileName, byte[] hash, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.BankResultFiles.SingleOrDefaultAsync(f => f.Hash == hash, ct) is { } known) return (known, true);
        var file = new BankResultFile
        {
            Id = await tx.TakeNumbersAsync("bank_result_files", 1, ct), FileName = fileName, Hash = hash, TakenInBy = actor.Id, TakenInAt = time.GetUtcNow(),
        };
        await tx.InsertAsync(file, ct);
        await tx.CommitAsync(ct);
        return (file, false);
    }

    private async Task<BankResultReport> ReportAsync(BankResultFile file, bool alreadyTakenIn, CancellationToken ct)
    {
        await using var db = store.Read();
        var lines = await db.BankResultLines.Where(l => l.FileId == file.Id).OrderBy(l => l.Row).ToListAsync(ct);
        return new BankResultReport(file.FileName, file.TakenInAt, alreadyTakenIn,
            lines.ConvertAll(l => new BankResultReportRow(l.Row, l.EndToEndId, l.State == BankResultLineState.Applied ? "applied" : "refused", l.Code, l.Zh, l.En)),
            Applied(BankResult.Settled), Applied(BankResult.Failed), Applied(BankResult.Returned), lines.Count(l => l.State == BankResultLineState.Refused));

        int Applied(BankResult result) => lines.Count(l => l.State == BankResultLineState.Applied && l.Result == result);
    }

    private static Refusal Incident(BankResultRow row) => new("case.incident",
        $"第 {row.Row} 行：处理该案件时出错，案件已标记；请处理后重新导入。", $"Row {row.Row}: the case's step failed and is marked; settle it and take the row in again.");
}
