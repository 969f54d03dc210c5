using BenefitWorkflow.Tests.Startup;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

/// <summary>The shipped programmes, of another budget year.</summary>
internal static class SeasonWorkflows
{
    public static WorkflowsCopy Of(int year)
    {
        var copy = new WorkflowsCopy();
        foreach (var programme in (string[])["spring-festival-warmth", "hardship-assistance"])
            copy.Edit($"{programme}/programme.json", document => (document["year"], document["effectiveFrom"]) = (year, $"{year - 1}-12-01"));
        return copy;
    }
}
