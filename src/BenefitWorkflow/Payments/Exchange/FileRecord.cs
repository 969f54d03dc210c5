using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Writes down where a file is, and its payments with it, in one transaction.</summary>
internal sealed partial class FileRecord(MarkBatch mark, ILogger<FileRecord> log)
{
    /// <summary>What led to Unknown.</summary>
    public const string Interrupted = "exchange.interrupted", NoAnswer = "exchange.no-answer";

    public const string ByHand = "by-hand";

    /// <summary>The other end has it: the file where it does not know so yet, and every payment that still waits for the bank's word.</summary>
    public async Task SentAsync(WriteTransaction tx, PaymentFile file, string channel, IReadOnlyList<PartOrder> orders, DateTimeOffset now, CancellationToken ct)
    {
        if (file.State is PaymentFileState.Made or PaymentFileState.Sending or PaymentFileState.Unknown) file.MarkSent(channel, now);
        await tx.UpdateAsync(file, ct);
        Told(file, await mark.SentAsync(tx, Actor.System, [.. orders.Where(o => o.State is PaymentState.Released or PaymentState.Unknown).Select(o => o.Id)], now, ct));
    }

    /// <param name="code">Kept with the file, e.g. <see cref="Interrupted"/>.</param>
    public async Task UnknownAsync(WriteTransaction tx, PaymentFile file, string code, IReadOnlyList<PartOrder> orders, DateTimeOffset now, CancellationToken ct)
    {
        if (file.State is PaymentFileState.Sending or PaymentFileState.Sent) file.LoseSight(code);
        await tx.UpdateAsync(file, ct);
        var reason = code == NoAnswer ? PaymentSignals.NoAnswer : PaymentSignals.HandOver;
        Told(file, await mark.UnknownAsync(tx, Actor.System, [.. orders.Where(o => o.State is PaymentState.Released or PaymentState.Sent).Select(o => o.Id)], now, reason, ct));
        LogUnknown(log, file.FileName, code);
    }

    private void Told(PaymentFile file, MarkedOrders marked)
    {
        if (marked.Refused.Count > 0) LogLeft(log, file.FileName, marked.Refused.Count, marked.Refused[0].Refusal?.Code ?? "case.incident");
    }

    [LoggerMessage(7401, LogLevel.Warning, "The outcome of payment file {File} is unknown: {Code}")]
    private static partial void LogUnknown(ILogger logger, string file, string code);

    [LoggerMessage(7402, LogLevel.Warning, "{Count} payments of file {File} could not be marked, the first because of {Code}")]
    private static partial void LogLeft(ILogger logger, string file, int count, string code);
}
