using BenefitWorkflow.Bench.Measuring;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>One way to carry cases from application to closing over a fresh database of its own.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The database server beside this process; null: none.</summary>
    IServerCost? Server { get; }

    /// <summary>Carries <paramref name="count"/> cases from the first to the last state; <paramref name="first"/> numbers its people.</summary>
    Task RunAsync(int first, int count, Phases phases);

    /// <summary>Counts everything that must be there.</summary>
    /// <param name="cases">All cases that were ever run.</param>
    /// <returns>What is missing; empty where nothing is.</returns>
    Task<IReadOnlyList<string>> FaultsAsync(int cases);

    /// <summary>Rows in all tables.</summary>
    Task<long> RowsAsync();
}
