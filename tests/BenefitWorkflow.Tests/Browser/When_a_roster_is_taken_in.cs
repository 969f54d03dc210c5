using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Files;
using Microsoft.Playwright;

namespace BenefitWorkflow.Tests.Browser;

[Collection(BrowserSite.Tests)]
public sealed class When_a_roster_is_taken_in(BrowserSite site)
{
    private static readonly RosterField[] Columns =
    [
        RosterField.Name, RosterField.IdNumber, RosterField.Unit, RosterField.Scheme, RosterField.HouseholdPersons, RosterField.AnnualIncome, RosterField.RigidCosts, RosterField.Honour,
        RosterField.Documents, RosterField.BankName, RosterField.Account, RosterField.AccountName,
    ];

    [SkippableTheory]
    [InlineData("zh", Screens.Wide, 20), InlineData("en", Screens.Narrow, 30)]
    public async Task Should_say_what_columns_hold_try_it_import_it_and_get_the_bad_rows_back(string language, int width, int first)
    {
        await using var visitor = await site.ComeAsync(Roles.Caseworker, language, width);
        await visitor.MenuAsync(visitor.T("名册导入", "Roster import"));
        await visitor.Choice(visitor.T("项目 *", "Programme *")).SelectOptionAsync(CaseWorld.Hardship);
        await visitor.ChooseFileAsync(visitor.T("名册文件", "Roster ("), $"困难劳模-{language}.xlsx", Roster(first));
        await visitor.SeeAsync(visitor.T("有不认识的列", "Some titles are not known"));
        await Assertions.Expect(visitor.Button(visitor.T("试运行（不写入）", "Dry run (stores nothing)"))).ToBeDisabledAsync();
        await visitor.LookAsync("import-unknown-column");

        await visitor.Choice(visitor.T("第 3 列的内容", "What column 3 holds")).SelectOptionAsync(nameof(RosterField.Unit));
        await visitor.Button(visitor.T("试运行（不写入）", "Dry run (stores nothing)")).ClickAsync();
        await visitor.Region(visitor.T("问题", "Problems")).GetByText("id-number.checksum").WaitForAsync();
        await visitor.LookAsync("import-tried");
        await visitor.Button(visitor.T("导入：立案 2 件，退回 1 行", "Import: open 2 cases, send 1 rows back")).ClickAsync();
        await visitor.ArriveAsync("**/imports/*");
        await visitor.Page.GetByRole(AriaRole.Status).GetByText(visitor.T("完成", "Done"), new() { Exact = true }).WaitForAsync();
        await visitor.LookAsync("import-done");

        var (name, bytes) = await visitor.DownloadAsync(visitor.Page.GetByRole(AriaRole.Link, new() { Name = visitor.T("下载退回的行", "Download the rows") }));
        var (header, rows) = Tables.Read(bytes, name);
        Assert.Equal([.. Titles, "问题原因 Reason"], header);
        Assert.Contains("校验", Assert.Single(rows).Cells[^1], StringComparison.Ordinal);
    }

    /// <summary>The unit has a title of the house's own.</summary>
    private static string[] Titles => [.. Columns.Select(c => c == RosterField.Unit ? "所在科室车间" : RosterColumns.Title(c))];

    /// <summary>Three of the year's model workers; the last has a wrong check digit.</summary>
    private static byte[] Roster(int first)
    {
        var people = new DemoRosters(1, 1).Rosters.Single(r => r.FileName.Contains("困难劳模", StringComparison.Ordinal)).Applicants;
        using var stream = new MemoryStream();
        using (var table = new TableWriter(stream, Titles))
            for (var i = 0; i < 3; i++)
                table.WriteRow([.. Columns.Select(c => people[first + i].Cells.GetValueOrDefault(c, "") is var cell && c == RosterField.IdNumber && i == 2 ? cell[..^1] + (cell[^1] == '1' ? '2' : '1') : cell)]);
        return stream.ToArray();
    }
}
