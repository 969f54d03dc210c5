using System.Text.Json;
using System.Text.RegularExpressions;
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

    /// <summary>A refusal of the whole with what was found about its parts.</summary>
    /// <param name="name">Member of the answer that holds the parts.</param>
    public static IResult Of(Refusal refusal, string name, object parts)
    {
        var details = Details([refusal], StatusCodes.Status422UnprocessableEntity);
        details.Extensions[name] = parts;
        return TypedResults.Problem(details);
    }

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
    /// handler, an ended session at the API, an address or method that is not there, a body of another kind.
    /// </summary>
    internal static Task FillAsync(HttpContext http)
    {
        var status = http.Response.StatusCode;
        return Of(status switch
        {
            StatusCodes.Status413PayloadTooLarge => TooLarge,
            StatusCodes.Status401Unauthorized => SignInRequired,
            StatusCodes.Status403Forbidden => new Refusal("identity.forbidden", "没有权限；请由相应人员办理。", "This is not allowed to you; ask somebody who may."),
            StatusCodes.Status404NotFound => new Refusal("request.no-such-address", "没有这个地址；请对照接口文档核对路径。", "There is nothing at this address; check the path against the API's description."),
            StatusCodes.Status405MethodNotAllowed => new Refusal("request.method-not-allowed", "该地址不接受此方法；请对照接口文档。", "This address does not take this method; check it against the API's description."),
            StatusCodes.Status415UnsupportedMediaType => new Refusal("request.media-type", "请求内容的类型不受支持；请按接口文档设置 Content-Type。", "The body is of a kind that is not taken here; set Content-Type as the API's description says."),
            _ => new Refusal("request.refused", $"请求未被接受（{status}）；请对照接口文档。", $"The request was not accepted ({status}); check it against the API's description."),
        }, status).ExecuteAsync(http);
    }

    /// <summary>No name, number or receipt holds this character, and PostgreSQL fails on it.</summary>
    internal static Task RefuseNulAsync(HttpContext http, RequestDelegate next) => http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) != true ? next(http)
        : Of(new Refusal("request.malformed", "地址中有不能使用的字符（NUL）；请更正。", "The address holds a character that cannot be used (NUL); correct it."), StatusCodes.Status400BadRequest).ExecuteAsync(http);

    /// <summary>Nobody is signed in.</summary>
    internal static Refusal SignInRequired { get; } =
        new("identity.sign-in-required", "请先登录，或在请求头 X-Api-Key 中提供有效密钥。", "Sign in, or send a valid key in the header X-Api-Key.");

    private static Refusal TooLarge { get; } = new("file.too-large", "请求或文件过大；请拆分后重试。", "The request or file is too large; split it.");

    // A JSON error names the path of the field, or the fields that are missing; none of them repeats the value.
    private static string Where(Exception error)
    {
        if ((error.InnerException ?? error) is not JsonException { Path: { } path } json) return "";
        var missing = MissingFields().Match(json.Message);
        return missing.Success ? string.Join(", ", missing.Groups["name"].Captures.Select(name => $"{path}.{name.Value}")) + " — " : $"{path} — ";
    }

    // The serializer gives the names of missing fields only in its message.
    [GeneratedRegex("required properties including: (?:'(?<name>[^']+)'(?:, )?)+", RegexOptions.CultureInvariant)]
    private static partial Regex MissingFields();

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "Request {TraceId} failed: {Exception}")]
    private static partial void LogFault(ILogger logger, string traceId, string exception, Exception error);
}
