using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor.Services;

namespace BenefitWorkflow.Ui;

public static class UiSetup
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        // A page that was given up would be resumed as a fresh one, without what was typed and as if nothing had happened: it rather says that it is over.
        services.AddRazorComponents().AddInteractiveServerComponents(o => o.PersistedCircuitInMemoryMaxRetained = 0);
        services.AddCascadingAuthenticationState();
        // What is told stands still: half faded it could not be read.
        services.AddMudServices(mud => (mud.SnackbarConfiguration.ShowTransitionDuration, mud.SnackbarConfiguration.HideTransitionDuration) = (0, 0));
        services.TryAddSingleton(new SessionWatch.Pace(TimeSpan.FromMinutes(1)));
        services.AddScoped<SignedIn>().AddScoped<SessionState>().AddScoped<AuthenticationStateProvider, SessionWatch>().AddScoped<CircuitHandler, SessionWatch.Use>();
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
