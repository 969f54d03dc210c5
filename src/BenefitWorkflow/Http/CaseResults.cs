using BenefitWorkflow.Cases.Execution;

namespace BenefitWorkflow.Http;

/// <summary>Outcomes of a list as every use case answers them: 200 with one result per row.</summary>
public static class CaseResults
{
    public sealed record Row(long CaseId, string? CaseNumber, string Status, string? Code, string? Zh, string? En, string? Step, int Version);

    public sealed record Body(IReadOnlyList<Row> Results, int Applied, int Refused, int Incidents);

    public static IResult From(IReadOnlyList<CaseOutcome> outcomes)
    {
        // A reused idempotency key refuses the whole request, not its rows.
        if (outcomes.FirstOrDefault(o => o.Refusal == Idempotency.KeyReused) is { } reused) return Problems.Of(reused.Refusal!, StatusCodes.Status409Conflict);
        return TypedResults.Ok(Of(outcomes));
    }

    public static Body Of(IReadOnlyList<CaseOutcome> outcomes) => new(
        [.. outcomes.Select(o => new Row(o.CaseId, o.CaseNumber, o.Kind.ToString().ToLowerInvariant(), o.Refusal?.Code, o.Refusal?.Zh, o.Refusal?.En, o.Step, o.Version))],
        outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied), outcomes.Count(o => o.Kind == CaseOutcomeKind.Refused), outcomes.Count(o => o.Kind == CaseOutcomeKind.Incident));
}
