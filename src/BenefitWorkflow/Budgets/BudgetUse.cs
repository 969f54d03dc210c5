using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>How far one funding source is used, fen.</summary>
/// <param name="ReservedFen">Approved, not yet released to the bank.</param>
/// <param name="ReleasedFen">Released to the bank, its answer not there yet.</param>
/// <param name="ExecutionPercent">Paid of the ceiling, percent with two decimals; 0 for a ceiling of 0.</param>
/// <param name="ApprovedPercent">Approved and not given back, of the ceiling; likewise.</param>
/// <param name="WarnAtPercent">The programme's threshold.</param>
/// <param name="Warning">True where <paramref name="ApprovedPercent"/> has reached the threshold.</param>
public sealed record SourceExecution(
    string Programme, int Year, string Source, long CeilingFen, long ApprovedFen, long ReservedFen, long ReleasedFen, long PaidFen, long ReturnedFen, long AvailableFen,
    decimal ExecutionPercent, decimal ApprovedPercent, int WarnAtPercent, bool Warning);

/// <summary>GET /api/budgets/execution: execution rate per source, and the warning before the ceiling.</summary>
internal static class BudgetUse
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/budgets/execution", async (string? programme, ProgrammeCatalog catalog, BenefitStore store, CancellationToken ct) =>
        {
            await using var db = store.Read();
            return TypedResults.Ok(new { sources = await ReadAsync(db, [.. catalog.Programmes.Where(p => programme is null || p.Key == programme)], ct) });
        });

    public static async Task<IReadOnlyList<SourceExecution>> ReadAsync(BenefitDb db, IReadOnlyList<Programme> programmes, CancellationToken ct)
    {
        var lines = new List<SourceExecution>();
        foreach (var programme in programmes)
            foreach (var account in await db.BudgetAccounts.Where(a => a.ProgrammeKey == programme.Key && a.Year == programme.Year).OrderBy(a => a.UseOrder).ToListAsync(ct))
                lines.Add(Of(account, programme.Payments?.WarnAtPercent ?? 90));
        return lines;
    }

    public static SourceExecution Of(BudgetAccount account, int warnAt)
    {
        var approved = account.ApprovedFen - account.CancelledFen;
        return new SourceExecution(
            account.ProgrammeKey, account.Year, account.SourceKey, account.CeilingFen, account.ApprovedFen, account.ReservedFen, account.ReleasedFen, account.PaidFen,
            account.ReturnedFen, account.AvailableFen, Percent(account.PaidFen, account.CeilingFen), Percent(approved, account.CeilingFen), warnAt,
            // Compared whole, so that no rounding warns too late.
            account.CeilingFen > 0 && approved * 100m >= account.CeilingFen * (decimal)warnAt);
    }

    private static decimal Percent(long part, long whole) => whole == 0 ? 0 : Math.Round(part * 100m / whole, 2, MidpointRounding.AwayFromZero);
}
