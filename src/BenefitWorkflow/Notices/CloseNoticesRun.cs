using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>Ends many notices as a run, so that one can see how far it is and what did not pass.</summary>
internal sealed class CloseNoticesRun(NoticeCloser closer) : IRunKind
{
    public const string Kind = "close-notices";

    public string Key => Kind;

    public IReadOnlyList<string>? Roles { get; } = [Identity.Roles.System];

    /// <summary>A notice and how many lines it has, open or not.</summary>
    internal sealed record Item(long NoticeId, int Lines);

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct) => new Work(closer, await input.ReadJsonAsync<List<Item>>(ct));

    private sealed class Work(NoticeCloser closer, List<Item> items) : IRunWork
    {
    
        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            var done = await transaction.Db.RunResults.Where(r => r.RunId == run.Id).MaxAsync(r => (int?)r.Row, ct) ?? 0;
            var results = new List<RunResult>();
            var first = 0;
            foreach (var item in items)
            {
                if (first + item.Lines >= done)
                {
                    if (results.Count == most) return new RunChunk(results, false);
                    var closed = await closer.CloseWithinAsync(transaction, item.NoticeId, Math.Max(0, done - first), most - results.Count, ct);
                    for (var i = 0; i < closed.Lines.Count; i++) results.Add(RunResult.Of(run.Id, first + closed.Lines[i].LineNumber, closed.Outcomes[i]));
                    if (!closed.IsLast) return new RunChunk(results, false);
                }
                first += item.Lines;
            }
            return new RunChunk(results, true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
