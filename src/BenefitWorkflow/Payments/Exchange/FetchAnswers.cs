using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// Takes in what the bank has laid out, oldest name first, and lays it aside afterwards; what dies in between is taken in again, which
/// changes nothing. An answer that is still being written is left until two looks see the same.
/// </summary>
internal sealed partial class FetchAnswers(TakeInBankResults takeIn, ExchangeMemory memory, TimeProvider time, ILogger<FetchAnswers> log, IBankExchange? exchange = null)
{
    /// <summary>Answers of one round: the next follows soon.</summary>
    internal const int AnswersPerRound = 200;

    /// <summary>Rows that do not fit yet, such as a return that overtook its credit, are tried again so often, and for so long.</summary>
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
        if (answer.Size > TakeInBankResults.MaximumBytes)
        {
            LogRefused(log, answer.Name, "file.too-large");
            return await LayAsideAsync(end, answer, refused: true, ct);
        }
        await using var content = TemporaryFile.Create();
        if (await end.FetchAsync(answer, content, ct) is { } unfetched) return (false, unfetched);
        Step?.Invoke("fetched");
        var (report, refusal) = await takeIn.RunAsync(Actor.System, answer.Name, content, ct);
        Step?.Invoke("taken-in");
        if (refusal is not null)
        {
            LogRefused(log, answer.Name, refusal.Code);
            return await LayAsideAsync(end, answer, refused: true, ct);
        }
        var applied = report!.Settled + report.Failed + report.Returned;
        if (applied > 0 && !report.AlreadyTakenIn)
            // What this one moved may be what others waited for.
            foreach (var name in memory.Again.Keys.ToList()) memory.Again[name] = time.GetUtcNow();
        if (report.Rows.Any(row => EarlyCodes.Contains(row.Code)) && time.GetUtcNow() - report.TakenInAt < GiveUpAfter)
        {
            memory.Again[answer.Name] = time.GetUtcNow() + TryAgainAfter;
            return (false, null);
        }
        return await LayAsideAsync(end, answer, refused: false, ct);
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
