using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Budgets;

/// <summary>One funding source's figures, fen.</summary>
public sealed record SourceFigures(string Source, long CeilingFen, long ApprovedFen, long PendingFen, long PaidFen, long ReturnedFen, long CancelledFen, long AvailableFen);

/// <param name="Differences">Every way in which the books do not agree; empty where they do.</param>
public sealed record MoneyReport(string Programme, IReadOnlyList<SourceFigures> Sources, bool Balanced, IReadOnlyList<Refusal> Differences);
