using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>
/// One attempt to credit one instalment of one case. The database allows at most one order per case and instalment
/// whose state is live or settled, whatever is retried or run twice.
/// </summary>
public sealed class PaymentOrder
{
    private DateTimeOffset _dueAt;

    public long Id { get; init; }
    public long CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }

    /// <summary>1 for a single grant.</summary>
    public int Instalment { get; init; }

    /// <summary>1 for the first order, 2 for its re-issue, and so on.</summary>
    public int Attempt { get; init; }

    /// <summary>End-to-end identification towards the bank; unique, never used twice.</summary>
    public required string EndToEndId { get; init; }

    public long AmountFen { get; init; }
    public long BeneficiaryId { get; init; }

    /// <summary>The account that was approved, frozen at ordering.</summary>
    public string? BankName { get; init; }
    public required byte[] AccountCipher { get; init; }
    public required byte[] AccountHash { get; init; }
    public required string AccountName { get; init; }

    /// <summary>Order that this one replaces; null for a first attempt.</summary>
    public long? ReplacesOrderId { get; init; }

    public PaymentState State { get; private set; } = PaymentState.Ordered;

    /// <summary>True while no other order may exist for the instalment; carries the unique index.</summary>
    public bool IsLiveOrSettled { get; private set; } = true;

    public long? BatchId { get; private set; }
    public DateTimeOffset OrderedAt { get; init; }

    /// <summary>When the money must have arrived: the earlier of service limit and season cut-off.</summary>
    public DateTimeOffset DueAt { get => _dueAt; init => _dueAt = value; }

    public DateTimeOffset? ReleasedAt { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>ISO 20022 external reason code of a failure or return, e.g. AC04; null otherwise.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>Verdict of the timeliness check; null until settled, and again after a return.</summary>
    public bool? OnTime { get; private set; }

    /// <summary>Working days from the entitlement to the credit.</summary>
    public int? WorkingDaysUsed { get; private set; }

    public void JoinBatch(long batchId)
    {
        Require(PaymentState.Ordered);
        (State, BatchId) = (PaymentState.Batched, batchId);
    }

    public void LeaveBatch()
    {
        Require(PaymentState.Batched);
        (State, BatchId) = (PaymentState.Ordered, null);
    }

    public void Release(DateTimeOffset now)
    {
        Require(PaymentState.Batched);
        (State, ReleasedAt) = (PaymentState.Released, now);
    }

    public void Settle(DateTimeOffset at)
    {
        Require(PaymentState.Released);
        (State, SettledAt) = (PaymentState.Settled, at);
    }

    public void Fail(string reasonCode, DateTimeOffset at)
    {
        Require(PaymentState.Released);
        End(PaymentState.Failed, reasonCode, at);
    }

    public void Return(string reasonCode, DateTimeOffset at)
    {
        Require(PaymentState.Settled);
        OnTime = null;
        End(PaymentState.Returned, reasonCode, at);
    }

    public void Cancel(DateTimeOffset at)
    {
        Require(PaymentState.Ordered);
        End(PaymentState.Cancelled, null, at);
    }

    /// <summary>A revised holiday table moved the day the money must have arrived.</summary>
    public void MoveDue(DateTimeOffset dueAt) => _dueAt = dueAt;

    public void Judge(bool onTime, int workingDaysUsed) => (OnTime, WorkingDaysUsed) = (onTime, workingDaysUsed);

    private void End(PaymentState state, string? reasonCode, DateTimeOffset at) =>
        (State, ReasonCode, EndedAt, IsLiveOrSettled) = (state, reasonCode, at, false);

    private void Require(PaymentState state)
    {
        if (State != state) throw new InvalidOperationException($"Order {EndToEndId} is {State}, not {state}.");
    }
}

/// <summary>
/// Ordered -> Batched -> Released -> Settled or Failed; Settled -> Returned; Ordered -> Cancelled.
/// Finance prepares and releases; only what the bank says settles, fails or returns.
/// </summary>
public enum PaymentState
{
    /// <summary>The entitlement is final and the notice has run; waits for a batch.</summary>
    Ordered = 1,

    /// <summary>In a batch that one person prepared; not yet released by another.</summary>
    Batched = 2,

    /// <summary>Released to the bank; its outcome is not known yet. A time-out never means failed.</summary>
    Released = 3,

    /// <summary>The bank credited the payee. It may still come back.</summary>
    Settled = 6,

    /// <summary>The bank refused it; the money never left.</summary>
    Failed = 7,

    /// <summary>Credited, then sent back (退票).</summary>
    Returned = 8,

    /// <summary>Taken back before it was in a batch, alone or with its case.</summary>
    Cancelled = 9,
}

internal sealed class PaymentOrderMapping : IEntityTypeConfiguration<PaymentOrder>
{
    public void Configure(EntityTypeBuilder<PaymentOrder> b)
    {
        b.ToTable("payment_orders");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.EndToEndId).IsUnique();
        b.HasIndex(x => new { x.CaseId, x.Instalment }).IsUnique().HasFilter("is_live_or_settled = 1").HasDatabaseName("ux_payment_orders_one_live");
        // The filtered index above serves no look-up by case: a query would have to repeat its condition.
        b.HasIndex(x => x.CaseId);
        b.HasIndex(x => new { x.ProgrammeKey, x.State, x.Id });
        b.HasIndex(x => x.BatchId);
        // Another payee with the same account is looked for over all programmes.
        b.HasIndex(x => x.AccountHash);
    }
}
