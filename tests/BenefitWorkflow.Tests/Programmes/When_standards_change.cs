using System.Net;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using BenefitWorkflow.Tests.Startup;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>The programme's page over two versions of its file.</summary>
public sealed class When_standards_change
{
    [Fact]
    public async Task Should_show_earlier_standards_with_their_days_beside_those_in_force()
    {
        using var folder = new WorkflowsCopy();
        File.Copy(Path.Combine(folder.Path, WorkflowsCopy.Programme), Path.Combine(folder.Path, "hardship-assistance/programme.v1.json"));
        folder.Edit(WorkflowsCopy.Programme, programme =>
        {
            programme["version"] = 2;
            programme["effectiveFrom"] = "2023-02-15";
        });
        await using var service = await RunningService.StartAsync(settings: folder.Settings);
        var client = await service.AsAsync(Roles.Auditor);

        var latest = await PageAsync(client, "");
        foreach (var said in (string[])["第 2 版", "此前和将来的标准", "已由新版代替", "现行", "城市居民最低生活保障月标准", "700.00 元/月", "将施行"]) Assert.Contains(said, latest, StringComparison.Ordinal);
        var first = await PageAsync(client, "?version=1");
        Assert.Contains("· 第1版", first, StringComparison.Ordinal);
        Assert.Contains("没有这一版", await PageAsync(client, "?version=9"), StringComparison.Ordinal);
        // One version alone has no history to show.
        Assert.DoesNotContain("此前和将来的标准", WebUtility.HtmlDecode(await client.GetStringAsync("/programmes/spring-festival-warmth")), StringComparison.Ordinal);
        Assert.DoesNotContain(">university<", latest, StringComparison.Ordinal);
        Assert.Contains(">大学<", latest, StringComparison.Ordinal);
    }

    private static async Task<string> PageAsync(HttpClient client, string query) => WebUtility.HtmlDecode(await client.GetStringAsync("/programmes/hardship-assistance" + query));
}
