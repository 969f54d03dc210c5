using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Answers and statements that were taken in, and what became of their rows.</summary>
internal static class ReadBankResults
{
    private const int DefaultLimit = 200, MaximumLimit = 5_000;

    /// <summary>Of the pages as of the API: rows of a bank's answer carry end-to-end ids and what the bank says of each.</summary>
    internal const string ReaderRoles = $"{Roles.FinancePreparer},{Roles.FinanceReleaser},{Roles.Auditor}";

    internal static readonly string[] Readers = ReaderRoles.Split(',');

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/bank-results", ListAsync).RequireRoles(Readers);
        api.MapGet("/bank-results/{file:long}", ShowAsync).RequireRoles(Readers);
        api.MapGet("/bank-results/{file:long}/rows", RowsAsync).RequireRoles(Readers);
        api.MapGet("/bank-statements", StatementsAsync).RequireRoles(Readers);
    }

    private static async Task<IResult> ListAsync(BenefitStore store, long? after, int? limit, CancellationToken ct)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var files = await db.BankResultFiles.Where(f => f.Id > (after ?? 0)).OrderBy(f => f.Id).Take(take + 1).ToListAsync(ct);
        return Results.Ok(new
        {
            items = files.Take(take).Select(f => new { f.Id, f.FileName, hash = Convert.ToHexStringLower(f.Hash), f.Format, f.MessageKey, f.OriginalMessageId, f.BankCreatedAt, f.TakenInBy, f.TakenInAt }),
            next = files.Count > take ? files[take - 1].Id : (long?)null,
        });
    }

    private static async Task<IResult> ShowAsync(long file, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.BankResultFiles.SingleOrDefaultAsync(f => f.Id == file, ct) is { } found
            ? Results.Ok(await BankResultReport.OfAsync(db, found, alreadyTakenIn: true, ct)) : Problems.NotFound(Unknown);
    }

    private static async Task<IResult> RowsAsync(long file, BenefitStore store, string? state, int? after, int? limit, CancellationToken ct)
    {
        if (!Lists.TryState<BankResultLineState>(state, out var wanted, out var unknown)) return unknown;
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var lines = db.BankResultLines.Where(l => l.FileId == file && l.Row > (after ?? 0));
        if (wanted is not null) lines = lines.Where(l => l.State == wanted);
        var rows = await lines.OrderBy(l => l.Row).Take(take + 1).ToListAsync(ct);
        return Results.Ok(new
        {
            items = rows.Take(take).Select(l => new { l.Row, l.EndToEndId, l.Result, l.State, l.AmountFen, l.ReasonCode, l.StatedAt, l.OrderId, l.StatementId, l.Code, l.Zh, l.En, l.DecidedBy, l.Note, l.At }),
            next = rows.Count > take ? rows[take - 1].Row : (int?)null,
        });
    }

    /// <summary>Matched are entries that stand for a payment of ours; unmatched are the others that somebody should look at.</summary>
    private static async Task<IResult> StatementsAsync(BenefitStore store, long? after, int? limit, CancellationToken ct)
    {
        var take = Math.Clamp(limit ?? DefaultLimit, 1, MaximumLimit);
        await using var db = store.Read();
        var statements = await db.BankStatements.Where(s => s.Id > (after ?? 0)).OrderBy(s => s.Id).Take(take + 1).ToListAsync(ct);
        var files = statements.Select(s => s.FileId).Distinct().ToList();
        var counts = await db.BankResultLines.Where(l => files.Contains(l.FileId) && l.StatementId != null)
            .GroupBy(l => new { l.FileId, l.StatementId, l.State, HasOrder = l.OrderId != null })
            .Select(g => new { g.Key.FileId, g.Key.StatementId, g.Key.State, g.Key.HasOrder, Count = g.Count() }).ToListAsync(ct);
        return Results.Ok(new
        {
            items = statements.Take(take).Select(s =>
            {
                var own = counts.Where(c => c.FileId == s.FileId && c.StatementId == s.StatementId).ToList();
                return new
                {
                    s.Id, s.FileId, s.StatementId, account = s.AccountEnd is null ? null : "****" + s.AccountEnd, s.From, s.To, s.OpeningFen, s.ClosingFen, s.CreditFen, s.DebitFen, s.Entries, s.TakenInAt,
                    matched = own.Where(c => c.HasOrder && c.State is (BankResultLineState.Applied or BankResultLineState.Noted)).Sum(c => c.Count),
                    notOurs = own.Where(c => !c.HasOrder && c.State == BankResultLineState.Noted).Sum(c => c.Count),
                    unmatched = own.Where(c => c.State is BankResultLineState.Refused or BankResultLineState.Proposed or BankResultLineState.Dismissed).Sum(c => c.Count),
                };
            }),
            next = statements.Count > take ? statements[take - 1].Id : (long?)null,
        });
    }

    internal static Refusal Unknown { get; } = new("bank-answer.unknown", "没有这份回单；请核对编号。", "There is no such answer of a bank; check its id.");
}
