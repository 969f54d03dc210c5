using System.Collections.Concurrent;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases;

/// <summary>
/// Units that a work list can be limited to. Those of a programme are found by the index, one after the other, each by a look behind
/// the last: to ask which there are would read every case. They are asked for again after a while.
/// </summary>
internal sealed class WorkUnits(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    /// <summary>Most that are offered; others can be typed.</summary>
    public const int Most = 200;

    private const int MostLookedAt = 5 * Most;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<string> Units)> _known = new(StringComparer.Ordinal);

    /// <param name="programme">Null: none is chosen, and none offered.</param>
    public async Task<IReadOnlyList<string>> OfAsync(string? programme, CancellationToken ct)
    {
        if (programme is not { Length: > 0 } || catalog.Find(programme) is null) return [];
        var now = time.GetUtcNow();
        if (_known.TryGetValue(programme, out var known) && now - known.At < KeptFor) return known.Units;
        await using var db = store.Read();
        var (units, last) = (new List<string>(), "");
        for (var i = 0; i < MostLookedAt && units.Count < Most; i++)
        {
            var before = last;
            if (await db.Cases.Where(c => string.Compare(c.Unit, before) > 0).OrderBy(c => c.Unit).Select(c => c.Unit).FirstOrDefaultAsync(ct) is not { } next) break;
            if (await db.Cases.AnyAsync(c => c.Unit == next && c.ProgrammeKey == programme, ct)) units.Add(next);
            last = next;
        }
        _known[programme] = (now, units);
        return units;
    }
}
