using System.Net;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Feed;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class HttpFeedTests
{
    private const string Page =
        """
        {"events":[{"sequence":3,"type":"CaseOpenedV1","payload":{"any":1}}],"last":7,"more":"ignored"}
        """;

    [Theory]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080/api/events?after=2&limit=50")]
    [InlineData("https://union.example/benefit/", "https://union.example/benefit/api/events?after=2&limit=50")]
    public async Task Read_AsksTheAgreedAddressWithTheKey(string baseUrl, string expected)
    {
        var service = new Service(HttpStatusCode.OK, Page);
        using var feed = new HttpFeed(new() { BaseUrl = new(baseUrl), ApiKey = "secret-1" }, service);

        var page = await feed.ReadAsync(2, 50, CancellationToken.None);

        Assert.Equal(expected, service.Asked!.RequestUri!.AbsoluteUri);
        Assert.Equal(["secret-1"], service.Asked.Headers.GetValues("X-Api-Key"));
        Assert.Equal(7, page.Last);
        Assert.Equal((3L, "CaseOpenedV1", """{"any":1}"""), page.Events.Select(e => (e.Sequence, e.Type, e.Payload.GetRawText())).Single());
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Read_ServiceRefuses_Throws(HttpStatusCode status)
    {
        using var feed = new HttpFeed(new() { BaseUrl = new("http://127.0.0.1"), ApiKey = "secret-1" }, new Service(status, Page));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => feed.ReadAsync(0, 1, CancellationToken.None));
        Assert.DoesNotContain("secret-1", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"events":null,"last":0}""")]
    [InlineData("""{"events":[]}""")]
    [InlineData("""{"events":[{"sequence":1,"type":"CaseOpenedV1"}],"last":1}""")]
    [InlineData("""<html>""")]
    public async Task Read_AnswerIsNoPage_Throws(string body)
    {
        using var feed = new HttpFeed(new() { BaseUrl = new("http://127.0.0.1"), ApiKey = "k" }, new Service(HttpStatusCode.OK, body));
        await Assert.ThrowsAsync<JsonException>(() => feed.ReadAsync(0, 1, CancellationToken.None));
    }

    [Theory]
    [InlineData("ftp://x", "k")]
    [InlineData("/api", "k")]
    [InlineData("http://x", " ")]
    public void Feed_UnusableOptions_Throw(string baseUrl, string key) =>
        Assert.Throws<ArgumentException>(() => new HttpFeed(new() { BaseUrl = new(baseUrl, UriKind.RelativeOrAbsolute), ApiKey = key }));

    [Fact]
    public void Page_WrittenByTheCatalogue_IsReadBack()
    {
        var json = JsonSerializer.Serialize(Events.Page(Events.OneOfEach(), 0, 100), EventJson.Default.FeedPageV1);
        var page = JsonSerializer.Deserialize(json, EventJson.Default.FeedPageV1)!;
        Assert.Equal(
            Events.OneOfEach().Select(EventCatalog.Serialize),
            page.Events.Select(i => EventCatalog.Serialize(EventCatalog.Deserialize(i.Type, i.Payload))));
    }

    private sealed class Service(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public HttpRequestMessage? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request;
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
