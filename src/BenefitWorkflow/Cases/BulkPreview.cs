using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Cases;

/// <summary>
/// What a bulk act would do: the executor does it in a transaction that is given up, so that whatever would be refused is refused here, a
/// budget that is used up half way too. One chunk of the executor's is worked out, since everybody who writes waits for it.
/// </summary>
internal sealed class BulkPreview(BenefitStore store, CaseExecutor executor)
{
    /// <summary>Most cases that are worked out; of more, the first so many.</summary>
    public const int Most = CaseExecutor.ChunkSize;

    /// <summary>Cases of a group that are named.</summary>
    public const int Named = 20;

    private const int AtOnce = 1_000;

    public sealed record Link(long Id, string Number);

    /// <summary>Cases that have one thing in common.</summary>
    /// <param name="Zh">Of the first, where it differs by case.</param>
    /// <param name="Cases">The first <see cref="Named"/>.</param>
    public sealed record Group(string Code, string Zh, string En, int Count, IReadOnlyList<Link> Cases);

    /// <param name="WorkedOut">As many as there are, or <see cref="Most"/>.</param>
    /// <param name="Done">Of these, what would be done, and its amount.</param>
    /// <param name="Refused">Of these, what would not, the most frequent reason first.</param>
    public sealed record Report(int Cases, int WorkedOut, int Done, long DoneFen, IReadOnlyList<Group> Refused)
    {
        public int NotDone => WorkedOut - Done;
    }

    public async Task<(Report? Report, Refusal? Refusal)> RunAsync(Actor actor, string action, IReadOnlyList<SignalCases.Item> items, CancellationToken ct)
    {
        if (SignalRun.Unless(actor, action, items) is { } refusal) return (null, refusal);
        var outcomes = new List<CaseOutcome>(Math.Min(items.Count, Most));
        await using (var transaction = await store.BeginWriteAsync(ct))
            foreach (var part in items.Take(Most).Chunk(AtOnce))
                outcomes.AddRange(await executor.SignalWithinAsync(transaction, actor, [.. part.Select(i => SignalCases.ToSignal(action, i))], ct));
        var done = outcomes.Where(o => o.Kind == CaseOutcomeKind.Applied).ToList();
        var refused = outcomes.Where(o => o.Kind != CaseOutcomeKind.Applied).GroupBy(o => o.Refusal!.Code, StringComparer.Ordinal)
            .Select(g => Of(g.Key, g.First().Refusal!.Zh, g.First().Refusal!.En, [.. g.Select(o => new Link(o.CaseId, o.CaseNumber ?? ""))])).OrderByDescending(g => g.Count).ToList();
        return (new Report(items.Count, outcomes.Count, done.Count, done.Sum(o => o.AmountFen), refused), null);
    }

    /// <summary>The chosen cases with what stands out first, then the largest amounts: so they are worked out, and done.</summary>
    /// <param name="decider">Account that would approve them, which stands out where it prepared them; null: it is no approval.</param>
    public static IReadOnlyList<WorkQueue.Chosen> InOrder(IEnumerable<WorkQueue.Chosen> chosen, string? decider) =>
        [.. chosen.OrderBy(c => StandsOut(c, decider) is { } why ? Array.IndexOf(Reasons, why) : Reasons.Length).ThenByDescending(c => c.AmountFen).ThenBy(c => c.Id)];

    /// <summary>What stands out among all that were chosen, in the order in which it matters.</summary>
    public static IReadOnlyList<Group> Exceptions(IReadOnlyList<WorkQueue.Chosen> chosen, string? decider) =>
        [.. chosen.Select(c => (Case: c, Why: StandsOut(c, decider))).Where(c => c.Why is not null).GroupBy(c => c.Why!).OrderBy(g => Array.IndexOf(Reasons, g.Key))
            .Select(g => Of(g.Key.Code, g.Key.Zh, g.Key.En, [.. g.Select(c => new Link(c.Case.Id, c.Case.Number))]))];

    private static Reason? StandsOut(WorkQueue.Chosen c, string? decider) => c switch
    {
        { State: CaseState.Incident } => Failed,
        { Payee: not BeneficiaryStatus.Active } => Gone,
        _ when c.PreparedBy == decider => Own,
        { Visit: > 1 } => Again,
        _ => null,
    };

    private static Group Of(string code, string zh, string en, List<Link> cases) => new(code, zh, en, cases.Count, [.. cases.Take(Named)]);

    private sealed record Reason(string Code, string Zh, string En);

    private static readonly Reason Failed = new("incident", "上次处理出错", "failed the last time"), Gone = new("payee", "受助人已去世或退出", "the beneficiary has died or left"),
        Own = new("own", "由您本人经办", "prepared by yourself"), Again = new("again", "曾退回，再次到此步骤", "was returned before and is here again");

    private static readonly Reason[] Reasons = [Failed, Gone, Own, Again];
}
