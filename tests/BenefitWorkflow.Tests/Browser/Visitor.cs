using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;
using BenefitWorkflow.Ui;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

/// <summary>Somebody before a browser of their own, with an account, a language and a screen's width.</summary>
internal sealed partial class Visitor : IAsyncDisposable
{
    /// <summary>Only keeps a page that never comes from hanging the tests; nothing is asserted about time.</summary>
    private const float Patience = 60_000;

    /// <summary>From this width on the menu stands beside the page.</summary>
    private const int MenuBeside = 960;

    private readonly List<string> _errors = [];
    private readonly IBrowserContext _context;
    private readonly string _who, _language;
    private readonly int _width;
    private readonly bool _scripts, _ownsContext;

    private Visitor(IBrowserContext context, IPage page, string who, string language, int width, bool scripts, bool ownsContext)
    {
        (_context, Page, _who, _language, _width, _scripts, _ownsContext) = (context, page, who, language, width, scripts, ownsContext);
        page.Console += (_, message) => { if (message.Type == "error") _errors.Add($"{message.Text} ({message.Location})"); };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    /// <param name="sessions">What a browser keeps of each account that has signed in before; null: nothing is kept.</param>
    public static async Task<Visitor> ComeAsync(IBrowser browser, Uri site, string? account, string language, int width, bool scripts, bool dark, IDictionary<string, string>? sessions)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = site.ToString(), ViewportSize = new() { Width = width, Height = 800 }, JavaScriptEnabled = scripts, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            StorageState = account is not null && sessions is not null && sessions.TryGetValue(account, out var kept) ? kept : null,
        });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        // Ready on every page, whatever scripts the page itself allows.
        if (scripts) await context.AddInitScriptAsync(Axe);
        await context.AddCookiesAsync([new() { Name = Language.Cookie, Value = language, Url = site.ToString() }]);
        var visitor = new Visitor(context, await context.NewPageAsync(), account ?? "public", language, width, scripts, ownsContext: true);
        if (account is null) return visitor;
        if (sessions?.ContainsKey(account) == true) await visitor.GoAsync("/");
        else
        {
            await visitor.SignInAsync(account);
            if (sessions is not null) sessions[account] = await context.StorageStateAsync();
        }
        return visitor;
    }

    /// <summary>The same browser's other tab, which this opens.</summary>
    public async Task<Visitor> InAnotherTabAsync(Func<Task> opens) => Beside(await Page.RunAndWaitForPopupAsync(opens));

    /// <summary>An empty tab of the same browser.</summary>
    public async Task<Visitor> OpenTabAsync() => Beside(await _context.NewPageAsync());

    private Visitor Beside(IPage page) => new(_context, page, _who, _language, _width, _scripts, ownsContext: false);

    public string T(string zh, string en) => _language == "en" ? en : zh;

    /// <summary>The path with the public pages' own choice of language.</summary>
    public string Public(string path) => path + T("", "?lang=en");

    /// <summary>As one of the demo's people.</summary>
    public async Task SignInAsync(string account)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator($"button[value='{account}']").ClickAsync();
        // Whoever is signed in gets a page with a circuit; what is there just after the click may still be the old one.
        await Page.Locator("#content[data-live=true]").WaitForAsync();
    }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await LiveAsync();
    }

    /// <summary>By the menu, which a narrow screen hides.</summary>
    public async Task MenuAsync(string title)
    {
        var link = Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = title, Exact = true });
        var menu = Button(T("菜单", "Menu"));
        if (_width < MenuBeside)
        {
            // It is drawn open and closes once the circuit knows how wide the screen is: a click before that would close it.
            await menu.And(Page.Locator("[aria-expanded=false]")).WaitForAsync();
            await menu.ClickAsync();
        }
        await link.ClickAsync();
        await Heading(title).WaitForAsync();
        // Where the browser asked for the page anew, what stands there first answers nothing.
        await LiveAsync();
        await FocusedAsync();
    }

    /// <summary>Waits until the page has the focus on its heading, which comes one answer after what is seen: taken from a field, what is typed there would be lost.</summary>
    public Task FocusedAsync() => Assertions.Expect(Page.Locator("h1").First).ToBeFocusedAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });
    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name }).First;
    /// <summary>The reason of an act, not the one that a form asks for beside its other fields.</summary>
    public ILocator Reason => Page.GetByLabel(OfAnAct());

    public ILocator Choice(string label) => Page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);
    public ILocator Region(string name) => Page.GetByRole(AriaRole.Region, new() { Name = name }).First;

    /// <summary>What comes of a link that brings a file.</summary>
    public async Task<(string Name, byte[] Bytes)> DownloadAsync(ILocator link)
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => link.ClickAsync());
        return (download.SuggestedFilename, await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    /// <summary>Chooses a file in the field of this label, which may go on behind this text.</summary>
    public async Task ChooseFileAsync(string label, string name, byte[] bytes)
    {
        var field = Page.GetByLabel(label);
        // Drawn first, and listened to a moment later: nobody is as fast with a dialogue as this is without one.
        await Page.WaitForFunctionAsync("field => '_blazorInputFileNextFileId' in field", await field.ElementHandleAsync());
        await field.SetInputFilesAsync(new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = bytes });
    }

    /// <summary>Waits for this address, in which <c>*</c> stands for anything. It is asked for again and again: an event of the navigation may have gone by, and no event says what is shown where it never comes.</summary>
    public async Task ArriveAsync(string address)
    {
        var pattern = $"^{Regex.Escape(address).Replace("\\*", ".*", StringComparison.Ordinal)}$";
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(Patience));
        while (!Regex.IsMatch(Page.Url, pattern))
        {
            if (patience.IsCancellationRequested) Assert.Fail($"{Page.Url} never became {address}; shown is: {await Page.Locator("body").InnerTextAsync()}");
            await Poll.PauseAsync(default);
        }
        // The address comes before the page; a tab that is closed between the two has been seen never to close.
        await Page.Locator("h1").First.WaitForAsync();
    }

    /// <summary>Waits for the question that an act asks once more.</summary>
    public Task AskedAsync() => Page.Locator(".ask").First.WaitForAsync();

    public Task SeeAsync(string text) => Page.GetByText(text).First.WaitForAsync();

    /// <summary>Moves on by the key alone until this has the focus.</summary>
    public async Task TabToAsync(ILocator target, string key = "Tab")
    {
        await target.First.WaitForAsync();
        for (var i = 0; i < 120; i++)
        {
            await Page.Keyboard.PressAsync(key);
            if (await target.First.EvaluateAsync<bool>("e => e === document.activeElement")) return;
        }
        Assert.Fail($"The key {key} never came to {target}.");
    }

    /// <summary>The console's error about an answer that belongs to what the test does, e.g. 404; it must have come.</summary>
    public void Expect(int status) =>
        Assert.True(_errors.RemoveAll(e => e.Contains($"status of {status}", StringComparison.Ordinal)) > 0, $"No answer of {status} was told of: {string.Join('\n', _errors)}");

    /// <summary>Console errors of a library that this machine may or may not bring about.</summary>
    public void Overlook(string text) => _errors.RemoveAll(e => e.Contains(text, StringComparison.Ordinal));

    /// <summary>
    /// A page as somebody would show it: kept as a picture, without serious barriers (axe), without errors in the console, and not wider than the screen.
    /// </summary>
    /// <param name="name">Of the picture, which also carries who, language and width.</param>
    public async Task LookAsync(string name)
    {
        if (_scripts)
        {
            await LiveAsync();
            await Page.EvaluateAsync(Settled);
            // The bar on top stays where the page was scrolled to, and would lie across the picture.
            await Page.EvaluateAsync("window.scrollTo(0, 0)");
        }
        await Page.ScreenshotAsync(new() { Path = Path.Combine(SourceTree.Root, "artifacts", "screenshots", $"{name}-{_who}-{_language}-{_width}.png"), FullPage = true });
        if (!_scripts) return;
        var wide = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(wide <= 0, $"{name} in {_language} for {_who} is {wide} pixels wider than a screen of {_width}.");
        var found = await Page.EvaluateAsync<string[]>(Barriers);
        Assert.True(found.Length == 0, $"{name} in {_language} for {_who} at {_width}: {string.Join('\n', found)}");
        Assert.Empty(_errors);
    }

    public async ValueTask DisposeAsync() => await (_ownsContext ? _context.CloseAsync() : Page.CloseAsync());

    // What is there before the circuit looks alike and answers nothing. Pages without scripts have no such mark and are ready at once.
    private async Task LiveAsync()
    {
        if (_scripts && await Page.Locator("#content").CountAsync() > 0) await Page.Locator("#content[data-live=true]").WaitForAsync();
    }

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is serious or critical. A frame is a page of its own, scanned where that page is.</summary>
    private const string Barriers = """
        async () => (await axe.run(document, { resultTypes: ['violations'], iframes: false })).violations.filter(v => ['serious', 'critical'].includes(v.impact))
          .map(v => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map(n => `${n.target} ${n.html}`).join('\n  ')}`)
        """;

    /// <summary>Waits until nothing changed for a moment and no animation that ever ends is running.</summary>
    private const string Settled = """
        async () => {
          let changed = performance.now();
          const watcher = new MutationObserver(() => changed = performance.now());
          watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          const moves = () => document.getAnimations().some(a => a.playState === 'running' && a.effect.getComputedTiming().endTime !== Infinity);
          for (let i = 0; i < 800 && (performance.now() - changed < 150 || moves()); i++) await new Promise(go => setTimeout(go, 25));
          watcher.disconnect();
        }
        """;

    // The driver takes no option of an expression that its browser does not have.
    [GeneratedRegex(@"^\s*(理由|Reason(?! for))")]
    private static partial Regex OfAnAct();
}
