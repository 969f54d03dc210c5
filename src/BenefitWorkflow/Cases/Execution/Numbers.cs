using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Number sequences as a chunk uses them: read once, counted in memory, written back once, so that a refused row leaves no gap.</summary>
internal sealed class Numbers
{
    private readonly Dictionary<string, NumberSequence> _sequences = [];
    private readonly HashSet<string> _stored = [], _used = [];

    public async Task LoadAsync(BenefitDb db, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        foreach (var row in await db.NumberSequences.Where(s => names.Contains(s.Name)).ToListAsync(ct))
        {
            if (_sequences.ContainsKey(row.Name)) continue;
            _sequences[row.Name] = row;
            _stored.Add(row.Name);
        }
        foreach (var name in names)
            if (!_sequences.ContainsKey(name)) _sequences[name] = new NumberSequence { Name = name, Next = 1 };
    }

    public long Take(string name)
    {
        _used.Add(name);
        return _sequences[name].Next++;
    }

    /// <summary>Undoes the last <see cref="Take"/>.</summary>
    public void GiveBack(string name) => _sequences[name].Next--;

    public async Task FlushAsync(IBulkWriter writer, CancellationToken ct)
    {
        await writer.UpdateAsync([.. _used.Where(_stored.Contains).Select(name => _sequences[name])], ct);
        await writer.InsertAsync([.. _used.Where(name => !_stored.Contains(name)).Select(name => _sequences[name])], ct);
    }
}
