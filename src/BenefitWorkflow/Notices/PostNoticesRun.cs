using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Notices;

/// <summary>Posts many cases as a run, a chunk per notice: those that were named, or those that waited when it was started.</summary>
internal sealed class PostNoticesRun(BenefitStore store, PostNotice notices, ProgrammeCatalog catalog, RunStarter starter) : IRunKind
{
    public const string Kind = "post-notices";

    private const int MaximumCases = 100_000;

    public string Key => Kind;

    public IReadOnlyList<string>? Roles { get; } = PostNotice.May;

    /// <param name="CaseIds">In the order in which they are posted: what can be on one notice stands together.</param>
    internal sealed record Input(string Programme, string Scheme, IReadOnlyList<long> CaseIds);

    public async Task<IResult> StartAsync(HttpContext http, PostNoticeRequest request, CancellationToken ct)
    {
        if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
        var (run, refusal) = await BeginAsync(CurrentActor.Of(http), key, request, ct);
        return RunStarter.Answer((run, refusal));
    }

    /// <summary>Stores the run; the worker posts.</summary>
    /// <param name="key">The caller's idempotency key; null: none.</param>
    public async Task<(Run? Run, Refusal? Refusal)> BeginAsync(Actor actor, string? key, PostNoticeRequest request, CancellationToken ct)
    {
        if (!catalog.TryFindScheme(request.Programme, request.Scheme, out var programme, out var scheme)) return (null, PostNotice.UnknownScheme);
        if (request.CaseIds is { Count: > MaximumCases }) return (null, PostNotice.TooManyCases(MaximumCases));
        var refused = new List<CaseOutcome>();
        List<PostNotice.Waiting> waiting;
        await using (var db = store.Read())
        {
            waiting = await notices.WaitingAsync(db, CaseScope.Of(actor), programme, scheme, request.CaseIds, refused, ct);
            // Compared when the run is started; its chunks are smaller than notices may be, and a case that has gone on by then is refused in its row.
            if (request.Previewed is { } seen && waiting.Count > 0)
            {
                var (now, unfit) = await notices.PreviewAsync(db, programme, scheme, waiting, ct);
                if (unfit is not null) return (null, unfit);
                if (!now.Select(p => p.TextSha256).SequenceEqual(seen, StringComparer.OrdinalIgnoreCase)) return (null, PostNotice.NotAsPreviewed);
            }
        }
        // A named case that does not wait is told so by its row.
        IReadOnlyList<long> ids = [.. PostNotice.Groups(waiting).SelectMany(group => group).Select(w => w.CaseId), .. refused.Select(o => o.CaseId)];
        if (ids.Count == 0) return (null, PostNotice.NothingToPost);
        await using var tx = await store.BeginWriteAsync(ct);
        var started = await starter.StartJsonAsync(tx, actor, key, new NewRun(Kind, Kind, ids.Count, request), new Input(programme.Key, scheme.Key, ids), ct);
        await tx.CommitAsync(ct);
        return started;
    }

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct) => new Work(notices, catalog, await input.ReadJsonAsync<Input>(ct));

    private sealed class Work(PostNotice notices, ProgrammeCatalog catalog, Input input) : IRunWork
    {
        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            if (!catalog.TryFindScheme(input.Programme, input.Scheme, out var programme, out var scheme)) return new RunChunk([], true, PostNotice.UnknownScheme.Code);
            var ids = input.CaseIds.Skip(run.Done).Take(Math.Min(most, PostNotice.MaximumLines)).ToList();
            var outcomes = new List<CaseOutcome>();
            var waiting = await notices.WaitingAsync(transaction.Db, CaseScope.Of(actor), programme, scheme, ids, outcomes, ct);
            Refusal? missing = null;
            foreach (var group in PostNotice.Groups(waiting))
            {
                try
                {
                    await notices.PostWithinAsync(transaction, actor, programme, scheme, group, null, outcomes, ct);
                }
                catch (CalendarYearMissingException e)
                {
                    // Thrown before anything was written. These rows are refused like any other; a new run posts them once the year is there.
                    missing = e.Refusal;
                    outcomes.AddRange(group.Select(w => new CaseOutcome(w.CaseId, null, CaseOutcomeKind.Refused, e.Refusal, w.ActivityId, 0)));
                }
            }
            var row = ids.Select((id, i) => (id, Row: run.Done + i + 1)).ToDictionary(x => x.id, x => x.Row);
            return new RunChunk([.. outcomes.Select(o => RunResult.Of(run.Id, row[o.CaseId], o))], run.Done + ids.Count == input.CaseIds.Count, missing?.Code);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
