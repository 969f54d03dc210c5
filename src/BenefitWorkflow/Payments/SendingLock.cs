using System.Globalization;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Reconciliation;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>The one row of the database that says how often money was let go, and whether that is locked.</summary>
public sealed class SendingGeneration
{
    public const long TheOne = 1;

    public long Id { get; init; } = TheOne;

    /// <summary>Counts releases, hand-overs and payments in cash; the same number lies beside the key ring.</summary>
    public long Generation { get; set; }

    /// <summary>When the database was found older than what lies beside the key ring; null while sending is free.</summary>
    public DateTimeOffset? LockedAt { get; set; }

    /// <summary>Who lifted the last lock, when and why; null if there never was one.</summary>
    public string? LiftedBy { get; set; }
    public DateTimeOffset? LiftedAt { get; set; }
    public string? LiftReason { get; set; }
}

internal sealed class SendingGenerationMapping : IEntityTypeConfiguration<SendingGeneration>
{
    public void Configure(EntityTypeBuilder<SendingGeneration> b)
    {
        b.ToTable("sending_generation");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
    }
}

/// <summary>
/// A restored backup cannot pay again. Every release, hand-over, download of a file and payment in cash raises a number in the database and then in a file beside the key ring, before a
/// byte leaves; a database whose number is behind the file's was restored, and nothing is released or sent until finance lifts the lock.
/// </summary>
/// <remarks>A file that is behind is the trace of a crash between the two, and is put right. Both restored together from one backup look right: back the key folder up apart.</remarks>
public sealed class SendingLock(BenefitStore store, StoreSettings settings, TimeProvider time)
{
    /// <summary>Name in the data folder.</summary>
    public const string FileName = "sending-generation";

    private static readonly Lock Writing = new();

    private string File => Path.Combine(settings.DataFolder, FileName);

    /// <summary>Who may lift it.</summary>
    internal static readonly string[] May = [Roles.FinanceReleaser];

    /// <summary>Most characters of the reason.</summary>
    public const int LongestReason = 500;

    /// <param name="Refusal">Null: money may be let go.</param>
    /// <param name="Row">Null: nothing was ever released.</param>
    internal sealed record State(Refusal? Refusal, SendingGeneration? Row);

    internal async Task<State> ReadAsync(CancellationToken ct)
    {
        await using var db = store.Read();
        return new(await RefusalAsync(db, ct), await RowAsync(db, ct));
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/sending-lock", async (SendingLock useCase, CancellationToken ct) =>
        {
            var (refusal, row) = await useCase.ReadAsync(ct);
            return Results.Ok(new { locked = refusal is not null, row?.Generation, row?.LockedAt, row?.LiftedBy, row?.LiftedAt, row?.LiftReason });
        }).RequireRoles(Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor, Roles.Administrator);
        api.MapPost("/sending-lock/lift", async (LiftRequest request, SendingLock useCase, HttpContext http, CancellationToken ct) =>
            await useCase.LiftAsync(CurrentActor.Of(http), request.Reason, ct) is { } refusal ? Problems.Of(refusal) : Results.Ok(new { locked = false })).RequireRoles(May);
    }

    /// <param name="Reason">Which statement was reconciled and what was found, 1 to 500 characters.</param>
    public sealed record LiftRequest(string Reason);

    /// <summary>Null where money may be let go. To be asked in the transaction that releases or hands over.</summary>
    public async Task<Refusal?> RefusalAsync(BenefitDb db, CancellationToken ct)
    {
        var row = await RowAsync(db, ct);
        return row?.LockedAt is not null || IsBehind(row)
            ? new Refusal("payment.sending-locked", "数据库早于最近一次放行（可能由旧备份恢复），付款已锁定；请导入银行对账单核对后由财务复核解除。",
                "The database is older than the last release (restored from a backup?), so paying is locked: take in and reconcile the bank's statement, then have finance lift the lock.")
            : null;
    }

    /// <summary>Commits a transaction that lets money go: the number rises with it and is written beside the key ring after it, before a byte leaves.</summary>
    public async Task CommitAsync(WriteTransaction tx, CancellationToken ct)
    {
        var row = await RowAsync(tx.Db, ct);
        var generation = (row?.Generation ?? 0) + 1;
        if (row is null) await tx.InsertAsync(new SendingGeneration { Generation = generation }, ct);
        else
        {
            row.Generation = generation;
            await tx.UpdateAsync(row, ct);
        }
        await tx.CommitAsync(ct);
        Keep(generation);
    }

    /// <summary>Raises the number for money that leaves here and now, by a hand that no transaction sees.</summary>
    public async Task LetGoAsync(CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        await CommitAsync(tx, ct);
    }

    /// <summary>Writes the number beside the key ring; a smaller one than lies there changes nothing.</summary>
    public void Keep(long generation)
    {
        lock (Writing)
        {
            if (Kept() is { } kept && generation <= kept) return;
            var draft = $"{File}.{Guid.NewGuid():N}.new";
            using (var stream = new FileStream(draft, FileMode.Create, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(generation.ToString(CultureInfo.InvariantCulture)));
                stream.Flush(flushToDisk: true);
            }
            System.IO.File.Move(draft, File, overwrite: true);
        }
    }

    /// <summary>Remembers since when the lock stands, so that only what the bank says afterwards can lift it. Called when the service starts, and by <see cref="LiftAsync"/>.</summary>
    public async Task DetectAsync(CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        var row = await RowAsync(tx.Db, ct);
        if (row?.LockedAt is not null) return;
        if (!IsBehind(row))
        {
            // A crash between commit and file: with the number put right now, a backup of before that release is found as well.
            if (row is { Generation: > 0 }) Keep(row.Generation);
            return;
        }
        if (row is null) await tx.InsertAsync(new SendingGeneration { LockedAt = time.GetUtcNow() }, ct);
        else
        {
            row.LockedAt = time.GetUtcNow();
            await tx.UpdateAsync(row, ct);
        }
        await tx.CommitAsync(ct);
    }

    /// <summary>Lifts the lock after the bank's word was taken in again.</summary>
    /// <returns>Null where it is lifted, or where there was none.</returns>
    public async Task<Refusal?> LiftAsync(Actor actor, string reason, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, May) is { } lacking) return lacking;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            return new Refusal("payment.lift-reason", "请说明已核对的对账单和结果（1 至 500 字）。", "Say which statement was reconciled and what was found (1 to 500 characters).");
        await DetectAsync(ct);
        await using var tx = await store.BeginWriteAsync(ct);
        if (await RowAsync(tx.Db, ct) is not { LockedAt: { } since } row) return null;
        var known = await KnownUntilAsync(tx.Db, since, ct);
        var from = ShanghaiTime.StartOfDay(known);
        var files = await tx.Db.BankResultFiles.Where(f => f.TakenInAt >= from).Select(f => f.Id).ToListAsync(ct);
        var open = await tx.Db.BankResultLines.AnyAsync(l => files.Contains(l.FileId) && (l.State == BankResultLineState.Refused || l.State == BankResultLineState.Proposed), ct);
        var own = await tx.Db.BankResultLines.AnyAsync(l => files.Contains(l.FileId) && l.DecidedBy == actor.Id, ct);
        if (await UnstatedAsync(tx.Db, known, ShanghaiTime.LocalDate(since), ct) is { } day)
            return new Refusal("payment.lift-without-statement", $"尚未导入含 {day:yyyy-MM-dd} 的银行对账单（须含每个付款账户），不能解除；请导入自备份时起至锁定当日的对账单并核对。",
                $"No statement of the bank that holds {day:yyyy-MM-dd} was taken in, of every account that pays; take in those from the backup to the day of the lock and reconcile them first.");
        if (open)
            return new Refusal("payment.lift-unreconciled", "锁定后导入的文件中还有未处理的行，不能解除；请逐行核对，由另一名复核人员补记或否定，或重新导入。", "Rows of the files taken in since the lock are not settled; look at each and have a second releaser book or dismiss it, or take the files in again.");
        if (own)
            return new Refusal("payment.lift-second-person", "您处理过这些文件中的行，不得再解除锁定；请由另一名复核人员解除。", "You settled rows of these files, so you may not lift the lock as well; ask another releaser.");
        row.LockedAt = null;
        (row.Generation, row.LiftedBy, row.LiftedAt, row.LiftReason) = (Math.Max(row.Generation, Kept() ?? 0) + 1, actor.Id, time.GetUtcNow(), reason.Trim());
        await tx.UpdateAsync(row, ct);
        await tx.CommitAsync(ct);
        Keep(row.Generation);
        return null;
    }

    /// <summary>Legal day of the last thing that this database learnt before the lock: what it missed came later.</summary>
    private static async Task<DateOnly> KnownUntilAsync(BenefitDb db, DateTimeOffset since, CancellationToken ct)
    {
        var last = await News.LastBeforeAsync(db, since, ct);
        var learnt = await db.Outbox.Where(m => m.Id == last).Select(m => (Guid?)m.EventId).FirstOrDefaultAsync(ct);
        return ShanghaiTime.LocalDate(learnt is { } id ? DateTimeOffset.FromUnixTimeMilliseconds(News.LearntAtMs(id)) : since);
    }

    /// <summary>The first legal day of a stretch that no statement here holds, of an account of which there was one in the two months before or since; null: all are held.</summary>
    private static async Task<DateOnly?> UnstatedAsync(BenefitDb db, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var (from, recently) = (ShanghaiTime.StartOfDay(first), ShanghaiTime.StartOfDay(first.AddDays(-62)));
        var accounts = await db.BankStatements.Where(s => s.To > recently).Select(s => s.AccountHash).Distinct().ToListAsync(ct);
        var statements = await db.BankStatements.Where(s => s.From != null && s.To > from).OrderBy(s => s.From).Select(s => new { s.AccountHash, s.From, s.To }).ToListAsync(ct);
        if (statements.Count == 0) return first;
        foreach (var account in accounts)
        {
            var next = first;
            foreach (var s in statements.Where(s => s.AccountHash.AsSpan().SequenceEqual(account)))
            {
                // Up to midnight is up to the end of the day before.
                var (begins, ends) = (ShanghaiTime.LocalDate(s.From!.Value), ShanghaiTime.LocalDate(s.To!.Value.AddTicks(-1)));
                if (begins <= next && ends >= next) next = ends.AddDays(1);
            }
            if (next <= last) return next;
        }
        return null;
    }

    private static Task<SendingGeneration?> RowAsync(BenefitDb db, CancellationToken ct) => db.SendingGenerations.SingleOrDefaultAsync(g => g.Id == SendingGeneration.TheOne, ct);

    private bool IsBehind(SendingGeneration? row) => Kept() is not { } kept || (row?.Generation ?? 0) < kept;

    /// <summary>The number beside the key ring; 0 where there is none yet, null where it cannot be read: then it proves nothing, and locks.</summary>
    private long? Kept()
    {
        try
        {
            return long.TryParse(System.IO.File.ReadAllText(File), NumberStyles.None, CultureInfo.InvariantCulture, out var kept) ? kept : null;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
