using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Budgets;

/// <summary>Effects on funding sources.</summary>
public abstract record BudgetEffect : Effect;

/// <summary>Reserve the entitlement from the programme's sources in their order; refused as a whole where it does not fit.</summary>
public sealed record BudgetReserved(long AmountFen) : BudgetEffect;

/// <summary>Every reservation of the case in <paramref name="From"/> becomes <paramref name="To"/>.</summary>
public sealed record ReservationsMoved(ReservationState From, ReservationState To) : BudgetEffect;

/// <summary>What the case has pending was released to the bank (<paramref name="Released"/>), or the bank has answered it.</summary>
public sealed record ReservationsCommitted(bool Released) : BudgetEffect;

/// <summary>What the case still holds goes back to its sources.</summary>
public sealed record ReservationsCancelled : BudgetEffect;
