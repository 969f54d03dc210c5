using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>How the exchange fares, for finance and those who watch it.</summary>
internal static class ReadExchange
{
    private const int MaximumListed = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/exchange", AnswerAsync).RequireRoles(Roles.FinancePreparer, Roles.FinanceReleaser, Roles.Supervisor, Roles.Auditor, Roles.Administrator);

    /// <summary>Files that are on their way, unknown or refused, oldest first, with what was decided about them.</summary>
    public static async Task<(List<PaymentFile> Files, List<ResendDecision> Decisions)> OpenAsync(BenefitDb db, CancellationToken ct)
    {
        var files = await Unsettled(db).OrderBy(f => f.Id).Take(MaximumListed).ToListAsync(ct);
        var ids = files.ConvertAll(f => f.Id);
        return (files, await db.ResendDecisions.Where(d => ids.Contains(d.FileId)).OrderBy(d => d.Id).ToListAsync(ct));
    }

    /// <summary>How many files <see cref="OpenAsync"/> would list, were it not bounded.</summary>
    public static Task<int> HowManyAsync(BenefitDb db, CancellationToken ct) => Unsettled(db).CountAsync(ct);

    private static IQueryable<PaymentFile> Unsettled(BenefitDb db)
    {
        PaymentFileState[] open = [PaymentFileState.Sending, PaymentFileState.Unknown, PaymentFileState.Refused];
        return db.PaymentFiles.Where(f => open.Contains(f.State));
    }

    private static async Task<IResult> AnswerAsync(BenefitStore store, ExchangeMemory memory, IServiceProvider services, CancellationToken ct)
    {
        await using var db = store.Read();
        var (files, decisions) = await OpenAsync(db, ct);
        var waiting = await db.PaymentFiles.CountAsync(f => f.State == PaymentFileState.Made, ct);
        return Results.Ok(new
        {
            channel = services.GetService<IBankExchange>()?.Channel ?? FileRecord.ByHand,
            sending = Problem(memory.NotSending), fetching = Problem(memory.NotFetching),
            waiting,
            items = files.Select(f => new { file = PaymentFileView.Of(f), decisions = decisions.Where(d => d.FileId == f.Id) }),
        });

        static object? Problem(ExchangeMemory.Problem? problem) => problem is null ? null : new { problem.Refusal.Code, problem.Refusal.Zh, problem.Refusal.En, problem.Since };
    }
}
