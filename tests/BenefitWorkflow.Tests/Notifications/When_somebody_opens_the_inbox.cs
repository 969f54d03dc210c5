using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Notifications;

public sealed class When_somebody_opens_the_inbox
{
    [Fact]
    public async Task Should_show_everybody_their_own_newest_first_and_mark_only_those_read()
    {
        await using var service = await RunningService.StartAsync();
        var (reviewer, approver) = (await service.AsAsync(Roles.Reviewer), await service.AsAsync(Roles.Approver));
        await using (var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            await NotificationWriter.WriteAsync(tx, [.. Enumerable.Range(1, 3).Select(i => new Message(Roles.Reviewer, null, NotificationKind.Due, $"第{i}条", $"no. {i}")), new(Roles.Approver, null, NotificationKind.Due, "别人的", "another's")], service.Time.GetUtcNow(), default);
            await tx.CommitAsync(default);
        }
        var page = await TestService.JsonAsync(await reviewer.GetAsync("/api/notifications?limit=2"));
        Assert.Equal(["第3条", "第2条"], page.GetProperty("items").EnumerateArray().Select(n => n.GetProperty("zh").GetString()));
        Assert.Equal(3, page.GetProperty("unread").GetInt32());
        var rest = await TestService.JsonAsync(await reviewer.GetAsync($"/api/notifications?before={page.GetProperty("next").GetInt64()}"));
        Assert.Equal("第1条", rest.GetProperty("items")[0].GetProperty("zh").GetString());

        var others = (await TestService.JsonAsync(await approver.GetAsync("/api/notifications"))).GetProperty("items")[0].GetProperty("id").GetInt64();
        var read = await TestService.JsonAsync(await reviewer.PostAsJsonAsync("/api/notifications/read", new { ids = new[] { others, page.GetProperty("items")[0].GetProperty("id").GetInt64() } }));
        Assert.Equal(1, read.GetProperty("read").GetInt32());
        Assert.Equal(1, (await TestService.JsonAsync(await approver.GetAsync("/api/notifications?unread=true"))).GetProperty("unread").GetInt32());
        Assert.Equal(2, (await TestService.JsonAsync(await reviewer.PostAsJsonAsync("/api/notifications/read", new { upTo = others }))).GetProperty("read").GetInt32());
        Assert.Equal("notification.nothing-named", (await Problem.PostAsync(reviewer, "/api/notifications/read", new { }, HttpStatusCode.BadRequest)).Code);
        using var nobody = await service.Anonymous().GetAsync("/api/notifications");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
    }

    [Fact]
    public async Task Should_keep_everybody_s_own_choices()
    {
        await using var service = await RunningService.StartAsync();
        var reviewer = await service.AsAsync(Roles.Reviewer);
        var usual = await TestService.JsonAsync(await reviewer.GetAsync("/api/notifications/preferences"));
        Assert.Equal(("digest", "dueSoon"), (usual.GetProperty("mail").GetString(), usual.GetProperty("from").GetString()));
        for (var i = 0; i < 2; i++)
        {
            using var put = await reviewer.PutAsJsonAsync("/api/notifications/preferences", new { mail = "each", from = "late", email = "r@union.example" });
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        }
        var chosen = await TestService.JsonAsync(await reviewer.GetAsync("/api/notifications/preferences"));
        Assert.Equal(("each", "late", "r@union.example"), (chosen.GetProperty("mail").GetString(), chosen.GetProperty("from").GetString(), chosen.GetProperty("email").GetString()));
        using var bad = await reviewer.PutAsJsonAsync("/api/notifications/preferences", new { mail = "each", from = "digest" });
        Assert.Equal("notification.from", (await Problem.ReadAsync(bad, HttpStatusCode.UnprocessableEntity)).Code);
        using var address = await reviewer.PutAsJsonAsync("/api/notifications/preferences", new { mail = "each", from = "late", email = "x" });
        Assert.Equal("account.email", (await Problem.ReadAsync(address, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Equal("identity.role-required", (await Problem.ReadAsync(await reviewer.GetAsync("/api/notifications/deliveries"), HttpStatusCode.Forbidden)).Code);
    }

    [Fact]
    public async Task Should_ring_on_every_page_and_lead_from_the_page_of_all_to_what_each_is_about()
    {
        await using var service = await RunningService.StartAsync();
        var reviewer = await service.AsAsync(Roles.Reviewer);
        Assert.Contains("aria-label=\"通知，没有未读\"", await PageAsync(reviewer, "/programmes"), StringComparison.Ordinal);
        await TellAsync(service, new(Roles.Reviewer, null, NotificationKind.Due, "第一条", "no. 1", "/cases/7"), new(Roles.Reviewer, null, NotificationKind.Late, "第二条", "no. 2"));

        Assert.Contains("aria-label=\"通知，2 条未读\"", await PageAsync(reviewer, "/programmes"), StringComparison.Ordinal);
        var page = await PageAsync(reviewer, "/notifications");
        Assert.True(page.IndexOf("第二条", StringComparison.Ordinal) is > 0 and var second && second < page.IndexOf("第一条", StringComparison.Ordinal));
        Assert.Contains("href=\"/cases/7\"", page, StringComparison.Ordinal);
        Assert.Contains("没有未读的通知", await PageAsync(await service.AsAsync(Roles.Approver), "/notifications?unread=true"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_count_unread_ones_no_more_than_twice_a_minute_unless_some_were_read()
    {
        await using var service = await RunningService.StartAsync();
        await service.AsAsync(Roles.Reviewer);
        var (inbox, message) = (service.Services.GetRequiredService<Inbox>(), new Message(Roles.Reviewer, null, NotificationKind.Due, "一", "one"));
        var count = new UnreadCount(inbox, service.Time);
        Assert.Equal(0, await count.ReadAsync(Roles.Reviewer, default));
        await TellAsync(service, message, message);
        Assert.Equal(0, await count.ReadAsync(Roles.Reviewer, default));
        service.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(2, await count.ReadAsync(Roles.Reviewer, default));
        await inbox.MarkAsync(Roles.Reviewer, [], long.MaxValue, default);
        count.Forget();
        Assert.Equal(0, await count.ReadAsync(Roles.Reviewer, default));
    }

    private static async Task TellAsync(RunningService service, params Message[] messages)
    {
        await using var tx = await service.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default);
        await NotificationWriter.WriteAsync(tx, messages, service.Time.GetUtcNow(), default);
        await tx.CommitAsync(default);
    }

    /// <summary>As a browser reads it.</summary>
    private static async Task<string> PageAsync(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));
}
