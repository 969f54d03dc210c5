using System.Text.RegularExpressions;

namespace BenefitWorkflow.Tests.Identity;

/// <summary>Fills in the service's plain forms as a browser does.</summary>
internal static partial class SignInForm
{
    /// <summary>Loads the page and posts its first form's hidden token with these fields.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient browser, string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await browser.GetStringAsync(page);
        var token = Hidden().Match(html);
        Assert.True(token.Success, $"{page} has no antiforgery token:\n{html}");
        using var form = Form([(token.Groups["name"].Value, token.Groups["value"].Value), .. fields]);
        return await browser.PostAsync(action, form);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    [GeneratedRegex("""<input type=hidden name=(?<name>__\w+) value="(?<value>[^"]+)">""", RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
