using BenefitWorkflow.Store;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Rows a chunk will write, by type; each row once, however often it was touched.</summary>
internal sealed class RowSets
{
    private readonly Dictionary<Type, IRows> _byType = [];

    public void Insert<T>(T row) where T : class => Of<T>().Insert(row);

    /// <summary>Marks a loaded row as changed; a row inserted in this chunk is written as it stands anyway.</summary>
    public void Update<T>(T row) where T : class => Of<T>().Update(row);

    /// <summary>Updates first: an order that ends must make room before its successor comes.</summary>
    public async Task FlushAsync(IBulkWriter writer, CancellationToken ct)
    {
        foreach (var rows in _byType.Values) await rows.UpdateAsync(writer, ct);
        foreach (var rows in _byType.Values) await rows.InsertAsync(writer, ct);
        _byType.Clear();
    }

    private Rows<T> Of<T>() where T : class
    {
        if (_byType.TryGetValue(typeof(T), out var rows)) return (Rows<T>)rows;
        var made = new Rows<T>();
        _byType.Add(typeof(T), made);
        return made;
    }

    private interface IRows
    {
        Task UpdateAsync(IBulkWriter writer, CancellationToken ct);
        Task InsertAsync(IBulkWriter writer, CancellationToken ct);
    }

    private sealed class Rows<T> : IRows where T : class
    {
        private readonly List<T> _inserts = [], _updates = [];
        private readonly HashSet<T> _known = new(ReferenceEqualityComparer.Instance);

        public void Insert(T row)
        {
            if (_known.Add(row)) _inserts.Add(row);
        }

        public void Update(T row)
        {
            if (_known.Add(row)) _updates.Add(row);
        }

        public Task UpdateAsync(IBulkWriter writer, CancellationToken ct) => writer.UpdateAsync(_updates, ct);
        public Task InsertAsync(IBulkWriter writer, CancellationToken ct) => writer.InsertAsync(_inserts, ct);
    }
}
