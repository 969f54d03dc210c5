using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Ui;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;

namespace BenefitWorkflow.Identity;

/// <summary>Sign-in, sign-out and the first-run set-up: plain forms without scripts.</summary>
internal static class SignInPages
{
    /// <summary>Between the password and the code.</summary>
    private static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", SignInFormAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-in", SignInAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-in/code", TakeCodeAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-in/new-password", TakePasswordAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-in/as", SignInAsAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/sign-out", SignOutAsync).ExcludeFromDescription();
        app.MapGet("/setup", (HttpContext http, IAntiforgery antiforgery, FirstRun first) =>
            first.IsPending ? SetupPage(http, antiforgery, null) : Results.Redirect("/sign-in")).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/setup", SetupAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static Task<IResult> SignInFormAsync(HttpContext http, IAntiforgery antiforgery, AccountStore accounts, IConfiguration settings, string? returnUrl) =>
        SignInPageAsync(http, antiforgery, accounts, settings, null, returnUrl);

    private static async Task<IResult> SignInAsync(
        HttpContext http, IAntiforgery antiforgery, AccountStore accounts, IDataProtectionProvider protection, IConfiguration settings,
        [FromForm] string account, [FromForm] string password, [FromForm] string? returnUrl, CancellationToken ct)
    {
        var (found, refusal) = await accounts.SignInAsync(account, password, ct);
        if (found is null) return await SignInPageAsync(http, antiforgery, accounts, settings, refusal, returnUrl);
        return found.SecondFactorCipher is null ? await EnterAsync(http, found, returnUrl) : CodePage(http, antiforgery, Ticket(Tickets(protection), found), returnUrl, null);
    }

    /// <summary>Somebody whom a provider elsewhere has vouched for; what an account has as its second factor is asked for all the same.</summary>
    internal static async Task<IResult> EnterFromElsewhereAsync(HttpContext http, Account account, string returnUrl)
    {
        var services = http.RequestServices;
        if (account.SecondFactorCipher is not null)
            return CodePage(http, services.GetRequiredService<IAntiforgery>(), Ticket(Tickets(services.GetRequiredService<IDataProtectionProvider>()), account), returnUrl, null);
        await BeginSessionAsync(http, account);
        // The session's cookie is for this site's own links only: a redirect would still count as the provider's.
        return Page("登录 Sign in", null, $"<meta http-equiv=refresh content=\"0;url={Text(returnUrl)}\"><p><a href=\"{Text(returnUrl)}\">继续 Go on</a></p>");
    }

    private static string Ticket(ITimeLimitedDataProtector tickets, Account account) => tickets.Protect($"{account.SessionStamp} {account.Id}", TicketLife);

    /// <summary>The second step: the ticket says that the password was right a short while ago.</summary>
    private static async Task<IResult> TakeCodeAsync(
        HttpContext http, IAntiforgery antiforgery, AccountStore accounts, SecondFactor factor, IDataProtectionProvider protection, IConfiguration settings,
        [FromForm] string ticket, [FromForm] string code, [FromForm] string? returnUrl, CancellationToken ct)
    {
        if (await BearerAsync(Tickets(protection), ticket, accounts, ct) is not { } account)
            return await SignInPageAsync(http, antiforgery, accounts, settings, TooLate, returnUrl);
        return await factor.TakeAsync(account.Id, code, ct) is { } refusal ? CodePage(http, antiforgery, ticket, returnUrl, refusal) : await EnterAsync(http, account, returnUrl);
    }

    /// <summary>The account of a ticket; null where it is forged, too old, or the account has changed since.</summary>
    private static async Task<Account?> BearerAsync(ITimeLimitedDataProtector tickets, string ticket, AccountStore accounts, CancellationToken ct)
    {
        try
        {
            var said = tickets.Unprotect(ticket).Split(' ', 2);
            return await accounts.FindAsync(said[1], ct) is { } account && account.SessionStamp == said[0] ? account : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The last step with a temporary password: one's own in its place.</summary>
    private static async Task<IResult> TakePasswordAsync(
        HttpContext http, IAntiforgery antiforgery, AccountStore accounts, PasswordReset reset, IDataProtectionProvider protection, IConfiguration settings,
        [FromForm] string ticket, [FromForm] string password, [FromForm] string repeated, [FromForm] string? returnUrl, CancellationToken ct)
    {
        if (await BearerAsync(NewPasswordTickets(protection), ticket, accounts, ct) is not { } account)
            return await SignInPageAsync(http, antiforgery, accounts, settings, TooLate, returnUrl);
        var (renewed, refusal) = password == repeated ? await reset.ReplaceAsync(account.Id, account.SessionStamp, password, ct)
            : (null, new Refusal("account.password-repeat", "两次输入的密码不同；请重新输入。", "The two passwords differ; type them again."));
        return renewed is null ? NewPasswordPage(http, antiforgery, ticket, returnUrl, refusal) : await EnterAsync(http, renewed, returnUrl);
    }

    private static IResult NewPasswordPage(HttpContext http, IAntiforgery antiforgery, string ticket, string? returnUrl, Refusal? refusal) => Page("设置新密码 Choose a password", refusal, $"""
        <p>您用临时密码登录；请设置自己的密码。<br>You signed in with a temporary password; choose one of your own.</p>
        <form method=post action=/sign-in/new-password>{Token(http, antiforgery)}<input type=hidden name=ticket value="{Text(ticket)}"><input type=hidden name=returnUrl value="{Text(returnUrl ?? "/")}">
        <label>新密码（至少 {PasswordRules.MinLength} 位） New password<input name=password type=password required minlength={PasswordRules.MinLength} maxlength={PasswordRules.MaxLength} autocomplete=new-password autofocus></label>
        <label>再次输入 Once more<input name=repeated type=password required maxlength={PasswordRules.MaxLength} autocomplete=new-password></label>
        <button>保存并登录 Save and sign in</button></form>
        """);

    internal static Refusal TooLate { get; } = new("identity.ticket", "登录已超时，请重新登录。", "Signing in took too long; begin again.");

    private static ITimeLimitedDataProtector NewPasswordTickets(IDataProtectionProvider protection) => protection.CreateProtector("sign-in.new-password").ToTimeLimitedDataProtector();

    private static ITimeLimitedDataProtector Tickets(IDataProtectionProvider protection) => protection.CreateProtector("sign-in.second-factor").ToTimeLimitedDataProtector();

    private static IResult CodePage(HttpContext http, IAntiforgery antiforgery, string ticket, string? returnUrl, Refusal? refusal) => Page("双重验证 Second factor", refusal, $"""
        <p>请输入手机验证器显示的 6 位验证码。<br>Enter the six digits that your authenticator app shows.</p>
        <form method=post action=/sign-in/code>{Token(http, antiforgery)}<input type=hidden name=ticket value="{Text(ticket)}"><input type=hidden name=returnUrl value="{Text(returnUrl ?? "/")}">
        <label>验证码 Code<input name=code required inputmode=numeric autocomplete=one-time-code maxlength=10 autofocus></label>
        <button>登录 Sign in</button></form>
        <p><a href=/sign-in>返回 Back</a></p>
        """);

    private static async Task<IResult> SignInAsAsync(HttpContext http, AccountStore accounts, IConfiguration settings, [FromForm] string account, [FromForm] string? returnUrl, CancellationToken ct) =>
        IsDevelopment(http, settings) && await accounts.FindAsync(account, ct) is { } found ? await EnterAsync(http, found, returnUrl) : Results.NotFound();

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, AccountStore accounts, CancellationToken ct)
    {
        await antiforgery.ValidateRequestAsync(http);
        // Other windows of a shared computer are open pages that need no cookie any more.
        await accounts.EndSessionsAsync(CurrentActor.Of(http).Id, ct);
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.Redirect("/sign-in");
    }

    private static async Task<IResult> SetupAsync(
        HttpContext http, IAntiforgery antiforgery, FirstRun first, [FromForm] string token, [FromForm] string account, [FromForm] string password, CancellationToken ct) =>
        await first.CompleteAsync(token.Trim(), account.Trim(), password, ct) is { } refusal ? SetupPage(http, antiforgery, refusal) : Results.Redirect("/sign-in");

    private static async Task<IResult> EnterAsync(HttpContext http, Account account, string? returnUrl)
    {
        if (account.PasswordIsTemporary)
        {
            var services = http.RequestServices;
            var ticket = Ticket(NewPasswordTickets(services.GetRequiredService<IDataProtectionProvider>()), account);
            return NewPasswordPage(http, services.GetRequiredService<IAntiforgery>(), ticket, returnUrl, null);
        }
        await BeginSessionAsync(http, account);
        return Results.LocalRedirect(LocalPath.Of(returnUrl));
    }

    private static Task BeginSessionAsync(HttpContext http, Account account)
    {
        var scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        return http.SignInAsync(scheme, new ClaimsPrincipal(CurrentActor.Session(account, scheme, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())));
    }

    // The list of accounts is for a machine's own user, never for the network.
    private static bool IsDevelopment(HttpContext http, IConfiguration settings) =>
        settings.GetValue("Identity:DevelopmentSignIn", false) && http.Connection.RemoteIpAddress is { } ip && IPAddress.IsLoopback(ip);

    private static async Task<IResult> SignInPageAsync(HttpContext http, IAntiforgery antiforgery, AccountStore accounts, IConfiguration settings, Refusal? refusal, string? returnUrl)
    {
        var (token, back) = (Token(http, antiforgery), $"<input type=hidden name=returnUrl value=\"{Text(returnUrl ?? "/")}\">");
        var openId = http.RequestServices.GetRequiredService<OpenIdSettings>();
        var elsewhere = openId.IsOn ? $"<p><a class=elsewhere href=\"{OpenIdSignIn.Start}?returnUrl={Uri.EscapeDataString(LocalPath.Of(returnUrl))}\">{Text(openId.Name)}</a></p>" : "";
        var people = IsDevelopment(http, settings)
            ? $"<h2>演示账号 Demo accounts</h2><ul class=people>{string.Concat((await accounts.ListAsync(default)).Select(a =>
                $"<li><form method=post action=/sign-in/as>{token}{back}<button name=account value=\"{Text(a.Id)}\">{Text(a.DisplayName)} <small>{Text(a.RoleList)}</small></button></form></li>"))}</ul>"
            : "";
        return Page("登录 Sign in", refusal, $"""
            <form method=post action=/sign-in>{token}{back}
            <label>账号 Account<input name=account required autocomplete=username autofocus></label>
            <label>密码 Password<input name=password type=password required autocomplete=current-password></label>
            <button>登录 Sign in</button></form>{elsewhere}{people}
            """);
    }

    private static IResult SetupPage(HttpContext http, IAntiforgery antiforgery, Refusal? refusal) => Page("初始设置 First-run set-up", refusal, $"""
        <p>请输入控制台显示的一次性令牌，并设置管理员账号。<br>Enter the one-time token from the console and choose the administrator's account.</p>
        <form method=post action=/setup>{Token(http, antiforgery)}
        <label>令牌 Token<input name=token required autocomplete=off autofocus></label>
        <label>管理员账号 Account<input name=account required value=admin autocomplete=username></label>
        <label>密码（至少 {PasswordRules.MinLength} 位） Password<input name=password type=password required minlength={PasswordRules.MinLength} autocomplete=new-password></label>
        <button>创建 Create</button></form>
        """);

    private static string Token(HttpContext http, IAntiforgery antiforgery)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        return $"<input type=hidden name={tokens.FormFieldName} value=\"{tokens.RequestToken}\">";
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>For a browser that asks for a page which is not there.</summary>
    internal static IResult NoSuchPage() => Page("没有这个页面 No such page", null, "<p>地址可能已变更，请从首页进入。<br>The address may have changed; begin at the start page.</p><p><a href=/>首页 Home</a></p>", StatusCodes.Status404NotFound);

    /// <summary>A page without scripts in both languages.</summary>
    internal static IResult Page(string title, Refusal? refusal, string body, int? status = null) => Results.Content($$"""
        <!doctype html><html lang=zh-CN><head><meta charset=utf-8><meta name=viewport content="width=device-width,initial-scale=1"><title>{{title}}</title>
        <style>body{font:16px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;max-width:26rem;margin:8vh auto;padding:0 1rem;color:#1c2733}h1{font-size:1.4rem}h2{font-size:1.1rem}
        label{display:block;margin:.8rem 0}input:not([type=hidden]){display:block;width:100%;box-sizing:border-box;padding:.6rem;font:inherit;border:1px solid #8795a5;border-radius:.4rem}
        button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#b3261e;color:#fff;cursor:pointer}.people{list-style:none;padding:0}.people button{width:100%;text-align:left;background:#eef1f4;color:#1c2733;margin:.15rem 0}
        a.elsewhere{display:block;text-align:center;padding:.6rem 1.2rem;border:1px solid #8795a5;border-radius:.4rem;color:#1c2733}
        .refusal{background:#fdecea;border-left:4px solid #b3261e;padding:.6rem .8rem}a{color:#0b57a4}:root{color-scheme:light dark}
        @media(prefers-color-scheme:dark){body{color:#e8edf2;background:#14181d}input:not([type=hidden]){color:inherit;background:#1d232a}button{background:#ff9a91;color:#1c1113}.people button{background:#1d232a;color:#e8edf2}a{color:#8fc3ff}a.elsewhere{color:#e8edf2}.refusal{background:#3a1512;border-color:#ff9a91} }</style></head>
        <body><main><h1>工会帮扶资金流程 BenefitWorkflow</h1><p>{{title}}</p>{{(refusal is null ? "" : $"<p class=refusal role=alert>{Text(refusal.Zh)}<br>{Text(refusal.En)}</p>")}}{{body}}</main></body></html>
        """, "text/html; charset=utf-8", statusCode: status ?? (refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity));
}
