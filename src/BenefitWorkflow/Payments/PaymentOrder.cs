using BenefitWorkflow.Store;
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

    /// <summary>The <see cref="EndToEndId"/> of a case's grant at an attempt.</summary>
    public static string NameOf(string caseNumber, int attempt) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{caseNumber}-1-{attempt}");

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

    /// <summary>How it is paid. Only <see cref="PaymentChannel.Bank"/> joins batches.</summary>
    public PaymentChannel Channel { get; private set; } = PaymentChannel.Bank;

    public long? BatchId { get; private set; }
    public DateTimeOffset OrderedAt { get; init; }

    /// <summary>When the money must have arrived: the earlier of service limit and season cut-off.</summary>
    public DateTimeOffset DueAt { get => _dueAt; init => _dueAt = value; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>When the bank's end was last found to have it; null until then.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>When its outcome last became unknown; null if it never was.</summary>
    public DateTimeOffset? UnknownAt { get; private set; }

    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>ISO 20022 external reason code of a failure or return, e.g. AC04; null otherwise.</summary>
    public string? ReasonCode { get; private set; }

    /// <summary>Verdict of the timeliness check; null until settled, and again after a return.</summary>
    public bool? OnTime { get; private set; }

    /// <summary>Working days from the entitlement to the credit.</summary>
    public int? WorkingDaysUsed { get; private set; }

    /// <summary>Released and neither settled nor failed: only the bank's word ends it.</summary>
    public bool IsWithBank => State is PaymentState.Released or PaymentState.Sent or PaymentState.Unknown;

    public void JoinBatch(long batchId)
    {
        Require(PaymentState.Ordered);
        if (Channel != PaymentChannel.Bank) throw new InvalidOperationException($"Order {EndToEndId} is to be paid in cash.");
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

    /// <summary>The bank has it already, as its own word says; nothing was sent from here.</summary>
    public void Adopt(DateTimeOffset at)
    {
        Require(PaymentState.Ordered);
        if (Channel != PaymentChannel.Bank) throw new InvalidOperationException($"Order {EndToEndId} is to be paid in cash.");
        (State, ReleasedAt) = (PaymentState.Released, at);
    }

    public void Send(DateTimeOffset at)
    {
        Require(PaymentState.Released, PaymentState.Unknown);
        (State, SentAt) = (PaymentState.Sent, at);
    }

    public void Lose(DateTimeOffset at)
    {
        Require(PaymentState.Released, PaymentState.Sent);
        (State, UnknownAt) = (PaymentState.Unknown, at);
    }

    public void Settle(DateTimeOffset at)
    {
        RequireWithBank();
        (State, SettledAt) = (PaymentState.Settled, at);
    }

    /// <summary>To be handed over in cash (true), or by the bank again (false). Settled only when a second person confirms.</summary>
    public void ProposeCash(bool cash)
    {
        Require(PaymentState.Ordered);
        Channel = cash ? PaymentChannel.Cash : PaymentChannel.Bank;
    }

    public void SettleInCash(DateTimeOffset at)
    {
        Require(PaymentState.Ordered);
        (State, SettledAt) = (PaymentState.Settled, at);
    }

    public void Fail(string reasonCode, DateTimeOffset at)
    {
        RequireWithBank();
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

    private void RequireWithBank() => Require(PaymentState.Released, PaymentState.Sent, PaymentState.Unknown);

    private void Require(params ReadOnlySpan<PaymentState> states)
    {
        if (!states.Contains(State)) throw new InvalidOperationException($"Order {EndToEndId} is {State}, not {string.Join(" or ", states.ToArray())}.");
    }
}

/// <summary>
/// Ordered -> Batched -> Released -> Sent -> Settled or Failed; Released or Sent -> Unknown -> Sent, Settled or Failed;
/// Released -> Settled or Failed; Settled -> Returned; Ordered -> Cancelled, or Released where the bank turns out to have it.
/// Finance prepares and releases; the exchange says sent or unknown; only what the bank says settles, fails or returns.
/// </summary>
public enum PaymentState
{
    /// <summary>The entitlement is final and the notice has run; waits for a batch.</summary>
    Ordered = 1,

    /// <summary>In a batch that one person prepared; not yet released by another.</summary>
    Batched = 2,

    /// <summary>A second person let it go; not yet seen at the bank's end.</summary>
    Released = 3,

    /// <summary>The bank's end has the file that holds it; its outcome is not known yet. A time-out never means failed.</summary>
    Sent = 4,

    /// <summary>It may or may not be at the bank. Nothing sends it again; an answer, an inquiry or a statement ends it.</summary>
    Unknown = 5,

    /// <summary>The bank credited the payee. It may still come back.</summary>
    Settled = 6,

    /// <summary>The bank refused it; the money never left.</summary>
    Failed = 7,

    /// <summary>Credited, then sent back (退票).</summary>
    Returned = 8,

    /// <summary>Taken back before it was in a batch, alone or with its case.</summary>
    Cancelled = 9,
}

/// <summary>How an order is paid.</summary>
public enum PaymentChannel
{
    /// <summary>By bank transfer into the payee's account: the rule.</summary>
    Bank = 1,

    /// <summary>In cash against a signed voucher: an exception with a reason and a second person.</summary>
    Cash = 2,
}

internal sealed class PaymentOrderMapping : IEntityTypeConfiguration<PaymentOrder>
{
    public void Configure(EntityTypeBuilder<PaymentOrder> b)
    {
        b.ToTable("payment_orders");
        b.HasKey(x => x.Id);
        b.InitIsSetOnce();
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Ignore(x => x.IsWithBank);
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
