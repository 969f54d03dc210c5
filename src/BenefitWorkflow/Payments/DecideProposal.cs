using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>A person confirms that a row without end-to-end id is the payment that fits it, or says that it is not.</summary>
public sealed class DecideProposal(BenefitStore store, CaseExecutor executor, TimeProvider time)
{
    internal static readonly string[] May = [Roles.FinancePreparer];

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/bank-results/{file:long}/proposals/{row:int}/confirm", (long file, int row, DecideProposal useCase, HttpContext http, CancellationToken ct) => AnswerAsync(useCase, http, file, row, true, ct))
            .RequireRoles(May);
        api.MapPost("/bank-results/{file:long}/proposals/{row:int}/dismiss", (long file, int row, DecideProposal useCase, HttpContext http, CancellationToken ct) => AnswerAsync(useCase, http, file, row, false, ct))
            .RequireRoles(May);
    }

    /// <returns>Null where it was done.</returns>
    public async Task<Refusal?> RunAsync(Actor actor, long file, int row, bool confirm, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.BankResultLines.SingleOrDefaultAsync(l => l.FileId == file && l.Row == row, ct) is not { } line) return ReadBankResults.Unknown;
        if (line.State != BankResultLineState.Proposed)
            return new Refusal("payment.no-proposal", $"第 {row} 行没有待确认的对应关系。", $"Row {row} has no proposal that waits for an answer.");
        var now = time.GetUtcNow();
        if (confirm)
        {
            var order = await tx.Db.PaymentOrders.SingleAsync(o => o.Id == line.OrderId, ct);
            var stated = new BankResultRow(row, order.EndToEndId, line.AmountFen, line.Result, line.ReasonCode, line.StatedAt!.Value, null, TimeSpan.FromDays(1));
            if (BankResultChecks.Check(stated, order, now) is { } refusal) return refusal;
            var outcome = (await executor.SignalWithinAsync(tx, actor, [new CaseSignal(order.CaseId, BankResultChecks.SignalOf(stated, order))], ct))[0];
            if (outcome.Kind != CaseOutcomeKind.Applied) return outcome.Refusal ?? BankResultTexts.Incident(row);
            line.Confirm(actor.Id, now);
        }
        else
        {
            line.Dismiss(actor.Id, now);
        }
        await tx.UpdateAsync(line, ct);
        await tx.CommitAsync(ct);
        return null;
    }

    private static async Task<IResult> AnswerAsync(DecideProposal useCase, HttpContext http, long file, int row, bool confirm, CancellationToken ct) =>
        await useCase.RunAsync(CurrentActor.Of(http), file, row, confirm, ct) is not { } refusal ? Results.Ok()
        : Problems.Of(refusal, refusal == ReadBankResults.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity);
}
