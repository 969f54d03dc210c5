using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Public;

/// <summary>The whole service with cases on a notice, and the public before it.</summary>
internal sealed partial class PublicScene : IAsyncDisposable
{
    private readonly RunningService _service;

    private PublicScene(RunningService service) => _service = service;

    public RunningService Service => _service;
    public required string Number { get; init; }
    public required long NoticeId { get; init; }
    public required long[] Cases { get; init; }
    public required CaseExecutor Executor { get; init; }

    public string FormPath => $"/notices/{Number}/objections";

    /// <param name="configure">More to set up before the service is built; null: nothing.</param>
    public static async Task<PublicScene> StartAsync(Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        var service = await RunningService.StartAsync(configure: configure, settings: settings);
        var executor = service.Services.GetRequiredService<CaseExecutor>();
        var opened = await executor.OpenAsync(new OpenCommand(Caseworker, [Frontline(1), Frontline(2), Frontline(3)]), default);
        var ids = opened.Select(o => Applied(o).CaseId).ToArray();
        foreach (var outcome in await executor.SignalAsync(new SignalCommand(Approver, [.. ids.Select(id => new CaseSignal(id, new BenefitWorkflow.Engine.Execution.Signal("Approve")))]), default)) Applied(outcome);
        using var posted = await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/notices", new { programme = Hardship, scheme = "frontline-worker" });
        var notice = (await TestService.JsonAsync(posted)).GetProperty("notice");
        return new PublicScene(service) { Number = notice.GetProperty("number").GetString()!, NoticeId = notice.GetProperty("id").GetInt64(), Cases = ids, Executor = executor };
    }

    /// <summary>Fills the form in as a browser does and sends it.</summary>
    public Task<HttpResponseMessage> ObjectAsync(HttpClient browser, int line, string text, string contact = "", bool honest = true) =>
        ObjectAsync(browser, FormPath, line, text, contact, honest);

    /// <inheritdoc cref="ObjectAsync(HttpClient, int, string, string, bool)"/>
    public static async Task<HttpResponseMessage> ObjectAsync(HttpClient browser, string path, int line, string text, string contact = "", bool honest = true)
    {
        var token = Hidden().Match(await browser.GetStringAsync(path));
        return await browser.PostAsync(path, new FormUrlEncodedContent(
        [
            new(token.Groups["name"].Value, honest ? WebUtility.HtmlDecode(token.Groups["value"].Value) : "forged"),
            new("line", line.ToString(System.Globalization.CultureInfo.InvariantCulture)), new("text", text), new("contact", contact),
        ]));
    }

    /// <summary>Sends an objection that is taken in.</summary>
    /// <returns>Its receipt number.</returns>
    public async Task<string> ReceiptAsync(HttpClient browser, int line, string text, string contact = "")
    {
        using var answer = await ObjectAsync(browser, line, text, contact);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var path = answer.Headers.Location!.ToString().Split('?')[0];
        Assert.StartsWith("/objections/YY-", path, StringComparison.Ordinal);
        return path["/objections/".Length..];
    }

    public async Task<string> StepAsync(int line)
    {
        await using var db = _service.Services.GetRequiredService<BenefitWorkflow.Store.BenefitStore>().Read();
        return db.Cases.Single(c => c.Id == Cases[line - 1]).Step!;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]+)\">", RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
