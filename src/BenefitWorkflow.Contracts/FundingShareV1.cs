namespace BenefitWorkflow.Contracts;

/// <summary>One funding source's part of an amount.</summary>
/// <param name="Source">Key of the funding source in the programme, e.g. <c>central-budget</c>. Never empty.</param>
/// <param name="AmountFen">Part borne by the source, in fen, never negative.</param>
public sealed record FundingShareV1(string Source, long AmountFen);
