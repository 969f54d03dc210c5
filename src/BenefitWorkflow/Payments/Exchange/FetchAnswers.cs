using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// Takes in what the bank has laid out, oldest name first, and lays it aside afterwards; what dies in between is taken in again, which
/// changes nothing. An answer that is still being written is left until two looks see the same.
/// </summary>
internal sealed partial class FetchAnswers(BenefitStore store, TakeInBankResults takeIn, ExchangeMemory memory, TimeProvider time, ILogger<FetchAnswers> log, IBankExchange? exchange = null)
{
    /// <summary>Answers of one round: the next follows soon.</summary>
    internal const int AnswersPerRound = 200;

    /// <summary>A return that overtook the answer which tells its credit is tried again so often, and for so long.</summary>
    internal static readonly TimeSpan TryAgainAfter = TimeSpan.FromMinutes(10), GiveUpAfter = TimeSpan.FromHours(24);

    // What another answer may still put right.
    private static readonly string[] EarlyCodes = ["payment.state-mismatch", "payment.before-settlement"];

    /// <summary>Called between the steps with their names; null: nothing. What it throws ends the work as a crash would.</summary>
    internal Action<string>? Step { get; init; }

    /// <returns>Answers that were laid aside.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        if (exchange is not { } end) return 0;
        var (answers, stopped) = await end.ListAsync(ct);
        if (stopped is null)
        {
            var whole = answers.Where(a => memory.Seen.GetValueOrDefault(a.Name) == a).ToList();
            memory.Seen = answers.ToDictionary(a => a.Name, StringComparer.Ordinal);
            foreach (var gone in memory.Again.Keys.Where(name => !memory.Seen.ContainsKey(name)).ToList()) memory.Again.Remove(gone);
            var done = 0;
            foreach (var answer in whole.Where(a => memory.Again.GetValueOrDefault(a.Name) <= time.GetUtcNow()).Take(AnswersPerRound))
            {
                var (laidAside, refusal) = await TakeAsync(end, answer, ct);
                if (laidAside) done++;
                stopped ??= refusal;
            }
            if (memory.Stopped(sending: false, stopped, time.GetUtcNow())) LogStopped(log, stopped!.Code);
            return done;
        }
        if (memory.Stopped(sending: false, stopped, time.GetUtcNow())) LogStopped(log, stopped.Code);
        return 0;
    }

    private async Task<(bool LaidAside, Refusal? Refusal)> TakeAsync(IBankExchange end, WaitingAnswer answer, CancellationToken ct)
    {
        if (answer.Size > TakeInBankResults.MaximumBytes) return await RefuseAsync(end, answer, "file.too-large", [], ct);
        await using var content = TemporaryFile.Create();
        if (await end.FetchAsync(answer, content, ct) is { } unfetched) return (false, unfetched);
        Step?.Invoke("fetched");
        content.Position = 0;
        var hash = await SHA256.HashDataAsync(content, ct);
        var (report, refusal) = await takeIn.RunAsync(Actor.System, answer.Name, content, ct);
        Step?.Invoke("taken-in");
        if (refusal is not null) return await RefuseAsync(end, answer, refusal.Code, hash, ct);
        if (!report!.AlreadyTakenIn && report.Settled + report.Failed + report.Returned > 0)
            // What this one moved may be what others waited for.
            foreach (var name in memory.Again.Keys.ToList()) memory.Again[name] = time.GetUtcNow();
        if (await EarlySinceAsync(report.FileId, ct) is { } since)
        {
            if (time.GetUtcNow() - since < GiveUpAfter)
            {
                memory.Again[answer.Name] = time.GetUtcNow() + TryAgainAfter;
                return (false, null);
            }
            await AlertAsync(answer, EarlyCodes[0], hash, ct);
        }
        return await LayAsideAsync(end, answer, refused: false, ct);
    }

    private async Task<(bool, Refusal?)> RefuseAsync(IBankExchange end, WaitingAnswer answer, string code, byte[] hash, CancellationToken ct)
    {
        LogRefused(log, answer.Name, code);
        await AlertAsync(answer, code, hash, ct);
        return await LayAsideAsync(end, answer, refused: true, ct);
    }

    private async Task AlertAsync(WaitingAnswer answer, string code, byte[] hash, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        await BankAlerts.RaiseAsync(tx, BankAlertKind.AnswerLaidAside, answer.Name, hash, code, Actor.System, time.GetUtcNow(), ct);
        await tx.CommitAsync(ct);
    }

    /// <summary>When the file first came, where it holds a return of which the credit is not known yet; null: it holds none.</summary>
    private async Task<DateTimeOffset?> EarlySinceAsync(long fileId, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await db.BankResultLines.AnyAsync(l => l.FileId == fileId && l.State == BankResultLineState.Refused && l.Result == BankResult.Returned && EarlyCodes.Contains(l.Code!), ct)) return null;
        return await db.BankResultFiles.Where(f => f.Id == fileId).Select(f => f.TakenInAt).SingleAsync(ct);
    }

    private async Task<(bool, Refusal?)> LayAsideAsync(IBankExchange end, WaitingAnswer answer, bool refused, CancellationToken ct)
    {
        var refusal = await end.ArchiveAsync(answer, refused, ct);
        if (refusal is not null) return (false, refusal);
        memory.Again.Remove(answer.Name);
        Step?.Invoke("laid-aside");
        return (true, null);
    }

    [LoggerMessage(7404, LogLevel.Warning, "The bank's answer {File} cannot be taken in and was laid aside: {Code}")]
    private static partial void LogRefused(ILogger logger, string file, string code);

    [LoggerMessage(7405, LogLevel.Warning, "Bank answers are not fetched: {Code}")]
    private static partial void LogStopped(ILogger logger, string code);
}
