using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Http;

/// <summary>Refusals as ProblemDetails.</summary>
public static class Problems
{
    public static IResult Of(Refusal refusal, int status = StatusCodes.Status422UnprocessableEntity) => Results.Problem(
        title: refusal.Zh, detail: refusal.En, statusCode: status,
        extensions: new Dictionary<string, object?> { ["code"] = refusal.Code, ["zh"] = refusal.Zh, ["en"] = refusal.En });
}
