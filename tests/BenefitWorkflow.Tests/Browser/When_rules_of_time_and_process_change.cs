using System.Text;
using System.Text.Json.Nodes;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Deadlines;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_rules_of_time_and_process_change(BrowserSite site)
{
    [SkippableTheory]
    [InlineData("zh", Screens.Wide, 2027), InlineData("en", Screens.Narrow, 2029)]
    public async Task Should_refuse_a_table_with_a_hole_and_load_it_whole(string language, int width, int year)
    {
        await using var visitor = await site.ComeAsync(Roles.Administrator, language, width);
        await visitor.MenuAsync(visitor.T("工作日历", "Calendar"));
        var table = HolidayJson.File(HolidayJson.Year(year)).Replace("{\"years\"", $"{{\"source\":\"国办发明电〔{year - 1}〕1号\",\"date\":\"{year - 1}-11-04\",\"years\"", StringComparison.Ordinal);
        await LoadAsync(table.Replace($"{year}-10-01", $"{year}-10-08", StringComparison.Ordinal));
        await visitor.Alert.GetByText($"{year}-10-01").WaitForAsync();
        await visitor.LookAsync("calendar-refused");

        await LoadAsync(table);
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T($"已载入 {year} 年", $"Loaded {year}")).WaitForAsync();
        await visitor.Region(visitor.T("年份", "Years")).GetByRole(AriaRole.Row).Filter(new() { HasText = $"国办发明电〔{year - 1}〕1号" }).WaitForAsync();
        Assert.Equal(0, await visitor.Alert.GetByText($"{year}-10-01").CountAsync());
        await visitor.LookAsync("calendar-loaded");

        async Task LoadAsync(string json)
        {
            await visitor.ChooseFileAsync(visitor.T("文件（至多 1 MB）", "File (at most 1 MB)"), $"{year}.json", Encoding.UTF8.GetBytes(json));
            await visitor.Button(visitor.T("载入", "Load")).ClickAsync();
            await visitor.Button(visitor.T("确认载入", "Load it")).ClickAsync();
        }
    }

    [SkippableTheory]
    [InlineData("zh", Screens.Narrow), InlineData("en", Screens.Wide)]
    public async Task Should_say_what_is_wrong_with_a_definition_and_what_a_right_one_changes(string language, int width)
    {
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "workflows", "hardship-assistance", "process.v1.json"));
        await using var visitor = await site.ComeAsync(Roles.Administrator, language, width);
        await visitor.MenuAsync(visitor.T("项目与流程", "Programmes"));
        await visitor.Link(visitor.T("检查新的流程定义", "Check a new definition")).ClickAsync();
        // A step that leads nowhere.
        await CheckAsync(Changed(root => root["connections"]!.AsArray().RemoveAll(c => (string?)c!["source"]!["activity"] == "approve1")));
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("不能使用：", "It cannot be used:")).WaitForAsync();
        await visitor.LookAsync("definition-wrong");

        await CheckAsync(Changed(root => root["activities"]!.AsArray().First(a => (string?)a!["id"] == "survey")!["metadata"]!["displayText"] = "回访"));
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("可以使用。", "It can be used.")).WaitForAsync();
        await visitor.Region(visitor.T("在办案件", "Running cases")).GetByRole(AriaRole.Row).Nth(1).WaitForAsync();
        await visitor.LookAsync("definition-right");

        Task CheckAsync(string json) => visitor.ChooseFileAsync(visitor.T("流程定义（JSON", "Definition (JSON"), "process.v2.json", Encoding.UTF8.GetBytes(json));

        string Changed(Action<JsonNode> change)
        {
            var definition = JsonNode.Parse(shipped)!;
            definition["version"] = 2;
            change(definition["root"]!);
            return definition.ToJsonString();
        }
    }
}
