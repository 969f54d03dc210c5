using System.Globalization;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <param name="Origin"><c>shipped</c>, <c>data-folder</c> or <c>loaded</c>.</param>
/// <param name="Source">Notice that the table follows; null where it was not loaded by an administrator.</param>
/// <param name="Papers">Where the notice was published, as its table says.</param>
public sealed record CalendarYearView(
    int Year, int WorkingDays, string Origin, string? Source, IReadOnlyList<Uri> Papers, DateOnly? PublishedOn, string? FileName, string? LoadedBy, DateTimeOffset? LoadedAt);

/// <summary><c>GET /calendar/years</c>: the years whose working days are known, and where each comes from.</summary>
internal static class CalendarYears
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/calendar/years", async (BenefitStore store, [FromServices] CalendarSource source, CancellationToken ct) =>
        TypedResults.Ok(new { years = await ReadAsync(store, source, ct) }));

    public static async Task<IReadOnlyList<CalendarYearView>> ReadAsync(BenefitStore store, CalendarSource source, CancellationToken ct)
    {
        await using var db = store.Read();
        var calendar = await source.ReadAsync(db, ct);
        var tables = await db.CalendarTables.OrderBy(t => t.Id).ToListAsync(ct);
        var loaded = new Dictionary<int, CalendarTable>();
        foreach (var table in tables)
        foreach (var year in table.YearList.Split(',')) loaded[int.Parse(year, CultureInfo.InvariantCulture)] = table;
        return
        [
            .. calendar.Years.Select(year =>
            {
                var table = loaded.GetValueOrDefault(year);
                return new CalendarYearView(
                    year, calendar.WorkingDaysBetween(new DateOnly(year - 1, 12, 31), new DateOnly(year, 12, 31)),
                    table is not null ? "loaded" : WorkingCalendar.Load().Covers(year) ? "shipped" : "data-folder",
                    table?.Source, calendar.PapersOf(year), table?.PublishedOn, table?.FileName, table?.LoadedBy, table?.LoadedAt);
            }),
        ];
    }
}
