using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Runs;

/// <summary>
/// One kind of long list: knows how to read its input and to do a chunk of it. Claims, progress, cancelling and resuming are the worker's.
/// Stateless; registered in its domain's setup.
/// </summary>
public interface IRunKind
{
    /// <summary>Stored with the run; never changes.</summary>
    string Key { get; }

    /// <summary>Roles of which the run's account must hold one at every chunk; null where each row is judged by its own.</summary>
    IReadOnlyList<string>? Roles { get; }

    /// <summary>Reads the input of a run that this process has claimed, from the start or behind <see cref="Run.Done"/> rows of another process.</summary>
    /// <param name="input">The bytes that the run was started with.</param>
    Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct);
}

/// <summary>A run in the hands of one process.</summary>
public interface IRunWork : IAsyncDisposable
{
    /// <summary>
    /// Does the rows behind <see cref="Run.Done"/>, as they are under the transaction's lock, and leaves the commit to the worker. A chunk may
    /// have been rolled back before: what this object remembers of rows must follow <see cref="Run.Done"/>.
    /// </summary>
    /// <param name="most">Most rows to do.</param>
    Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct);
}

/// <summary>What a chunk did.</summary>
/// <param name="Results">One per row, written by the worker; their <see cref="RunResult.Row"/> are new to the run.</param>
/// <param name="IsLast">True: nothing is left, whatever the run's total said.</param>
/// <param name="EndCode">The run cannot go on, and ends as failed with this code; null: it can.</param>
public sealed record RunChunk(IReadOnlyList<RunResult> Results, bool IsLast, string? EndCode = null);
