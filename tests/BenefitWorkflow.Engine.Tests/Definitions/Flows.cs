using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Definitions;

/// <summary>A good flow to spoil, and the look at what it is refused for.</summary>
internal static class Flows
{
    /// <summary>a -> b, with nothing wrong.</summary>
    public static Flow Good() => new Flow().Step("a").Step("b").Connect("a>b");

    public static DefinitionProblem Refused(Flow flow, string code, string? activity, string said)
    {
        var result = flow.Read();
        Assert.Null(result.Definition);
        var problem = result.Errors.FirstOrDefault(problem => problem.Code == code && problem.ActivityId == activity);
        Assert.True(problem is not null, string.Join("; ", result.Errors.Select(other => $"{other.ActivityId} {other.Code} {other.En}")));
        Assert.Contains(said, problem.En);
        return problem;
    }
}
