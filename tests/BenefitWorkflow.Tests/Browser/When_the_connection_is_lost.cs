using BenefitWorkflow.Identity;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_the_connection_is_lost(BrowserSite site)
{
    private const string Circuit = "**/_blazor**";

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_say_so_in_the_readers_language_and_come_back_with_what_was_typed(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Reviewer, language, width);
        var (page, sockets) = (visitor.Page, new List<IWebSocketRoute>());
        var open = true;
        await page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("_blazor"), socket =>
        {
            if (open) socket.ConnectToServer();
            sockets.Add(socket);
        });
        await visitor.GoAsync($"/cases/{site.Cases.Any("approve1 reviewer")}");
        await visitor.Reason.FillAsync("材料齐全");

        open = false;
        await page.RouteAsync(Circuit, route => route.AbortAsync());
        await sockets[^1].CloseAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = visitor.T("连接中断", "The connection was lost") });
        await dialog.WaitForAsync();
        await dialog.GetByText(visitor.T("所填内容仍在本页", "hat you typed is still on this page")).Filter(new() { Visible = true }).First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Architecture.SourceTree.Root, "artifacts", "screenshots", $"connection-lost-{language}-{width}.png") });

        open = true;
        await page.UnrouteAsync(Circuit);
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await Assertions.Expect(visitor.Reason).ToHaveValueAsync("材料齐全");
        // Each attempt that failed is an error of the console.
        visitor.Overlook("");
        await visitor.LookAsync("connection-again");
    }
}
