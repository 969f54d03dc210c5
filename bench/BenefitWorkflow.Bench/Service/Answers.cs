using System.Text.Json;

namespace BenefitWorkflow.Bench.Service;

/// <summary>What a service answers over HTTP.</summary>
internal static class Answers
{
    /// <exception cref="InvalidOperationException">The service refused; the message holds what it said.</exception>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode} {answer.RequestMessage?.RequestUri?.PathAndQuery}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Reads an answer to its end and throws it away.</summary>
    /// <returns>Its length, bytes.</returns>
    public static async Task<int> DrainAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode ? bytes.Length : throw new InvalidOperationException($"{(int)answer.StatusCode} {answer.RequestMessage?.RequestUri?.PathAndQuery}");
    }
}
