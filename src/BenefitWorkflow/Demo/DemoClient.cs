using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace BenefitWorkflow.Demo;

/// <summary>One simulated person at the service's HTTP interface, signed in by an API key.</summary>
internal sealed class DemoClient : IDisposable
{
    private readonly HttpClient _http;

    public DemoClient(Uri service, string key)
    {
        _http = new HttpClient { BaseAddress = service, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await _http.GetAsync(path), path);

    public Task<byte[]> DownloadAsync(string path) => _http.GetByteArrayAsync(path);

    public async Task<JsonElement> PostAsync(string path, object body) => await ReadAsync(await _http.PostAsJsonAsync(path, body), path);

    /// <summary>Null where the service answered with the refusal <paramref name="code"/>: nothing to do.</summary>
    public async Task<JsonElement?> PostUnlessAsync(string code, string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(path, body);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (response.IsSuccessStatusCode) return json;
        return json.GetProperty("code").GetString() == code ? null : throw Failed(path, json.GetRawText());
    }

    public async Task<JsonElement> UploadAsync(string path, string fileName, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { content, "file", fileName } };
        return await ReadAsync(await _http.PostAsync(path, form), path);
    }

    /// <summary>Sends a list in parts; every row must be applied, or the demo's script does not fit the service.</summary>
    public async Task<int> ActAsync<T>(string path, IReadOnlyList<T> items)
    {
        foreach (var part in items.Chunk(1_000))
        {
            var answer = await PostAsync(path, new { items = part });
            if (answer.GetProperty("applied").GetInt32() != part.Length)
                throw Failed(path, answer.GetProperty("results").EnumerateArray().First(r => r.GetProperty("status").GetString() != "applied").GetRawText());
        }
        return items.Count;
    }

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, string path)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "{}" : text) : throw Failed(path, text);
        }
    }

    private static InvalidOperationException Failed(string path, string answer) => new($"{path}: {answer}");
}
