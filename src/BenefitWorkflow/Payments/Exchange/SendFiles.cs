using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// Hands files over: writes down that it begins, hands over, writes down what came of it, three steps in this order. Whatever is killed in
/// between leaves a file of which the next start says that nobody knows; such a file is looked for and never written again by itself.
/// </summary>
/// <param name="exchange">Null: files are carried by hand.</param>
internal sealed partial class SendFiles(BenefitStore store, BatchFile files, FileRecord record, ExchangeMemory memory, SendingLock sending, TimeProvider time, ILogger<SendFiles> log, IBankExchange? exchange = null)
{
    /// <summary>No hand-over lasts so long: whoever began it is gone.</summary>
    internal static readonly TimeSpan LongestHandOver = TimeSpan.FromMinutes(10);

    /// <summary>Called between the steps with their names; null: nothing. What it throws ends the work as a crash would.</summary>
    internal Action<string>? Step { get; init; }

    /// <returns>Files that were handed over.</returns>
    public async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await RecoverAsync(ct);
        await NoteCarriedByHandAsync(ct);
        if (exchange is null) return 0;
        await InquireAsync(exchange, ct);
        List<long> made;
        await using (var db = store.Read()) made = await db.PaymentFiles.Where(f => f.State == PaymentFileState.Made).OrderBy(f => f.Id).Select(f => f.Id).ToListAsync(ct);
        var (sent, stopped) = (0, made.Count == 0 ? null : await LockedAsync(ct));
        if (stopped is not null) made.Clear();
        foreach (var id in made)
        {
            var (handed, refusal, goOn) = await SendAsync(exchange, id, ct);
            if (handed) sent++;
            stopped ??= refusal;
            if (!goOn) break;
        }
        if (memory.Stopped(sending: true, stopped, time.GetUtcNow())) LogStopped(log, stopped!.Code);
        return sent;
    }

    /// <returns>Whether it was handed over; what was in the way; whether the next file may have better luck.</returns>
    private async Task<(bool Handed, Refusal? Refusal, bool GoOn)> SendAsync(IBankExchange end, long id, CancellationToken ct)
    {
        var (file, content, unfit) = await files.OpenAsync(Actor.System, id, ct);
        if (content is null) return (false, unfit, true);
        await using (content)
        {
            // A look before the first word is written down: an end that is down costs nothing, and what lies there already is not put there again.
            var sighting = await end.FindAsync(file!.FileName, ct);
            if (sighting is Sighting.Unsure(var unseen)) return (false, unseen, false);
            if (!await BeginAsync(end, id, ct)) return (false, null, true);
            try
            {
                Step?.Invoke("recorded");
                HandOver outcome = sighting is Sighting.Present there
                    ? there.Is(file.Bytes, file.Sha256) ? new HandOver.Handed() : new HandOver.Refused(ExchangeProblems.NameTaken(file.FileName))
                    : await end.PutAsync(file.FileName, content, ct);
                Step?.Invoke("handed-over");
                return await EndAsync(end, id, outcome, ct);
            }
            finally
            {
                memory.Own.TryRemove(id, out _);
            }
        }
    }

    /// <summary>Said once for all files that wait; asked again with each, in the transaction that begins it.</summary>
    private async Task<Refusal?> LockedAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return await sending.RefusalAsync(db, ct);
    }

    /// <returns>False where there is nothing to hand over any more.</returns>
    private async Task<bool> BeginAsync(IBankExchange end, long id, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == id, ct);
        if (file.State != PaymentFileState.Made) return false;
        var orders = await FilePart.OrdersAsync(tx.Db, file, ct);
        if (orders.Exists(o => o.IsAnswered || o.State == PaymentState.Sent))
        {
            // Somebody carried it there, and the bank has answered or will.
            await record.SentAsync(tx, file, FileRecord.ByHand, orders, time.GetUtcNow(), ct);
            await tx.CommitAsync(ct);
            return false;
        }
        if (await sending.RefusalAsync(tx.Db, ct) is not null) return false;
        file.BeginSending(end.Channel, time.GetUtcNow());
        await tx.UpdateAsync(file, ct);
        memory.Own[id] = true;
        try
        {
            // A backup of before this moment must not hand the file over once more.
            await sending.CommitAsync(tx, ct);
        }
        catch
        {
            // Whether it is written down that the file goes out is not known; if it is, the file is looked for like one of an earlier life.
            memory.Own.TryRemove(id, out _);
            throw;
        }
        return true;
    }

    private async Task<(bool Handed, Refusal? Refusal, bool GoOn)> EndAsync(IBankExchange end, long id, HandOver outcome, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == id, ct);
        var (orders, now) = (await FilePart.OrdersAsync(tx.Db, file, ct), time.GetUtcNow());
        Refusal? refusal = null;
        switch (outcome)
        {
            case HandOver.Handed:
                await record.SentAsync(tx, file, end.Channel, orders, now, ct);
                break;
            case HandOver.Unsure(var reason):
                await record.UnknownAsync(tx, file, reason.Code, orders, now, ct);
                refusal = reason;
                break;
            case HandOver.Refused(var reason):
                refusal = reason;
                // Another replica may have lost patience and written Unknown: people are at it then.
                if (file.State == PaymentFileState.Sending)
                {
                    if (reason.Code == ExchangeProblems.NameTaken("").Code) file.Refuse(reason.Code);
                    else file.TakeBack();
                    await tx.UpdateAsync(file, ct);
                }
                break;
        }
        Step?.Invoke("noted");
        await tx.CommitAsync(ct);
        Step?.Invoke("committed");
        return (outcome is HandOver.Handed, refusal, outcome is HandOver.Handed || file.State == PaymentFileState.Refused);
    }

    /// <summary>What an earlier life, or a replica that died, was handing over: it is found whole at the other end, or nobody knows.</summary>
    private async Task RecoverAsync(CancellationToken ct)
    {
        var late = time.GetUtcNow() - LongestHandOver;
        List<PaymentFile> sending;
        await using (var db = store.Read()) sending = await db.PaymentFiles.Where(f => f.State == PaymentFileState.Sending).ToListAsync(ct);
        foreach (var left in sending.Where(f => !memory.Own.ContainsKey(f.Id) && (!memory.Recovered || f.SendingAt < late)))
        {
            var there = exchange is null ? new Sighting.Absent() : await exchange.FindAsync(left.FileName, ct);
            await using var tx = await store.BeginWriteAsync(ct);
            var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == left.Id, ct);
            if (file.State != PaymentFileState.Sending) continue;
            var orders = await FilePart.OrdersAsync(tx.Db, file, ct);
            if (there is Sighting.Present present && present.Is(file.Bytes, file.Sha256)) await record.SentAsync(tx, file, exchange!.Channel, orders, time.GetUtcNow(), ct);
            else await record.UnknownAsync(tx, file, FileRecord.Interrupted, orders, time.GetUtcNow(), ct);
            await tx.CommitAsync(ct);
        }
        memory.Recovered = true;
    }

    /// <summary>Looks for files of which nobody knows. Only what is there whole, or was answered to its last payment, is known then.</summary>
    private async Task InquireAsync(IBankExchange end, CancellationToken ct)
    {
        string[] inquirable = [FileRecord.Interrupted, ExchangeProblems.BrokeOff("").Code];
        List<PaymentFile> unknown;
        await using (var db = store.Read()) unknown = await db.PaymentFiles.Where(f => f.State == PaymentFileState.Unknown && inquirable.Contains(f.ReasonCode!)).ToListAsync(ct);
        foreach (var lost in unknown)
        {
            var sighting = await end.FindAsync(lost.FileName, ct);
            await using var tx = await store.BeginWriteAsync(ct);
            var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == lost.Id, ct);
            if (file.State != PaymentFileState.Unknown) continue;
            var orders = await FilePart.OrdersAsync(tx.Db, file, ct);
            if (!(sighting is Sighting.Present there && there.Is(file.Bytes, file.Sha256)) && orders.Exists(o => o.IsOpen)) continue;
            await record.SentAsync(tx, file, end.Channel, orders, time.GetUtcNow(), ct);
            await tx.CommitAsync(ct);
        }
    }

    /// <summary>Finance has said of a file's payments that the bank has them: then it has the file.</summary>
    private async Task NoteCarriedByHandAsync(CancellationToken ct)
    {
        List<long> carried;
        await using (var db = store.Read())
            carried = await db.PaymentFiles.Where(f => f.State == PaymentFileState.Made && db.PaymentOrders.Any(o => o.BatchId == f.BatchId && o.State == PaymentState.Sent)).Select(f => f.Id).ToListAsync(ct);
        foreach (var id in carried)
        {
            await using var tx = await store.BeginWriteAsync(ct);
            var file = await tx.Db.PaymentFiles.SingleAsync(f => f.Id == id, ct);
            var orders = await FilePart.OrdersAsync(tx.Db, file, ct);
            if (file.State != PaymentFileState.Made || !orders.Exists(o => o.State == PaymentState.Sent)) continue;
            await record.SentAsync(tx, file, FileRecord.ByHand, orders, time.GetUtcNow(), ct);
            await tx.CommitAsync(ct);
        }
    }

    [LoggerMessage(7403, LogLevel.Warning, "Payment files are not handed over: {Code}")]
    private static partial void LogStopped(ILogger logger, string code);
}
