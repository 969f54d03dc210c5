namespace BenefitWorkflow.Store;

/// <summary>
/// Writes sets of rows by the provider's fastest path inside the current write transaction.
/// Column lists come from the EF model, so a new property needs no SQL.
/// </summary>
public interface IBulkWriter
{
    Task InsertAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class;

    /// <summary>Writes every column that can change of rows found by primary key; what is set once (<see cref="SetOnce"/>) is left alone.</summary>
    /// <exception cref="InvalidOperationException">A row does not exist: its writer held no lock on it.</exception>
    Task UpdateAsync<T>(IReadOnlyList<T> rows, CancellationToken ct) where T : class;
}
