using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace BenefitWorkflow.Notifications.Sending;

/// <summary>
/// Calls one webhook: POST of JSON with <c>X-BenefitWorkflow-Delivery</c> (the same with every attempt), <c>-Timestamp</c> (Unix seconds) and
/// <c>-Signature</c>: <c>sha256=</c> and the hex HMAC-SHA256 by the webhook's secret over the timestamp, a dot and the body.
/// </summary>
public sealed class WebhookSender(TimeProvider time) : IDisposable
{
    // A redirect would carry the body to where nobody set it to go.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(10) };

    /// <returns>Null where it was answered by a 2xx; else a short code.</returns>
    public async Task<string?> SendAsync(Delivery delivery, WebhookSettings hook, CancellationToken ct)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.Add("X-BenefitWorkflow-Delivery", delivery.Id.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-BenefitWorkflow-Timestamp", timestamp);
        request.Headers.Add("X-BenefitWorkflow-Signature", Sign(hook.Secret, timestamp, body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode ? null : $"http-{(int)response.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"http-{e.HttpRequestError}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "http-timeout";
        }
    }

    internal static string Sign(string secret, string timestamp, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
    }

    public void Dispose() => _http.Dispose();
}
