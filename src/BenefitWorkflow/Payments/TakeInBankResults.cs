using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
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

/// <param name="AlreadyTakenIn">True where the same bytes came before: the report is that of the first time, and nothing was changed.</param>
public sealed record BankResultReport(string FileName, bool AlreadyTakenIn, IReadOnlyList<BankResultReportRow> Rows, int Settled, int Failed, int Returned, int Refused);

/// <summary>
/// Takes a bank's answer in, row by row, in chunks of one transaction each; the report is stored last. After a crash the same file
/// goes on where it was, because a row that was applied is refused harmlessly.
/// </summary>
public sealed class TakeInBankResults(BenefitStore store, CaseExecutor executor, TimeProvider time)
{
    public const int MaximumBytes = 20 * 1024 * 1024;

    private const int ChunkRows = 1_000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/bank-results", async (IFormFile file, TakeInBankResults useCase, HttpContext http, CancellationToken ct) =>
        {
            if (file.Length > MaximumBytes)
                return Problems.Of(new Refusal("file.too-large", "文件超过 20 MB；请分成几个文件导入。", "The file exceeds 20 MB; split it."), StatusCodes.Status413PayloadTooLarge);
            await using var stream = file.OpenReadStream();
            var (report, refusal) = await useCase.RunAsync(CurrentActor.Of(http), Path.GetFileName(file.FileName), stream, ct);
            return refusal is null ? Results.Ok(report) : Problems.Of(refusal);
        }).DisableAntiforgery().RequireRoles(Roles.FinancePreparer);

    /// <param name="file">Seekable; read twice.</param>
    /// <returns>The report, or why the file as a whole cannot be read.</returns>
    public async Task<(BankResultReport? Report, Refusal? Refusal)> RunAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        file.Position = 0;
        if (await FindAsync(hash, ct) is { } known) return (known, null);
        var (rows, refusal) = BankResultTable.Read(file, fileName);
        if (rows is null) return (null, refusal);

        var repeated = BankResultChecks.Repeated(rows);
        var report = new BankResultReportRow[rows.Count];
        var applied = new Dictionary<BankResult, int>();
        for (var start = 0; start < rows.Count;)
            start = await ApplyAsync(actor, rows, start, repeated, report, applied, ct);

        var result = new BankResultReport(fileName, false, report,
            applied.GetValueOrDefault(BankResult.Settled), applied.GetValueOrDefault(BankResult.Failed), applied.GetValueOrDefault(BankResult.Returned), report.Count(row => row.Status == "refused"));
        return (await KeepAsync(actor, hash, result, ct), null);
    }

    /// <summary>Applies one chunk; ends it early where a case comes again, since one decision must see the one before.</summary>
    /// <returns>The row to go on with.</returns>
    private async Task<int> ApplyAsync(Actor actor, IReadOnlyList<BankResultRow> rows, int start, Dictionary<int, Refusal> repeated, BankResultReportRow[] report, Dictionary<BankResult, int> applied, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var end = Math.Min(start + ChunkRows, rows.Count);
        await using var tx = await store.BeginWriteAsync(ct);
        var ids = rows.Skip(start).Take(end - start).Select(row => row.EndToEndId).Where(id => id.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var orders = await tx.Db.PaymentOrders.Where(o => ids.Contains(o.EndToEndId)).ToDictionaryAsync(o => o.EndToEndId, StringComparer.Ordinal, ct);

        var accepted = new List<(int Index, CaseSignal Signal)>();
        var cases = new HashSet<long>();
        for (var i = start; i < end; i++)
        {
            var row = rows[i];
            var order = orders.GetValueOrDefault(row.EndToEndId);
            if ((row.Refusal ?? repeated.GetValueOrDefault(i) ?? BankResultChecks.Check(row, order, now)) is { } refusal)
            {
                report[i] = Refused(row, refusal);
                continue;
            }
            if (!cases.Add(order!.CaseId))
            {
                end = i;
                break;
            }
            accepted.Add((i, new CaseSignal(order.CaseId, BankResultChecks.SignalOf(row, order))));
        }

        if (accepted.Count == 0) return end;
        var outcomes = await executor.SignalWithinAsync(tx, actor, [.. accepted.Select(entry => entry.Signal)], ct);
        await tx.CommitAsync(ct);
        for (var k = 0; k < accepted.Count; k++)
        {
            var row = rows[accepted[k].Index];
            if (outcomes[k].Kind == CaseOutcomeKind.Applied)
            {
                report[accepted[k].Index] = new BankResultReportRow(row.Row, row.EndToEndId, "applied");
                applied[row.Result] = applied.GetValueOrDefault(row.Result) + 1;
            }
            else report[accepted[k].Index] = Refused(row, outcomes[k].Refusal ?? Incident(row));
        }
        return end;
    }

    private async Task<BankResultReport> KeepAsync(Actor actor, byte[] hash, BankResultReport report, CancellationToken ct)
    {
        try
        {
            await using var tx = await store.BeginWriteAsync(ct);
            await tx.InsertAsync(new BankResultFile
            {
                Id = await tx.TakeNumbersAsync("bank_result_files", 1, ct), FileName = report.FileName, Hash = hash, TakenInBy = actor.Id, TakenInAt = time.GetUtcNow(),
                ReportJson = JsonSerializer.Serialize(report),
            }, ct);
            await tx.CommitAsync(ct);
            return report;
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            // The same file came twice at once and the other one's report stands. What this run applied is still said.
            if (await FindAsync(hash, ct) is not { } known) throw;
            return report.Settled + report.Failed + report.Returned > 0 ? report : known;
        }
    }

    private async Task<BankResultReport?> FindAsync(byte[] hash, CancellationToken ct)
    {
        await using var db = store.Read();
        var json = await db.BankResultFiles.Where(f => f.Hash == hash).Select(f => f.ReportJson).SingleOrDefaultAsync(ct);
        return json is null ? null : JsonSerializer.Deserialize<BankResultReport>(json)! with { AlreadyTakenIn = true };
    }

    private static BankResultReportRow Refused(BankResultRow row, Refusal refusal) => new(row.Row, row.EndToEndId, "refused", refusal.Code, refusal.Zh, refusal.En);

    private static Refusal Incident(BankResultRow row) => new("case.incident",
        $"第 {row.Row} 行：处理该案件时出错，案件已标记；请处理后重新导入。", $"Row {row.Row}: the case's step failed and is marked; settle it and take the row in again.");
}
