using System.Net.Mail;

namespace BenefitWorkflow.Notifications.Sending;

/// <param name="Host">SMTP server; setting <c>Notifications:Mail:Host</c>.</param>
/// <param name="Port">Default 25.</param>
/// <param name="From">Sender's address.</param>
/// <param name="User">Null: without signing in.</param>
/// <param name="Tls">STARTTLS; default false.</param>
public sealed record MailSettings(string Host, int Port, string From, string? User, string? Password, bool Tls)
{
    public override string ToString() => $"{Host}:{Port}";
}

/// <param name="Name">Key of its deliveries; never changes.</param>
/// <param name="Secret">Key of the signature; at least 16 characters.</param>
public sealed record WebhookSettings(string Name, Uri Url, string Secret)
{
    public override string ToString() => Name;
}

/// <summary>Section <c>Notifications</c>: without <c>Mail:Host</c> no e-mail is sent, without <c>Webhooks</c> none is called.</summary>
/// <param name="SiteUrl">Address of the service as people reach it, for the e-mails; null: not told.</param>
public sealed record NotificationSettings(MailSettings? Mail, IReadOnlyList<WebhookSettings> Webhooks, string? SiteUrl)
{
    public const int ShortestSecret = 16;

    /// <exception cref="InvalidDataException">A setting cannot be used; the message says which.</exception>
    public static NotificationSettings From(IConfiguration settings)
    {
        var section = settings.GetSection("Notifications");
        var mail = section.GetSection("Mail");
        MailSettings? server = null;
        if (mail["Host"] is { Length: > 0 } host)
        {
            var from = mail["From"] ?? "";
            if (!MailAddress.TryCreate(from, out _))
                throw new InvalidDataException("Notifications:Mail:From 须为发件人地址；请更正设置。 / Notifications:Mail:From is the sender's address; correct the settings.");
            server = new MailSettings(host, mail.GetValue("Port", 25), from, mail["User"], mail["Password"], mail.GetValue("Tls", false));
        }
        var webhooks = section.GetSection("Webhooks").GetChildren().Select(hook =>
        {
            var secret = hook["Secret"] ?? "";
            return Uri.TryCreate(hook["Url"], UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && secret.Length >= ShortestSecret
                ? new WebhookSettings(hook["Name"] ?? hook.Key, url!, secret)
                : throw new InvalidDataException($"{hook.Path} 须有 http(s) 地址 Url 和至少 {ShortestSecret} 字符的 Secret；请更正设置。 / {hook.Path} needs an http(s) Url and a Secret of at least {ShortestSecret} characters; correct the settings.");
        }).ToList();
        return new NotificationSettings(server, webhooks, section["SiteUrl"]);
    }
}
