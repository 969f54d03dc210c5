using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Indicators.Totals;

/// <summary>A running total, changed in the transaction that changes what it counts, so that a page need not count a million cases.</summary>
public sealed class IndicatorTotal
{
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }

    /// <summary><c>*</c>: over all schemes.</summary>
    public required string SchemeKey { get; init; }

    public required string Figure { get; init; }
    public long Value { get; set; }
}

internal sealed class IndicatorTotalMapping : IEntityTypeConfiguration<IndicatorTotal>
{
    public void Configure(EntityTypeBuilder<IndicatorTotal> b)
    {
        b.ToTable("indicator_totals");
        b.HasKey(x => new { x.ProgrammeKey, x.Year, x.SchemeKey, x.Figure });
    }
}

/// <summary>Reads the totals, and compares them with a count of everything.</summary>
public static class IndicatorTotals
{
    // While payments move, count and totals are of different moments.
    private const int Attempts = 5;

    public static async Task<FigureTable> ReadAsync(BenefitDb db, string programme, int year, CancellationToken ct)
    {
        var table = new FigureTable();
        foreach (var row in await db.IndicatorTotals.Where(t => t.ProgrammeKey == programme && t.Year == year).ToListAsync(ct)) table.Add(row.SchemeKey, row.Figure, row.Value);
        return table;
    }

    /// <summary>Every figure that differs from what the cases themselves say. Reads all cases of the programme.</summary>
    /// <returns>Empty where all agree, and where payments moved at every attempt, so that nothing could be compared.</returns>
    public static async Task<IReadOnlyList<Refusal>> CompareAsync(BenefitDb db, string programme, int year, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await ReadAsync(db, programme, year, ct);
            var counted = await FullCount.ReadAsync(db, programme, year, ct);
            var kept = await ReadAsync(db, programme, year, ct);
            var still = before.Values.Count == kept.Values.Count && before.Values.All(v => kept.Values.GetValueOrDefault(v.Key) == v.Value);
            if (!still && attempt < Attempts) continue;
            if (!still) return [];
            return
            [
                .. kept.Values.Keys.Union(counted.Values.Keys).Where(key => kept.Values.GetValueOrDefault(key) != counted.Values.GetValueOrDefault(key))
                    .OrderBy(key => key.Scheme, StringComparer.Ordinal).ThenBy(key => key.Figure, StringComparer.Ordinal)
                    .Select(key => Differ(programme, key.Scheme, key.Figure, kept.Values.GetValueOrDefault(key), counted.Values.GetValueOrDefault(key))),
            ];
        }
    }

    private static Refusal Differ(string programme, string scheme, string figure, long kept, long counted) => new("indicator.difference",
        $"项目 {programme}、类别 {scheme} 的累计数 {figure} 为 {kept}，逐件重算为 {counted}；请核对该项目案件是否被直接改动。",
        $"Programme {programme}, scheme {scheme}: the total {figure} is {kept}, a count of all cases gives {counted}; check whether cases of the programme were changed behind the service.");
}
