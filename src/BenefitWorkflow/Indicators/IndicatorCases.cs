using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators;

/// <summary>
/// GET /api/programmes/{key}/indicators/{indicator}/cases: from an indicator's figure to the cases that it is made of, by keyset pages.
/// The size of a part comes from the running totals; a page reads cases in the order of their ids until it is full.
/// </summary>
public sealed class IndicatorCases(BenefitStore store, MeasureCatalog measures, TimeProvider time)
{
    public const string Met = "met", Missed = "missed";

    /// <summary>Cases in a page.</summary>
    public const int DefaultLimit = 50, LargestLimit = 1_000;

    /// <param name="AmountFen">The money in question.</param>
    /// <param name="Fact">What decided to which part it belongs; null where nothing is on record.</param>
    public sealed record Row(long CaseId, string Number, string Unit, string Scheme, long AmountFen, LocalizedText? Fact);

    /// <param name="Count">Cases of all units; null where no running total says so.</param>
    public sealed record Part(string Key, LocalizedText Title, long? Count);

    /// <param name="Indicator">The line of the form.</param>
    /// <param name="Shown">Key of the part that <paramref name="Items"/> are of.</param>
    /// <param name="Limited">True where the reader's roles are for some programmes or units only, so that items may be fewer than the counts.</param>
    /// <param name="Next">Pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(EvaluationRow Indicator, IReadOnlyList<Part> Parts, string Shown, bool Limited, IReadOnlyList<Row> Items, long? Next);

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/programmes/{key}/indicators/{indicator}/cases", async (string key, string indicator, string? part, long? after, int? limit, ProgrammeCatalog catalog, IndicatorCases useCase, HttpContext http, CancellationToken ct) =>
        {
            if (limit is < 1 or > LargestLimit) return Problems.Of(new Refusal("request.limit", "limit 须在 1 到 1000 之间。", "limit is from 1 to 1,000."), StatusCodes.Status400BadRequest);
            if (catalog.Find(key) is not { } programme) return Problems.NotFound(ProgrammeCatalog.NotFound(key));
            if (programme.Indicators.FirstOrDefault(i => i.Key == indicator) is not { } found) return Problems.NotFound(NotFound(indicator));
            return await useCase.ReadAsync(programme, found, CaseScope.Of(CurrentActor.Of(http)), part, after ?? 0, limit ?? DefaultLimit, ct) is { } page ? TypedResults.Ok(page)
                : Problems.Of(new Refusal("indicator.unknown-part", $"part 应为 {Met} 或 {Missed}；请更正。", $"part is {Met} or {Missed}; correct it."), StatusCodes.Status400BadRequest);
        }).RequireRoles([.. Roles.CaseReaders]);

    /// <summary>What is said where a programme has no such indicator.</summary>
    internal static Refusal NotFound(string key) => new("indicator.not-found", $"该项目没有指标“{key}”；请核对代码。", $"The programme has no indicator '{key}'; check its key.");

    /// <summary>One page of one part.</summary>
    /// <param name="within">What the reader's roles are for.</param>
    /// <param name="part">Null: the missed ones where there are any, else the met ones.</param>
    /// <param name="after">Case id of the page before; 0 for the first.</param>
    /// <returns>Null: there is no such part. A part that the indicator does not have is empty.</returns>
    public async Task<Page?> ReadAsync(Programme programme, Indicator indicator, CaseScope within, string? part, long after, int limit, CancellationToken ct)
    {
        if (part is not (null or Met or Missed)) return null;
        await using var db = store.Read();
        var measure = measures[indicator.Measure];
        var scope = MeasureScope.Of(programme, indicator, time.GetUtcNow(), await IndicatorTotals.ReadAsync(db, programme.Key, programme.Year, ct));
        var result = await measure.MeasureAsync(db, scope, ct);
        var behind = measure.Behind(db, scope with { Within = within }, result);
        var shown = part ?? (behind.Missed is { Count: > 0 } ? Missed : Met);
        var chosen = shown == Met ? behind.Met : behind.Missed;
        // Where the totals know of none, no case is looked at.
        var ids = chosen is null or { Count: 0 } ? [] : await IdsAsync(chosen, after, limit + 1, ct);
        var items = await RowsAsync(db, chosen, [.. ids.Take(limit)], ct);
        return new Page(SelfEvaluation.Row(indicator, result), Parts(behind), shown, !ReferenceEquals(within, CaseScope.All), items, ids.Count > limit ? ids[limit - 1] : null);
    }

    private static IReadOnlyList<Part> Parts(CasesBehind behind) =>
        [new(Met, behind.Met.Title, behind.Met.Count), .. behind.Missed is { } missed ? (Part[])[new(Missed, missed.Title, missed.Count)] : []];

    /// <summary>Every query for its next few, merged.</summary>
    private static async Task<List<long>> IdsAsync(CasePart part, long after, int most, CancellationToken ct)
    {
        var ids = new List<long>();
        foreach (var query in part.Ids) ids.AddRange(await query.Where(id => id > after).OrderBy(id => id).Take(most).ToListAsync(ct));
        return [.. ids.Order().Take(most)];
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(BenefitDb db, CasePart? part, List<long> ids, CancellationToken ct)
    {
        if (part is null || ids.Count == 0) return [];
        var cases = await db.Cases.Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).Select(c => new { c.Id, c.Number, c.Unit, c.SchemeKey, c.AmountFen }).ToListAsync(ct);
        var facts = await part.Facts(db, ids, ct);
        return cases.ConvertAll(c =>
        {
            var fact = facts.GetValueOrDefault(c.Id);
            return new Row(c.Id, c.Number, c.Unit, c.SchemeKey, fact?.Fen ?? c.AmountFen, fact?.Text);
        });
    }
}
