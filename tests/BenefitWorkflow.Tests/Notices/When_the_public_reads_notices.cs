using System.Net;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Tests.Cases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Notices;

[Trait("Store", "Every")]
public sealed class When_the_public_reads_notices
{
    [Fact]
    public async Task Should_show_a_notice_while_it_runs_and_withdraw_it_at_its_end()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(world.Store).AddSingleton<TimeProvider>(world.Time);
        await using var app = builder.Build();
        app.MapPublicNotices();
        await app.StartAsync();
        using var client = app.GetTestClient();

        Assert.Contains("目前没有正在进行的公示", await client.GetStringAsync("/notices"), StringComparison.Ordinal);
        var posted = (await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices[0];
        var page = "/notices/" + posted.Number;
        Assert.Contains($"<a href=\"{page}?lang=zh\">", await client.GetStringAsync("/notices"), StringComparison.Ordinal);

        using (var answer = await client.GetAsync(page))
        {
            Assert.Equal((HttpStatusCode.OK, "text/html", "no-store"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Headers.CacheControl!.ToString()));
            Assert.StartsWith("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Contains(WebUtility.HtmlEncode(Frontline(1).Name), await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Contains("Amount (yuan)", await client.GetStringAsync(page + "?lang=en"), StringComparison.Ordinal);
        // The language chosen on the site holds here too, until an address says another.
        client.DefaultRequestHeaders.Add("Cookie", "bw.lang=en");
        var english = await client.GetStringAsync(page);
        Assert.Contains("Amount (yuan)", english, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{page}?lang=zh\" lang=\"zh-CN\">", english, StringComparison.Ordinal);
        Assert.DoesNotContain("Amount (yuan)", await client.GetStringAsync(page + "?lang=zh"), StringComparison.Ordinal);
        client.DefaultRequestHeaders.Remove("Cookie");

        // The end withdraws it, whether or not the closing job has come by.
        world.Time.SetUtcNow(posted.EndsAt);
        await GoneAsync(client, page);
        await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default);
        await GoneAsync(client, page);
        Assert.DoesNotContain(posted.Number, await client.GetStringAsync("/notices"), StringComparison.Ordinal);
        using var unknown = await client.GetAsync("/notices/GS-NONE");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static async Task GoneAsync(HttpClient client, string page)
    {
        using var answer = await client.GetAsync(page);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("公示内容已撤下", text, StringComparison.Ordinal);
        Assert.DoesNotContain(WebUtility.HtmlEncode(Frontline(1).Name), text, StringComparison.Ordinal);
    }
}
