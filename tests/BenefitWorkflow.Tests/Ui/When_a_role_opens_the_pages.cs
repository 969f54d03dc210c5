using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Tests.Ui;

public sealed class When_a_role_opens_the_pages
{
    /// <summary>Served by libraries, with answers of their own.</summary>
    private static readonly string[] Foreign = ["/jobs", "/scalar"];

    [Fact]
    public async Task Should_serve_what_its_menu_shows_and_refuse_what_only_others_see()
    {
        await using var service = await RunningService.StartAsync();
        var menus = Roles.Assignable.ToDictionary(role => role, role => Menu.Of(new Actor(role, role, new HashSet<string> { role })).Select(e => e.Href).Except(Foreign).ToList());
        var all = menus.Values.SelectMany(m => m).Distinct().ToList();
        Assert.Contains("/payments", all);
        Assert.Contains("/notices/manage", all);
        var wrong = new List<string>();
        foreach (var (role, menu) in menus)
        {
            var client = await service.AsAsync(role);
            foreach (var page in all)
            {
                using var response = await client.GetAsync(page);
                if (response.StatusCode != (menu.Contains(page) ? HttpStatusCode.OK : HttpStatusCode.Forbidden)) wrong.Add($"{role} {page}: {(int)response.StatusCode}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
