using System.Buffers.Binary;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Import;

/// <summary>
/// Which rows of a roster have to be judged together because one may be the other's duplicate: those of a person or a household, in the file
/// or already on file. Keeps some bytes per row, of keyed hashes only.
/// </summary>
internal sealed class RosterRelatives
{
    private readonly Dictionary<UInt128, int> _people = [];
    private readonly Dictionary<long, int> _households = [];
    private readonly List<int> _parents = [];
    private readonly Dictionary<int, int> _groups = [];
    private readonly Dictionary<int, int> _left = [];
    private readonly Dictionary<int, List<RosterRow>> _waiting = [];

    /// <param name="rows">The whole roster, once.</param>
    public static async Task<RosterRelatives> ReadAsync(IEnumerable<RosterRow> rows, int chunkSize, BenefitStore store, Protector protector, CancellationToken ct)
    {
        var relatives = new RosterRelatives();
        foreach (var chunk in rows.Chunk(chunkSize)) await relatives.AddAsync(chunk, store, protector, ct);
        foreach (var (row, person) in relatives._groups.ToList())
        {
            var group = relatives.Root(person);
            relatives._groups[row] = group;
            relatives._left[group] = relatives._left.GetValueOrDefault(group) + 1;
        }
        return relatives;
    }

    /// <summary>The row where it has no relatives; nothing while it waits for some; all of them, in the file's order, with the last.</summary>
    public IReadOnlyList<RosterRow> Ready(RosterRow row)
    {
        // A row that no person can be read from is nobody's relative.
        if (!_groups.TryGetValue(row.Row, out var group)) return [row];
        var left = --_left[group];
        if (left == 0) return _waiting.Remove(group, out var others) ? [.. others, row] : [row];
        if (!_waiting.TryGetValue(group, out var waiting)) _waiting.Add(group, waiting = []);
        waiting.Add(row);
        return [];
    }

    private async Task AddAsync(IReadOnlyList<RosterRow> rows, BenefitStore store, Protector protector, CancellationToken ct)
    {
        var hashes = new List<byte[]>();
        foreach (var row in rows)
        {
            if (row.Case is not { } @case || !IdNumber.TryParse(@case.IdNumber, out var id, out _)) continue;
            hashes.Add(protector.Hash(PersonalDataKind.IdNumber, id.Value));
            var person = Person(hashes[^1]);
            _groups[row.Row] = person;
            if (string.IsNullOrWhiteSpace(@case.HouseholdHeadId) || !IdNumber.TryParse(@case.HouseholdHeadId, out var head, out _)) continue;
            hashes.Add(protector.Hash(PersonalDataKind.IdNumber, head.Value));
            Join(person, Person(hashes[^1]));
        }

        await using var db = store.Read();
        foreach (var known in await db.Beneficiaries.Where(b => hashes.Contains(b.IdHash)).Select(b => new { b.IdHash, b.HouseholdId }).ToListAsync(ct))
            Join(Person(known.IdHash), Household(known.HouseholdId));
        foreach (var known in await db.Households.Where(h => hashes.Contains(h.HeadIdHash)).Select(h => new { h.HeadIdHash, h.Id }).ToListAsync(ct))
            Join(Person(known.HeadIdHash), Household(known.Id));
    }

    // Half of a keyed SHA-256: as good as unique.
    private int Person(byte[] hash) => Node(_people, BinaryPrimitives.ReadUInt128BigEndian(hash));

    private int Household(long id) => Node(_households, id);

    private int Node<T>(Dictionary<T, int> nodes, T key) where T : notnull
    {
        if (nodes.TryGetValue(key, out var node)) return node;
        nodes.Add(key, node = _parents.Count);
        _parents.Add(node);
        return node;
    }

    private int Root(int node)
    {
        while (_parents[node] != node) node = _parents[node] = _parents[_parents[node]];
        return node;
    }

    private void Join(int one, int other) => _parents[Root(one)] = Root(other);
}
