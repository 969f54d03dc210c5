using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Budgets;

/// <summary>One funding source's figures, fen.</summary>
public sealed record SourceFigures(string Source, long CeilingFen, long ApprovedFen, long PendingFen, long PaidFen, long ReturnedFen, long CancelledFen, long AvailableFen);

/// <param name="Compared">True: with every reservation, ledger row and payment order; false: only the accounts' own figures with each other.</param>
/// <param name="Differences">Every way in which the books do not agree; empty where they do.</param>
public sealed record MoneyReport(string Programme, IReadOnlyList<SourceFigures> Sources, bool Balanced, bool Compared, IReadOnlyList<Refusal> Differences);
