using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

/// <summary>The system's own Chromium, driven by Playwright; Playwright's download is never asked for.</summary>
internal sealed class ChromiumBrowser : IAsyncDisposable
{
    public const string Missing = "No Chromium here: install chromium-headless-shell and fonts-noto-cjk, or name one in BW_TEST_CHROMIUM.";

    // The shell has no windows of its own to draw, which halves the work.
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;

    private ChromiumBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, Browser) = (playwright, browser);

    public IBrowser Browser { get; }

    /// <summary>Null where none is installed.</summary>
    public static async Task<ChromiumBrowser?> StartAsync()
    {
        if (Find() is not { } path) return null;
        var playwright = await Playwright.CreateAsync();
        // Its sandbox needs a user other than root and kernel features that a container may lack; it sees only our own pages.
        return new ChromiumBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] }));
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        _playwright.Dispose();
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable("BW_TEST_CHROMIUM") is { Length: > 0 } given ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names, Path.Combine).OrderBy(path => Array.IndexOf(Names, Path.GetFileName(path))).FirstOrDefault(File.Exists);
}
