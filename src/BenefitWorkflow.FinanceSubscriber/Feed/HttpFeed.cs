using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Feed;

/// <summary>Where the service's feed is and with what key.</summary>
public sealed record HttpFeedOptions
{
    /// <summary>Root of the service, absolute, http or https, e.g. <c>https://benefit.example</c>. Use http on loopback only: the key travels with it.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Key the service issued to the finance system; sent as <c>X-Api-Key</c>, never logged.</summary>
    public required string ApiKey { get; init; }

    /// <summary>Longest wait for one page. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>The feed over HTTP: <c>GET {BaseUrl}/api/events?after={sequence}&amp;limit={limit}</c>.</summary>
public sealed class HttpFeed : IDisposable
{
    private const long LargestPage = 64 * 1024 * 1024;

    private readonly HttpClient _http;

    /// <exception cref="ArgumentException">The base address is not absolute http or https, or the key is empty.</exception>
    public HttpFeed(HttpFeedOptions options)
        // A redirect would carry the key to another host, so none is followed.
        : this(options, new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
    }

    internal HttpFeed(HttpFeedOptions options, HttpMessageHandler handler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(options.ApiKey);
        if (!options.BaseUrl.IsAbsoluteUri || options.BaseUrl.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException("The feed's base address must be absolute and http or https.", nameof(options));
        }

        _http = new HttpClient(handler)
        {
            BaseAddress = new Uri(options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = LargestPage,
        };
        _http.DefaultRequestHeaders.Add("X-Api-Key", options.ApiKey);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>The service's control totals of a day; a <see cref="Control.ControlSource"/>.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached or refuses.</exception>
    /// <exception cref="System.Text.Json.JsonException">The answer is no control totals.</exception>
    public Task<ControlTotalsV1> ReadControlTotalsAsync(DateOnly day, long upTo, CancellationToken ct) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/events/control-totals?day={day:yyyy-MM-dd}&upTo={upTo}"), EventJson.Default.ControlTotalsV1, ct);

    /// <summary>One page; a <see cref="FeedSource"/>.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached or refuses.</exception>
    /// <exception cref="System.Text.Json.JsonException">The answer is not a page.</exception>
    public Task<FeedPageV1> ReadAsync(long after, int limit, CancellationToken ct) =>
        GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/events?after={after}&limit={limit}"), EventJson.Default.FeedPageV1, ct);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken ct)
        where T : class
    {
        using var response = await _http.GetAsync(path, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync(type, ct)
            ?? throw new System.Text.Json.JsonException("The service answered null.");
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();
}
