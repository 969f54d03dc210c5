using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Http;

/// <summary>What every list request shares.</summary>
public static class Lists
{
    /// <summary>Most items of one call; longer lists are sent in parts.</summary>
    public const int MaxItems = 5_000;

    /// <summary>Null where the list may be worked on.</summary>
    public static IResult? Check<T>(IReadOnlyList<T>? items) => items switch
    {
        null or { Count: 0 } => Problems.Of(new Refusal("request.empty", "列表 items 为空；请至少提交一项。", "The list 'items' is empty; send at least one."), StatusCodes.Status400BadRequest),
        { Count: > MaxItems } => Problems.Of(new Refusal("request.too-many", $"一次最多提交 {MaxItems} 项；请分批。", $"At most {MaxItems} items at once; send them in parts."), StatusCodes.Status400BadRequest),
        _ when items.Any(i => i is null) => Problems.Of(new Refusal("request.malformed", "列表 items 中有空项。", "The list 'items' has a null entry."), StatusCodes.Status400BadRequest),
        _ => null,
    };

    /// <summary>Most characters of an idempotency key.</summary>
    public const int MaxKeyLength = 200;

    /// <summary>The request's idempotency key; null: none was sent.</summary>
    /// <exception cref="BadHttpRequestException">The key is too long. Doing without it would let a repeated request act twice.</exception>
    public static string? IdempotencyKey(HttpContext http) => http.Request.Headers["Idempotency-Key"].ToString() switch
    {
        "" => null,
        { Length: > MaxKeyLength } => throw new BadHttpRequestException($"The Idempotency-Key is longer than {MaxKeyLength} characters."),
        var key => key,
    };
}
