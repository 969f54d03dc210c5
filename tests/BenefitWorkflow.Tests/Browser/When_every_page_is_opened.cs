using BenefitWorkflow.Identity;
using BenefitWorkflow.Ui;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_every_page_is_opened(BrowserSite site)
{
    /// <summary>Pages of others' libraries and of the public; they have tests of their own.</summary>
    private static readonly string[] Elsewhere = ["/scalar", "/jobs", "/notices"];

    /// <summary>Two screens that differ in both; with <c>BW_TEST_SCREENS=all</c> all four, which takes some minutes more.</summary>
    public static TheoryData<int, string, int> Turns => Environment.GetEnvironmentVariable("BW_TEST_SCREENS") == "all"
        ? new() { { 0, "zh", Screens.Wide }, { 1, "en", Screens.Narrow }, { 2, "zh", Screens.Narrow }, { 3, "en", Screens.Wide } }
        : new() { { 0, "zh", Screens.Wide }, { 1, "en", Screens.Narrow } };

    /// <summary>Every page of the menu, each time by another role that has it.</summary>
    [SkippableTheory, MemberData(nameof(Turns))]
    public async Task Should_show_the_whole_menu_without_barriers_and_errors(int turn, string language, int width)
    {
        var roles = Roles.Assignable.Where(r => r != Roles.FinanceSystem).ToList();
        var menus = roles.ToDictionary(r => r, r => Menu.Of(new Actor(r, r, new HashSet<string> { r })).Select(e => e.Href).Except(Elsewhere).ToHashSet());
        var pages = menus.Values.SelectMany(m => m).Distinct()
            .GroupBy(path => roles.Where(r => menus[r].Contains(path)).ToList() is var having ? having[turn % having.Count] : "", StringComparer.Ordinal).ToList();
        Assert.NotEmpty(pages);
        foreach (var of in pages)
        {
            await using var visitor = await site.ComeAsync(of.Key, language, width);
            foreach (var path in of)
            {
                await visitor.GoAsync(path);
                await visitor.Page.Locator("h1").WaitForAsync();
                await visitor.LookAsync(path == "/" ? "home" : path[1..].Replace('/', '-'));
            }
        }
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_show_what_lies_behind_the_menu(string language, int width)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        foreach (var (name, path) in ((string, string)[])
        [
            ("case", $"/cases/{site.Cases.Any("approve2 approver")}"), ("case-missing", "/cases/999999"), ("programme", "/programmes/spring-festival-warmth"), ("indicator", "/programmes/hardship-assistance/indicators/budget-execution"), ("run-missing", "/runs/999999"),
        ])
        {
            await visitor.GoAsync(path);
            await visitor.Page.Locator("h1").WaitForAsync();
            await visitor.LookAsync(name);
        }
        await visitor.GoAsync("/there-is-no-such-page");
        await visitor.SeeAsync(visitor.T("没有这个页面", "No such page"));
        visitor.Expect(404);
        await visitor.LookAsync("not-found");
    }

    [SkippableFact]
    public async Task Should_stay_where_it_is_when_the_language_changes()
    {
        await using var visitor = await site.ComeAsync(Roles.Reviewer, "zh", Screens.Narrow);
        await visitor.GoAsync("/cases?role=reviewer&step=approve1");
        await visitor.Link("English").ClickAsync();
        await visitor.Heading("Work list").WaitForAsync();
        Assert.EndsWith("/cases?role=reviewer&step=approve1", visitor.Page.Url, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Should_be_readable_in_the_dark()
    {
        await using var visitor = await site.ComeAsync(Roles.Supervisor, "zh", Screens.Wide, dark: true);
        foreach (var (name, path) in ((string, string)[])
        [
            ("dark-home", "/"), ("dark-cases", "/cases"), ("dark-overdue", "/overdue?by=person"), ("dark-case", $"/cases/{site.Cases.Any("account caseworker")}"), ("dark-payments", "/payments"),
            ("dark-queues", "/payments/queues"), ("dark-budget", "/budget"), ("dark-notices", "/notices/manage"), ("dark-season", "/season"), ("dark-reconciliation", "/reconciliation?day=2023-02-14"),
        ])
        {
            await visitor.GoAsync(path);
            await visitor.Page.Locator("h1").WaitForAsync();
            await visitor.LookAsync(name);
        }
    }

    [SkippableFact]
    public async Task Should_show_the_administrator_the_jobs_and_everybody_the_interface()
    {
        await using var visitor = await site.ComeAsync(Roles.Administrator, "en", Screens.Wide);
        await visitor.Page.GotoAsync("/jobs/recurring");
        await visitor.SeeAsync("outbox-relay");
        await visitor.Page.GotoAsync("/scalar");
        await visitor.Page.GetByText("/api/cases").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // The library asks for fonts of its makers, which this machine may not reach.
        visitor.Overlook("net::ERR_");
    }
}
