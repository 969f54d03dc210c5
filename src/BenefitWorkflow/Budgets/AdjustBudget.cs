using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>POST /api/budgets/adjustments: a new ceiling by a document; the same document twice changes nothing.</summary>
internal static class AdjustBudget
{
    /// <summary>A hundred billion yuan: no ceiling is near it, and sums of ceilings stay far from the end of what can be counted.</summary>
    public const long MaximumFen = 10_000_000_000_000;

    public const int MaximumDocumentLength = 100;

    public sealed record Request(string Programme, string Source, long ToFen, string DocumentNumber);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/budgets/adjustments", async (Request request, HttpContext http, ProgrammeCatalog catalog, BenefitStore store, TimeProvider time, CancellationToken ct) =>
            await HandleAsync(request, CurrentActor.Of(http), catalog, store, time.GetUtcNow(), ct) is { } refusal ? Problems.Of(refusal) : TypedResults.Ok())
            .RequireRoles(Roles.Administrator);

    internal static async Task<Refusal?> HandleAsync(Request request, Actor actor, ProgrammeCatalog catalog, BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        if (catalog.Find(request.Programme) is not { } programme) return ProgrammeCatalog.NotFound(request.Programme);
        if (string.IsNullOrWhiteSpace(request.DocumentNumber)) return new Refusal("budget.document-missing", "请填写调整依据的文号。", "Give the number of the document that allows the adjustment.");
        var document = request.DocumentNumber.Trim();
        if (document.Length > MaximumDocumentLength)
            return new Refusal("budget.document-too-long", $"文号最多 {MaximumDocumentLength} 字；请只填写文号。", $"A document number has at most {MaximumDocumentLength} characters; give the number alone.");
        if (request.ToFen is < 0 or > MaximumFen)
            return new Refusal("budget.ceiling-out-of-range", $"上限应为 0 至 {new Money(MaximumFen)} 元；请核对单位（分）和位数。", $"A ceiling is from 0 to {new Money(MaximumFen)} yuan; check the unit (fen) and the number of digits.");
        await using var transaction = await store.BeginWriteAsync(ct);
        var db = transaction.Db;
        var account = await db.BudgetAccounts.FirstOrDefaultAsync(a => a.ProgrammeKey == programme.Key && a.Year == programme.Year && a.SourceKey == request.Source, ct);
        if (account is null) return new Refusal("budget.unknown-source", $"项目没有资金来源“{request.Source}”；请核对。", $"The programme has no funding source '{request.Source}'; check the key.");
        var earlier = await db.BudgetAdjustments.FirstOrDefaultAsync(a =>
            a.ProgrammeKey == programme.Key && a.Year == programme.Year && a.SourceKey == request.Source && a.DocumentNumber == document, ct);
        if (earlier is not null)
            return earlier.ToFen == request.ToFen ? null : new Refusal("budget.document-reused", $"文号 {document} 已用于另一金额；请核对。", $"Document {document} was used for another amount; check it.");
        var used = account.ApprovedFen - account.CancelledFen;
        if (request.ToFen < used) return new Refusal("budget.below-used", $"上限不得低于已批准的 {new Money(used)} 元；请先撤回案件或提高上限。", $"The ceiling may not fall below the {new Money(used)} yuan approved; withdraw cases first or raise it.");
        await transaction.InsertAsync(new BudgetAdjustment
        {
            Id = await transaction.TakeNumbersAsync("budget_adjustments", 1, ct), ProgrammeKey = programme.Key, Year = programme.Year, SourceKey = request.Source,
            FromFen = account.CeilingFen, ToFen = request.ToFen, DocumentNumber = document, By = actor.Id, At = now,
        }, ct);
        account.SetCeiling(request.ToFen);
        await transaction.UpdateAsync(account, ct);
        await transaction.CommitAsync(ct);
        return null;
    }
}
