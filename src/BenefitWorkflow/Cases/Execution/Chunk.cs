using BenefitWorkflow.Budgets;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>What the cases of one transaction share: the actor, the instant, loaded rows, rows to write, numbers to take.</summary>
internal sealed class Chunk(WriteTransaction transaction, Actor actor, DateTimeOffset now, WorkingCalendar calendar)
{
    public const string OutboxSequence = "outbox";

    public WriteTransaction Transaction => transaction;
    public BenefitDb Db => transaction.Db;
    public Actor Actor => actor;
    public DateTimeOffset Now => now;
    public DateOnly Today { get; } = ShanghaiTime.LocalDate(now);
    public WorkingCalendar Calendar => calendar;
    public RowSets Rows { get; } = new();
    public Numbers Numbers { get; } = new();
    public TotalsKeeper Totals { get; } = new();

    /// <summary>Set by the writer's preparation.</summary>
    public Prepared? Writer { get; set; }

    /// <summary>Reservations of the chunk's cases, by case; only of cases whose effects need them.</summary>
    public Dictionary<long, List<Reservation>> Reservations { get; } = [];

    /// <summary>Queues an event of a case for the outbox.</summary>
    public void Publish(long caseId, IDisbursementEventV1 e) =>
        Rows.Insert(EventWriter.Message(Numbers.Take(OutboxSequence), caseId, e));

    /// <summary>What the case's money comes from, as events carry it: live shares of its newest reservation.</summary>
    public IReadOnlyList<FundingShareV1> Funding(long caseId) =>
        Reservations.TryGetValue(caseId, out var rows)
            ? [.. rows.Where(r => r.State != ReservationState.Cancelled).Select(r => new FundingShareV1(r.SourceKey, r.AmountFen))]
            : [];

    /// <summary>Sortable by time, so that inserting into its index stays cheap.</summary>
    public Guid NewEventId() => Guid.CreateVersion7(now);

    public async Task FlushAsync(CancellationToken ct)
    {
        await Numbers.FlushAsync(transaction.Bulk, ct);
        await Rows.FlushAsync(transaction.Bulk, ct);
        await Totals.FlushAsync(transaction, ct);
    }
}

/// <summary>One case of a chunk with what the planner decided for it.</summary>
internal sealed class DecidedCase(CaseFacts facts, Decision decision)
{
    public CaseFacts Facts => facts;
    public Case Case => facts.Case;
    public Decision Decision => decision;

    /// <summary>The history entry that this decision will get.</summary>
    public int Seq { get; } = facts.Case.Version + 1;
}

/// <summary>Turns the effects of one domain into rows.</summary>
internal interface IEffectHandler
{
    bool Handles(Effect effect);

    /// <summary>Loads, in one query for all, what the effects of these cases need.</summary>
    Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct);

    /// <summary>Null where the effect can be applied; must change nothing.</summary>
    Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect);

    /// <summary>Applies a checked effect to loaded rows; must not fail.</summary>
    void Apply(Chunk chunk, DecidedCase decided, Effect effect);
}
