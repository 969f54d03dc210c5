using System.Text.Json;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace BenefitWorkflow.Http;

/// <summary>Refusals as RFC 9457 problem details: stable code, both languages.</summary>
public static partial class Problems
{
    /// <param name="status">400 malformed, 401, 403, 404, 409, 413, 422 (the default: understood, but not acceptable).</param>
    public static IResult Of(Refusal refusal, int status = StatusCodes.Status422UnprocessableEntity) => Of([refusal], status);

    /// <param name="refusals">At least one; the first gives the code.</param>
    public static IResult Of(IReadOnlyList<Refusal> refusals, int status = StatusCodes.Status422UnprocessableEntity) =>
        TypedResults.Problem(Details(refusals, status));

    /// <summary>What the address names is not there.</summary>
    public static IResult NotFound(Refusal refusal) => Of(refusal, StatusCodes.Status404NotFound);

    private static ProblemDetails Details(IReadOnlyList<Refusal> refusals, int status)
    {
        var details = new ProblemDetails
        {
            Status = status,
            Type = "https://benefitworkflow.example/errors#" + refusals[0].Code,
            Title = refusals[0].En,
            Extensions = { ["code"] = refusals[0].Code, ["zh"] = refusals[0].Zh, ["en"] = refusals[0].En },
        };
        if (refusals.Count > 1) details.Extensions["all"] = refusals;
        return details;
    }

    /// <summary>What no use case answered: malformed requests, and faults, of which nothing but a trace id is told.</summary>
    internal static async Task HandleAsync(HttpContext http)
    {
        var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        var (refusal, status) = error switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (TooLarge, StatusCodes.Status413PayloadTooLarge),
            BadHttpRequestException or JsonException =>
                (new Refusal("request.malformed", $"请求格式不正确：{Where(error)}请对照接口文档。", $"The request is malformed: {Where(error)}check it against the API's description."), StatusCodes.Status400BadRequest),
            CalendarYearMissingException missing => (missing.Refusal, StatusCodes.Status422UnprocessableEntity),
            _ => (new Refusal("request.failed", $"服务出错，请求未执行；请凭编号 {http.TraceIdentifier} 联系管理员。", $"The service failed and the request was not carried out; ask the administrator about {http.TraceIdentifier}."), StatusCodes.Status500InternalServerError),
        };
        if (status >= 500 && error is not null) LogFault(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), http.TraceIdentifier, error.GetType().Name, error);
        await Of(refusal, status).ExecuteAsync(http);
    }

    /// <summary>
    /// Gives a body to what the framework refuses by a bare status: a request over the size limit, which it stops before any
    /// handler, and an ended session at the API.
    /// </summary>
    internal static Task FillAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Of(TooLarge, StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http),
        StatusCodes.Status401Unauthorized => Of(SignInRequired, StatusCodes.Status401Unauthorized).ExecuteAsync(http),
        _ => Task.CompletedTask,
    };

    /// <summary>Nobody is signed in.</summary>
    internal static Refusal SignInRequired { get; } =
        new("identity.sign-in-required", "请先登录，或在请求头 X-Api-Key 中提供有效密钥。", "Sign in, or send a valid key in the header X-Api-Key.");

    private static Refusal TooLarge { get; } = new("file.too-large", "请求或文件过大；请拆分后重试。", "The request or file is too large; split it.");

    // A JSON error names the path of the field; the parameter binder names the parameter. Neither repeats the value.
    private static string Where(Exception error) => (error.InnerException ?? error) is JsonException { Path: { } path } ? $"{path} — " : "";

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "Request {TraceId} failed: {Exception}")]
    private static partial void LogFault(ILogger logger, string traceId, string exception, Exception error);
}
