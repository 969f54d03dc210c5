namespace BenefitWorkflow.Cases.Execution;

/// <summary>One outcome as answers list it.</summary>
/// <param name="Status"><c>applied</c>, <c>refused</c> or <c>incident</c>.</param>
/// <param name="Receipt">Number of what the row made (an objection's receipt); null where it makes none.</param>
internal sealed record CaseRow(long CaseId, string? CaseNumber, string Status, string? Code, string? Zh, string? En, string? Step, int Version, string? Receipt);

/// <summary>Rows for use cases that answer with more than their outcomes.</summary>
internal static class CaseRows
{
    /// <param name="receipts">By position; null: none.</param>
    public static IReadOnlyList<CaseRow> Of(IReadOnlyList<CaseOutcome> outcomes, IReadOnlyList<string?>? receipts = null) =>
        outcomes.Select((o, i) => new CaseRow(o.CaseId, o.CaseNumber, Status(o.Kind), o.Refusal?.Code, o.Refusal?.Zh, o.Refusal?.En, o.Step, o.Version, receipts?[i])).ToList();

    public static int Count(IReadOnlyList<CaseOutcome> outcomes, CaseOutcomeKind kind) => outcomes.Count(o => o.Kind == kind);

    private static string Status(CaseOutcomeKind kind) => kind switch
    {
        CaseOutcomeKind.Applied => "applied",
        CaseOutcomeKind.Refused => "refused",
        _ => "incident",
    };
}
