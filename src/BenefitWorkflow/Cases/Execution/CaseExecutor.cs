using BenefitWorkflow.Cases.Migration;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>
/// The only writer of case state: loads N, decides N, writes once, commits. A case whose decision is refused or fails
/// is left out of the write and reported; the others go on.
/// </summary>
public sealed class CaseExecutor
{
    /// <summary>Cases per transaction: large enough to spread the commit, small enough to keep others waiting briefly.</summary>
    public const int ChunkSize = 2_000;

    /// <summary>What the history calls a case's migration.</summary>
    public const string Migrated = "Migrate";

    private readonly BenefitStore _store;
    private readonly TimeProvider _time;
    private readonly CalendarSource _calendar;
    private readonly DecisionWriter _writer;
    private readonly SignalDecider _signals;
    private readonly CaseOpener _opener;
    private readonly CommandGate _gate;

    public CaseExecutor(
        BenefitStore store, ProgrammeCatalog programmes, ActivityCatalog activities, CalendarSource calendar,
        KeyRing keys, Protector protector, TimeProvider time, ILogger<CaseExecutor> logger)
    {
        (_store, _time, _calendar) = (store, time, calendar);
        _writer = new DecisionWriter(keys, protector, logger);
        _signals = new SignalDecider(programmes, new FactsLoader(activities, protector), _writer, activities);
        _opener = new CaseOpener(programmes, _writer, protector);
        _gate = new CommandGate(store, SignalWithinAsync, time);
    }

    /// <summary>
    /// Applies signals chunk by chunk, each chunk one transaction; outcomes in the order of the items. Short lists that come at the same
    /// moment share a transaction.
    /// </summary>
    public Task<IReadOnlyList<CaseOutcome>> SignalAsync(SignalCommand command, CancellationToken ct) =>
        command.Items.Count is > 0 and <= CommandGate.LongestCommand
            ? _gate.RunAsync(command, ct)
            : InChunksAsync(command.Actor, command.Items, command.IdempotencyKey, SignalWithinAsync, ct);

    /// <summary>The same inside a transaction of the caller's, for use cases that write more than cases (a notice, a batch).</summary>
    public async Task<IReadOnlyList<CaseOutcome>> SignalWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<CaseSignal> items, CancellationToken ct)
    {
        var chunk = await NewChunkAsync(transaction, actor, ct);
        var outcomes = await _signals.DecideAsync(chunk, items, ct);
        await chunk.FlushAsync(ct);
        return outcomes;
    }

    /// <summary>Opens cases; duplicates and eligibility are decided by the process, not here.</summary>
    public Task<IReadOnlyList<CaseOutcome>> OpenAsync(OpenCommand command, CancellationToken ct) =>
        InChunksAsync(command.Actor, command.Items, command.IdempotencyKey, OpenWithinAsync, ct);

    /// <summary>The same inside a transaction of the caller's (an import chunk with its progress).</summary>
    public async Task<IReadOnlyList<CaseOutcome>> OpenWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<NewCase> items, CancellationToken ct)
    {
        var chunk = await NewChunkAsync(transaction, actor, ct);
        var outcomes = await _opener.OpenAsync(chunk, items, ct);
        await chunk.FlushAsync(ct);
        return outcomes;
    }

    /// <summary>
    /// Chains entries to histories inside a transaction of the caller's: each case gets a new version and stays where it is, open or closed.
    /// </summary>
    /// <returns>The cases that are not there; their notes are left out.</returns>
    public async Task<IReadOnlyList<long>> NoteWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<CaseNote> notes, CancellationToken ct)
    {
        var chunk = await NewChunkAsync(transaction, actor, ct);
        var cases = (await transaction.LockAsync<Case>([.. notes.Select(n => n.CaseId).Distinct()], ct)).ToDictionary(c => c.Id);
        foreach (var note in notes)
            if (cases.TryGetValue(note.CaseId, out var @case)) _writer.Note(chunk, @case, note);
        await chunk.FlushAsync(ct);
        return [.. notes.Select(n => n.CaseId).Where(id => !cases.ContainsKey(id))];
    }

    /// <summary>
    /// Puts cases on another version of their process inside a transaction of the caller's: each stays where it is, with what it holds and owes,
    /// and goes on with the other version from there. A case that cannot is left as it is and reported.
    /// </summary>
    internal async Task<IReadOnlyList<CaseOutcome>> MigrateWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<long> caseIds, MigrationPlan plan, string reason, CancellationToken ct)
    {
        var chunk = await NewChunkAsync(transaction, actor, ct);
        var cases = (await transaction.LockAsync<Case>(caseIds, ct)).ToDictionary(c => c.Id);
        var outcomes = new List<CaseOutcome>(caseIds.Count);
        foreach (var id in caseIds)
        {
            if (!cases.TryGetValue(id, out var @case)) outcomes.Add(new CaseOutcome(id, null, CaseOutcomeKind.Refused, SignalDecider.NotFound(id), null, 0));
            else if ((RoleRefusal.Unless(actor, @case.ProgrammeKey, @case.Unit, MigrationPlan.May) ?? plan.Check(@case)) is { } refusal)
                outcomes.Add(new CaseOutcome(id, @case.Number, CaseOutcomeKind.Refused, refusal, @case.Step, @case.Version));
            else
            {
                @case.Migrate(plan.To.Version);
                _writer.Note(chunk, @case, new CaseNote(id, Migrated, new Dictionary<string, object?> { ["from"] = (long)plan.From.Version, ["to"] = (long)plan.To.Version }, reason));
                outcomes.Add(new CaseOutcome(id, @case.Number, CaseOutcomeKind.Applied, null, @case.Step, @case.Version));
            }
        }
        await chunk.FlushAsync(ct);
        return outcomes;
    }

    // Whole milliseconds: what the history hash covers must come back from every database unchanged.
    private async Task<Chunk> NewChunkAsync(WriteTransaction transaction, Actor actor, CancellationToken ct) =>
        new(transaction, actor, DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()), await _calendar.ReadAsync(transaction.Db, ct));

    private async Task<IReadOnlyList<CaseOutcome>> InChunksAsync<T>(
        Actor actor, IReadOnlyList<T> items, string? idempotencyKey,
        Func<WriteTransaction, Actor, IReadOnlyList<T>, CancellationToken, Task<IReadOnlyList<CaseOutcome>>> within, CancellationToken ct)
    {
        var idempotency = idempotencyKey is null ? null : new Idempotency<T>(actor, idempotencyKey, items);
        var outcomes = new List<CaseOutcome>(items.Count);
        for (var (start, number) = (0, 0); start < items.Count; start += ChunkSize, number++)
        {
            await using var transaction = await _store.BeginWriteAsync(ct);
            if (idempotency is not null && await idempotency.FindAsync(transaction.Db, number, ct) is { } earlier)
            {
                outcomes.AddRange(earlier);
                continue;
            }
            var done = await within(transaction, actor, [.. items.Skip(start).Take(ChunkSize)], ct);
            if (idempotency is not null) await transaction.InsertAsync(idempotency.Record(number, done, _time.GetUtcNow()), ct);
            await transaction.CommitAsync(ct);
            outcomes.AddRange(done);
        }
        return outcomes;
    }
}
