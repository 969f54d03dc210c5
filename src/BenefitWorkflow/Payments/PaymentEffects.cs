using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments;

/// <summary>Effects on orders and payee accounts.</summary>
public abstract record PaymentEffect : Effect;

/// <summary>Place the order for the case's entitlement, to the account that was approved with the case.</summary>
public sealed record PaymentOrdered(string ActivityId, int Visit) : PaymentEffect;

public sealed record OrderReleased : PaymentEffect;

/// <summary>The bank has paid what waits for a batch here, as after a restored backup; released when the bank says.</summary>
public sealed record OrderAdopted(DateTimeOffset At) : PaymentEffect;

/// <summary>The bank's end has the order.</summary>
public sealed record OrderSent(DateTimeOffset At) : PaymentEffect;

/// <summary>Nobody knows whether the bank has the order.</summary>
public sealed record OrderUnknown(DateTimeOffset At, string Reason) : PaymentEffect;

/// <summary>The order ends before it was in a batch. What the case holds stays reserved unless the case closes.</summary>
public sealed record OrderCancelled : PaymentEffect;

/// <summary>To be handed over in cash (true), or by the bank again.</summary>
public sealed record CashProposed(bool Cash) : PaymentEffect;

/// <summary>Handed over in cash.</summary>
/// <param name="VoucherSha256">Lower-case hex of the signed voucher.</param>
public sealed record CashConfirmed(DateTimeOffset At, string VoucherSha256) : PaymentEffect;

/// <summary>Finance claims a wrong payment back.</summary>
public sealed record RecoveryOpened : PaymentEffect;

/// <summary>The claim ended.</summary>
/// <param name="Result"><c>recovered</c> or <c>written-off</c>.</param>
public sealed record RecoveryEnded(string Result) : PaymentEffect;

public sealed record OrderSettled(DateTimeOffset At) : PaymentEffect;
public sealed record OrderFailed(DateTimeOffset At, string ReasonCode) : PaymentEffect;
public sealed record OrderReturned(DateTimeOffset At, string ReasonCode) : PaymentEffect;
public sealed record TimelinessJudged(bool OnTime, int WorkingDaysUsed) : PaymentEffect;

/// <summary>The account that came with a resubmission is the case's from now on; everything is still to be approved.</summary>
public sealed record AccountStated : PaymentEffect;

/// <summary>The account that came with the signal waits for a second person.</summary>
public sealed record AccountProposed : PaymentEffect;
public sealed record AccountConfirmed : PaymentEffect;
public sealed record AccountProposalDropped : PaymentEffect;
