using System.Globalization;
using BenefitWorkflow.Programmes;
using Microsoft.AspNetCore.Localization;

namespace BenefitWorkflow.Ui;

/// <summary>The reader's language: Chinese unless the cookie says English. Both texts stand side by side in the code, so neither can be missing.</summary>
public static class Language
{
    public const string Cookie = "bw.lang";

    public static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    public static string T(string zh, string en) => IsEnglish ? en : zh;

    public static string T(LocalizedText text) => IsEnglish ? text.En : text.Zh;

    /// <summary>Language of a request. Figures and dates are written the same in both, so the culture of formats stays invariant.</summary>
    internal static RequestLocalizationOptions Options { get; } = new()
    {
        DefaultRequestCulture = Culture("zh-CN"),
        SupportedCultures = [CultureInfo.InvariantCulture],
        SupportedUICultures = [new CultureInfo("zh-CN"), new CultureInfo("en")],
        RequestCultureProviders = [new CustomRequestCultureProvider(http => Task.FromResult<ProviderCultureResult?>(
            new ProviderCultureResult(CultureInfo.InvariantCulture.Name, http.Request.Cookies[Cookie] == "en" ? "en" : "zh-CN")))],
    };

    private static RequestCulture Culture(string ui) => new(CultureInfo.InvariantCulture, new CultureInfo(ui));

    /// <summary><c>GET /language?to=en&amp;back=/cases</c>: keeps the choice for a year.</summary>
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/language", (HttpContext http, string? to, string? back) =>
    {
        http.Response.Cookies.Append(Cookie, to == "en" ? "en" : "zh", new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/" });
        return Results.LocalRedirect(LocalPath.Of(back));
    }).AllowAnonymous().ExcludeFromDescription();
}
