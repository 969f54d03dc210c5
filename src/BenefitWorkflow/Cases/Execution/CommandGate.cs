using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>
/// Lets short commands that wait for the writer at the same moment share a transaction: whoever comes first works off all that has queued
/// meanwhile, commands of one actor about different cases even as one list. A commit is then paid once for many callers, and a caller who is
/// alone waits for nobody. A command that fails as a fault does not touch the others: the group is rolled back and each runs by itself.
/// </summary>
internal sealed class CommandGate(BenefitStore store, Func<WriteTransaction, Actor, IReadOnlyList<CaseSignal>, CancellationToken, Task<IReadOnlyList<CaseOutcome>>> within, TimeProvider time)
{
    /// <summary>Longer lists have a transaction of their own.</summary>
    public const int LongestCommand = 50;

    private const int MostCommands = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _queue = [];
    private bool _busy;

    public Task<IReadOnlyList<CaseOutcome>> RunAsync(SignalCommand command, CancellationToken ct)
    {
        var waiting = new Waiting(command, ct);
        lock (_lock)
        {
            _queue.Enqueue(waiting);
            if (_busy) return waiting.Task;
            _busy = true;
        }
        _ = Task.Run(DrainAsync, CancellationToken.None);
        return waiting.Task;
    }

    private async Task DrainAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            try
            {
                await TogetherAsync(group);
            }
#pragma warning disable CA1031 // Whose fault it was shows when each runs by itself.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var waiting in group)
                {
                    // The database may have kept what it did not confirm: only who named its command can ask again without doing it twice.
                    if (e is UnsureCommitException && waiting.Keyed is null) waiting.Fail(e.InnerException!);
                    else await AloneAsync(waiting);
                }
            }
        }
    }

    private List<Waiting> Next()
    {
        var group = new List<Waiting>();
        lock (_lock)
        {
            while (group.Count < MostCommands && _queue.TryDequeue(out var waiting))
                if (!waiting.GaveUp()) group.Add(waiting);
            if (group.Count == 0) _busy = false;
        }
        return group;
    }

    private async Task AloneAsync(Waiting waiting)
    {
        try
        {
            await TogetherAsync([waiting]);
        }
#pragma warning disable CA1031 // It is the caller's to handle.
        catch (Exception e)
#pragma warning restore CA1031
        {
            waiting.Fail(e is UnsureCommitException ? e.InnerException! : e);
        }
    }

    private async Task TogetherAsync(List<Waiting> group)
    {
        await using (var tx = await store.BeginWriteAsync(CancellationToken.None))
        {
            var open = new List<Waiting>();
            foreach (var waiting in group)
                if (waiting.Keyed is null || (waiting.Outcomes = await waiting.Keyed.FindAsync(tx.Db, 0, CancellationToken.None)) is null) open.Add(waiting);
            while (open.Count > 0) open = await OneListAsync(tx, open);
            try
            {
                await tx.CommitAsync(CancellationToken.None);
            }
            catch (Exception e)
            {
                throw new UnsureCommitException(e);
            }
        }
        foreach (var waiting in group) waiting.Succeed();
    }

    /// <summary>Runs the first command and all that can go with it as one list.</summary>
    /// <returns>Those that could not: of another actor, or about a case that the list has already.</returns>
    private async Task<List<Waiting>> OneListAsync(WriteTransaction tx, List<Waiting> open)
    {
        var (cases, keys, list, left) = (new HashSet<long>(), new HashSet<string>(StringComparer.Ordinal), new List<Waiting>(), new List<Waiting>());
        foreach (var waiting in open)
        {
            var command = waiting.Command;
            // Also the next command of an actor about a left case must wait for it: who comes first is served first.
            var fits = Same(command.Actor, open[0].Command.Actor) && command.Items.All(i => !cases.Contains(i.CaseId)) && (command.IdempotencyKey is not { } key || keys.Add(key));
            foreach (var item in command.Items) cases.Add(item.CaseId);
            (fits ? list : left).Add(waiting);
        }
        var outcomes = await within(tx, open[0].Command.Actor, [.. list.SelectMany(w => w.Command.Items)], CancellationToken.None);
        var at = 0;
        foreach (var waiting in list)
        {
            waiting.Outcomes = [.. outcomes.Skip(at).Take(waiting.Command.Items.Count)];
            at += waiting.Command.Items.Count;
            if (waiting.Keyed is not null) await tx.InsertAsync(waiting.Keyed.Record(0, waiting.Outcomes, time.GetUtcNow()), CancellationToken.None);
        }
        // The same key came twice at once: the second is answered by what the first was.
        foreach (var waiting in left.ToList())
            if (waiting.Keyed is not null && (waiting.Outcomes = await waiting.Keyed.FindAsync(tx.Db, 0, CancellationToken.None)) is not null) left.Remove(waiting);
        return left;
    }

    private static bool Same(Actor a, Actor b) => a.Id == b.Id && a.Roles.SetEquals(b.Roles) && RoleScope.Write(a.Scopes) == RoleScope.Write(b.Scopes);

    private sealed class UnsureCommitException(Exception inner) : Exception("The commit failed; what it was to keep may be kept.", inner);

    private sealed class Waiting(SignalCommand command, CancellationToken ct)
    {
        private readonly TaskCompletionSource<IReadOnlyList<CaseOutcome>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SignalCommand Command => command;
        public Idempotency<CaseSignal>? Keyed { get; } = command.IdempotencyKey is { } key ? new(command.Actor, key, command.Items) : null;
        public IReadOnlyList<CaseOutcome>? Outcomes { get; set; }
        public Task<IReadOnlyList<CaseOutcome>> Task => _done.Task;

        /// <summary>True where the caller went away before its command's turn; nothing was done.</summary>
        public bool GaveUp() => ct.IsCancellationRequested && _done.TrySetCanceled(ct);

        public void Succeed() => _done.TrySetResult(Outcomes!);
        public void Fail(Exception e) => _done.TrySetException(e);
    }
}
