using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;

namespace BenefitWorkflow.Notifications.Sending;

/// <summary>Sends one e-mail by the SMTP server of the settings.</summary>
public sealed class MailSender(NotificationSettings settings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Null where the server took it; else a short code.</returns>
    public async Task<string?> SendAsync(Delivery delivery, string address, CancellationToken ct)
    {
        var mail = settings.Mail ?? throw new InvalidOperationException("No mail server is set.");
        using var message = new MailMessage(mail.From, address)
        {
            Subject = delivery.Title, SubjectEncoding = Encoding.UTF8, Body = settings.SiteUrl is { } site ? $"{delivery.Body}\n{site}\n" : delivery.Body + "\n", BodyEncoding = Encoding.UTF8, IsBodyHtml = false,
        };
        // The same id with every attempt, so that a repeat can be told.
        message.Headers.Add("Message-ID", string.Create(CultureInfo.InvariantCulture, $"<delivery-{delivery.Id}.{delivery.CreatedAt.ToUnixTimeMilliseconds()}@benefitworkflow>"));
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var client = new SmtpClient(mail.Host, mail.Port) { EnableSsl = mail.Tls, Credentials = mail.User is null ? null : new NetworkCredential(mail.User, mail.Password) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
            return null;
        }
        catch (SmtpException e)
        {
            // Its message may repeat the address.
            return $"smtp-{(int)e.StatusCode}";
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return "smtp-timeout";
        }
    }
}
