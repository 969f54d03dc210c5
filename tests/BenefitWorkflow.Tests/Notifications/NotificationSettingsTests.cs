using BenefitWorkflow.Notifications.Sending;
using Microsoft.Extensions.Configuration;

namespace BenefitWorkflow.Tests.Notifications;

public sealed class NotificationSettingsTests
{
    [Fact]
    public void From_Nothing_SendsNothing()
    {
        var settings = Read();
        Assert.Null(settings.Mail);
        Assert.Empty(settings.Webhooks);
    }

    [Fact]
    public void From_WholeSection_IsRead()
    {
        var settings = Read(("Mail:Host", "mail.example"), ("Mail:From", "a@b.example"), ("Mail:Tls", "true"), ("Webhooks:0:Name", "chat"), ("Webhooks:0:Url", "https://chat.example/hook"), ("Webhooks:0:Secret", "0123456789abcdef"));
        Assert.Equal(new MailSettings("mail.example", 25, "a@b.example", null, null, true), settings.Mail);
        Assert.Equal([new WebhookSettings("chat", new Uri("https://chat.example/hook"), "0123456789abcdef")], settings.Webhooks);
        // Settings are printed by tools: no secret goes with them.
        Assert.DoesNotContain("0123456789abcdef", settings.Webhooks[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mail:Host", "mail.example", "Notifications:Mail:From")]
    [InlineData("Webhooks:0:Url", "ftp://chat.example", "Notifications:Webhooks:0")]
    [InlineData("Webhooks:0:Url", "https://chat.example", "Notifications:Webhooks:0")]
    public void From_HalfASection_IsRefusedByName(string key, string value, string named) =>
        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Read((key, value))).Message, StringComparison.Ordinal);

    private static NotificationSettings Read(params (string Key, string Value)[] settings) =>
        NotificationSettings.From(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Notifications:" + s.Key, (string?)s.Value))).Build());
}
