using System.Diagnostics.CodeAnalysis;
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

    /// <summary>Reads the request's idempotency key; null: none was sent. One that cannot be kept is refused, since a repeat without it would act twice.</summary>
    public static bool TryIdempotencyKey(HttpContext http, out string? key, [NotNullWhen(false)] out IResult? problem)
    {
        (key, problem) = (null, null);
        if (!http.Request.Headers.TryGetValue("Idempotency-Key", out var sent)) return true;
        key = sent.ToString();
        if (key.Length is > 0 and <= MaxKeyLength && !key.Any(char.IsControl)) return true;
        problem = Problems.Of(new Refusal("idempotency.key-malformed",
            $"请求头 Idempotency-Key 须为 1 至 {MaxKeyLength} 个字符，不含控制字符；请更正后重发。",
            $"The header Idempotency-Key has 1 to {MaxKeyLength} characters, none of them a control character; correct it and send again."), StatusCodes.Status400BadRequest);
        return false;
    }

    /// <summary>Reads a filter by state, written as its name in any case; null: none was sent.</summary>
    public static bool TryState<T>(string? text, out T? state, [NotNullWhen(false)] out IResult? problem) where T : struct, Enum
    {
        (state, problem) = (null, null);
        if (text is null) return true;
        // TryParse also takes numbers, which are nobody's business outside.
        var names = Enum.GetNames<T>();
        if (names.FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } known)
        {
            state = Enum.Parse<T>(known);
            return true;
        }
        var list = string.Join(", ", names);
        problem = Problems.Of(new Refusal("request.unknown-state", $"state 应为以下之一：{list}。", $"The state is one of {list}."), StatusCodes.Status400BadRequest);
        return false;
    }
}
