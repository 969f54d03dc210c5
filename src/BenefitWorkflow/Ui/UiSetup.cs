using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor.Services;

namespace BenefitWorkflow.Ui;

public static class UiSetup
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        // What is told stands still: half faded it could not be read.
        services.AddMudServices(mud => (mud.SnackbarConfiguration.ShowTransitionDuration, mud.SnackbarConfiguration.HideTransitionDuration) = (0, 0));
        services.AddScoped<SignedIn>().AddScoped<AuthenticationStateProvider, SessionWatch>();
        return services;
    }

    /// <summary>Language of every request; before anything that writes text.</summary>
    public static void UseLanguage(this WebApplication app) => app.UseRequestLocalization(Language.Options);

    public static void MapUi(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        Language.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }
}
