using BenefitWorkflow.Notifications.Sending;

namespace BenefitWorkflow.Notifications;

/// <summary>Who is told what: on the site, by e-mail, by webhook, and once a working day in a digest.</summary>
public static class NotificationsSetup
{
    /// <exception cref="InvalidDataException">The section <c>Notifications</c> of the settings cannot be used.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(NotificationSettings.From(settings)).AddSingleton<RungNotifier>().AddSingleton<DigestWriter>().AddSingleton<Inbox>().AddScoped<UnreadCount>()
        .AddSingleton<MailSender>().AddSingleton<WebhookSender>().AddSingleton<DeliverySender>();

    /// <param name="api">The authenticated group.</param>
    public static void MapNotifications(this IEndpointRouteBuilder api) => Inbox.Map(api);
}
