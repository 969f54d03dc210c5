using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>The only writer of case state: loads N, decides N, writes once, commits.</summary>
public sealed class CaseExecutor
{
    /// <summary>Applies signals chunk by chunk, each chunk one transaction; outcomes in the order of the items.</summary>
    public Task<IReadOnlyList<CaseOutcome>> SignalAsync(SignalCommand command, CancellationToken ct) => throw new InvalidOperationException("The body follows in the next commit.");

    /// <summary>The same inside a transaction of the caller's, for use cases that write more than cases (a notice, a batch).</summary>
    public Task<IReadOnlyList<CaseOutcome>> SignalWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<CaseSignal> items, CancellationToken ct) => throw new InvalidOperationException("The body follows in the next commit.");

    /// <summary>Opens cases; duplicates and eligibility are decided by the process, not here.</summary>
    public Task<IReadOnlyList<CaseOutcome>> OpenAsync(OpenCommand command, CancellationToken ct) => throw new InvalidOperationException("The body follows in the next commit.");

    /// <summary>The same inside a transaction of the caller's (an import chunk with its progress).</summary>
    public Task<IReadOnlyList<CaseOutcome>> OpenWithinAsync(WriteTransaction transaction, Actor actor, IReadOnlyList<NewCase> items, CancellationToken ct) => throw new InvalidOperationException("The body follows in the next commit.");
}
