using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;

namespace BenefitWorkflow.Tests.Notifications;

public sealed class When_notifications_are_sent
{
    private const string Secret = "a secret of enough length";

    [Fact]
    public async Task Should_mail_each_to_who_wants_each_and_only_digests_to_the_rest()
    {
        using var sink = new SmtpSink();
        await using var world = await NotificationWorld.CreateAsync();
        await world.ChooseAsync("rui", MailChoice.Each, email: "rui@union.example");
        await world.ChooseAsync("wen", MailChoice.Off, email: "wen@union.example");
        await world.ChooseAsync("du", MailChoice.Digest, email: "du@union.example");
        await world.FireAsync(DeadlineRung.Due);
        await world.FireAsync(DeadlineRung.Escalated, firstCase: 9);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal(1, await world.Sender(Mail(sink)).RunOnceAsync(default));
        Assert.Equal(0, await world.Sender(Mail(sink)).RunOnceAsync(default));
        Assert.Equal(["rui@union.example"], sink.Messages.Select(m => m.To));
        Assert.Contains("今日到期", Assert.Single(sink.Bodies), StringComparison.Ordinal);
        Assert.Contains("https://union.example/", sink.Bodies.First(), StringComparison.Ordinal);

        // Unread, so everybody has a digest; wen wants none by mail, admin has no address.
        Assert.Equal(3, await world.Digest().RunOnceAsync(default));
        Assert.Equal(2, await world.Sender(Mail(sink)).RunOnceAsync(default));
        Assert.Equal(["du@union.example", "rui@union.example"], sink.Messages.Skip(1).Select(m => m.To).Order(StringComparer.Ordinal));
        Assert.All(await world.DeliveriesAsync(), d => Assert.DoesNotContain("@", d.Target + d.Title + d.Body + d.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_try_again_at_growing_intervals_give_up_and_tell_the_administrators()
    {
        using var sink = new SmtpSink { Recipient = "451 later" };
        await using var world = await NotificationWorld.CreateAsync();
        await world.ChooseAsync("rui", MailChoice.Each, email: "rui@union.example");
        await world.FireAsync(DeadlineRung.Due);
        await world.Notifier().RunOnceAsync(default);
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= Delivery.MostAttempts; attempt++)
        {
            Assert.Equal(0, await world.Sender(Mail(sink)).RunOnceAsync(default));
            var delivery = Assert.Single(await world.DeliveriesAsync());
            Assert.Equal(attempt, delivery.Attempts);
            Assert.StartsWith("smtp-", delivery.Error, StringComparison.Ordinal);
            if (delivery.NextAt is not { } next) break;
            waits.Add(next - world.Time.GetUtcNow());
            world.Time.SetUtcNow(next.AddMilliseconds(-1));
            await world.Sender(Mail(sink)).RunOnceAsync(default);
            Assert.Equal(attempt, Assert.Single(await world.DeliveriesAsync()).Attempts);
            world.Time.SetUtcNow(next);
        }
        Assert.Equal([1, 5, 15, 60, 240], waits.Select(w => w.TotalMinutes));
        Assert.Equal(DeliveryState.GivenUp, Assert.Single(await world.DeliveriesAsync()).State);
        Assert.Equal("admin", Assert.Single(await world.AllAsync(), n => n.Kind == NotificationKind.DeliveryFailed).AccountId);
        // Telling of it makes no mail of its own, and the end is the end.
        world.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await world.Sender(Mail(sink)).RunOnceAsync(default));
        Assert.Single(await world.DeliveriesAsync());
    }

    [Fact]
    public async Task Should_call_a_webhook_once_per_message_signed_so_that_a_changed_byte_shows()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Late, count: 4);
        await world.Notifier().RunOnceAsync(default);
        Assert.Equal(2, (await world.AllAsync()).Count);
        var settings = Hook(sink);
        Assert.Equal(1, await world.Sender(settings).RunOnceAsync(default));

        var (delivery, timestamp, signature, body) = Assert.Single(sink.Calls);
        Assert.Equal(Assert.Single(await world.DeliveriesAsync()).Id.ToString(System.Globalization.CultureInfo.InvariantCulture), delivery);
        Assert.Equal(world.Time.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), timestamp);
        // As a receiver checks it.
        byte[] signed = [.. Encoding.UTF8.GetBytes(timestamp + "."), .. body];
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)), signature);
        body[3] ^= 1;
        Assert.NotEqual(WebhookSender.Sign(Secret, timestamp, body), signature);
        body[3] ^= 1;
        var json = JsonSerializer.Deserialize<JsonElement>(body);
        Assert.Equal(("late", "reviewer"), (json.GetProperty("kind").GetString(), json.GetProperty("role").GetString()));
        Assert.Contains("4 件已逾期", json.GetProperty("zh").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_repeat_a_failed_call_under_the_same_delivery_and_go_to_no_redirect()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var world = await NotificationWorld.CreateAsync();
        await world.FireAsync(DeadlineRung.Due);
        await world.Notifier().RunOnceAsync(default);
        foreach (var answer in new[] { HttpStatusCode.ServiceUnavailable, HttpStatusCode.Redirect, HttpStatusCode.OK })
        {
            sink.Answer = answer;
            await world.Sender(Hook(sink)).RunOnceAsync(default);
            world.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(3, sink.Calls.Count);
        Assert.Single(sink.Calls.Select(c => c.Delivery).Distinct());
        var delivery = Assert.Single(await world.DeliveriesAsync());
        Assert.Equal((DeliveryState.Sent, 3, null), (delivery.State, delivery.Attempts, delivery.Error));
    }

    [Fact]
    public async Task Should_take_over_what_a_process_had_claimed_and_never_marked()
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var world = await NotificationWorld.CreateAsync();
        var lost = new Delivery { Id = 1, Way = DeliveryWay.Webhook, Target = "hook", Title = "", Body = "{}", CreatedAt = world.Time.GetUtcNow() }.Begin(world.Time.GetUtcNow());
        lost.Take(world.Time.GetUtcNow());
        await world.InsertAsync(lost);
        Assert.Equal(0, await world.Sender(Hook(sink)).RunOnceAsync(default));
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await world.Sender(Hook(sink)).RunOnceAsync(default));
        Assert.Single(sink.Calls);
    }

    [Fact]
    public async Task Should_give_up_at_once_where_trying_again_cannot_help()
    {
        using var sink = new SmtpSink();
        await using var world = await NotificationWorld.CreateAsync();
        await world.ChooseAsync("rui", MailChoice.Each, email: "rui@union.example");
        await world.FireAsync(DeadlineRung.Due);
        await world.Notifier().RunOnceAsync(default);
        // Planned while there was an address, sent after it was taken away.
        await world.Sender(new NotificationSettings(Mail(sink).Mail! with { Port = 1 }, [], null)).RunOnceAsync(default);
        Assert.Null(await world.Changing.SetEmailAsync(NotificationWorld.Of("rui"), "rui", null, default));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.Sender(Mail(sink)).RunOnceAsync(default);
        var delivery = Assert.Single(await world.DeliveriesAsync());
        Assert.Equal((DeliveryState.GivenUp, "no-address"), (delivery.State, delivery.Error));
        Assert.Empty(sink.Messages);
    }

    [Theory]
    [InlineData("a@b.example", true)]
    [InlineData(" a@b.example ", true)]
    [InlineData("a@b.example,c@d.example", false)]
    [InlineData("Name <a@b.example>", false)]
    [InlineData("a@b.example\r\nBcc: c@d.example", false)]
    [InlineData("nobody", false)]
    public async Task Should_take_one_plain_address_and_nothing_else(string address, bool fits)
    {
        await using var world = await NotificationWorld.CreateAsync();
        Assert.Equal(fits ? null : "account.email", (await world.Changing.SetEmailAsync(NotificationWorld.Of("rui"), "rui", address, default))?.Code);
    }

    private static NotificationSettings Mail(SmtpSink sink) => new(new MailSettings("127.0.0.1", sink.Port, "service@union.example", null, null, false), [], "https://union.example/");

    private static NotificationSettings Hook(WebhookSink sink) => new(null, [new WebhookSettings("hook", sink.Url, Secret)], null);
}
