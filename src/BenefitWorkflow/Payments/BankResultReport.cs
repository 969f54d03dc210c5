using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What became of one row.</summary>
/// <param name="Status"><c>applied</c>, <c>refused</c>, <c>proposed</c>, <c>noted</c> or <c>dismissed</c>.</param>
/// <param name="OrderId">The payment it was matched with; null: none.</param>
public sealed record BankResultReportRow(int Row, string EndToEndId, string Status, string? Code = null, string? Zh = null, string? En = null, long? OrderId = null)
{
    public static BankResultReportRow Of(BankResultLine l) => new(l.Row, l.EndToEndId, l.State.ToString().ToLowerInvariant(), l.Code, l.Zh, l.En, l.OrderId);
}

/// <param name="AlreadyTakenIn">True where the same bytes came before and nothing was changed this time.</param>
/// <param name="Rows">What became of the rows over all the times the file came; of a long file those that were not applied, and no more than <see cref="MaximumRows"/>.</param>
/// <param name="Settled">Rows that settled a payment, over all the times the file came; likewise the others.</param>
/// <param name="Total">Rows of the file.</param>
public sealed record BankResultReport(
    long FileId, string FileName, string Format, bool AlreadyTakenIn, IReadOnlyList<BankResultReportRow> Rows, int Settled, int Failed, int Returned, int Refused, int Proposed, int Noted, int Total)
{
    /// <summary>The others are read by <c>GET /api/bank-results/{file}/rows</c>.</summary>
    public const int MaximumRows = 5_000;

    internal static async Task<BankResultReport> OfAsync(BenefitDb db, BankResultFile file, bool alreadyTakenIn, CancellationToken ct)
    {
        var counts = await db.BankResultLines.Where(l => l.FileId == file.Id).GroupBy(l => new { l.State, l.Result })
            .Select(g => new { g.Key.State, g.Key.Result, Count = g.Count() }).ToListAsync(ct);
        var total = counts.Sum(c => c.Count);
        var lines = db.BankResultLines.Where(l => l.FileId == file.Id);
        if (total > MaximumRows) lines = lines.Where(l => l.State != BankResultLineState.Applied);
        var rows = await lines.OrderBy(l => l.Row).Take(MaximumRows).ToListAsync(ct);
        return new BankResultReport(file.Id, file.FileName, file.Format, alreadyTakenIn, rows.ConvertAll(BankResultReportRow.Of),
            Applied(BankResult.Settled), Applied(BankResult.Failed), Applied(BankResult.Returned), Of(BankResultLineState.Refused), Of(BankResultLineState.Proposed), Of(BankResultLineState.Noted), total);

        int Applied(BankResult result) => counts.Where(c => c.State == BankResultLineState.Applied && c.Result == result).Sum(c => c.Count);

        int Of(BankResultLineState state) => counts.Where(c => c.State == state).Sum(c => c.Count);
    }
}
