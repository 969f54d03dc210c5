using System.Text;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Files;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases.Import;

public sealed class When_columns_are_mapped
{
    [Fact]
    public async Task Should_read_unknown_titles_as_people_say_and_go_on_only_as_it_began()
    {
        await using var world = await CreateAsync();
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        var one = Frontline(1);
        var file = Csv($"姓名,身份证号,所在企业,帮扶类别,岗位,交来的东西,审核意见,账号\n{one.Name},{one.IdNumber},第一机械厂,frontline-worker,炉前,\"application-form,id-card,unit-roster\",可,{one.Account}\n");

        Assert.Equal(["roster.unknown-column", "roster.unknown-column", "roster.unknown-column", "roster.missing-column"], (await ImportAsync(RosterMapping.None, dryRun: true)).Refusals.Select(r => r.Code));
        Assert.True(RosterMapping.TryParse("3:Unit, 6:documents,7:NotRead", out var mapping, out _));
        var (dry, _) = await ImportAsync(mapping, dryRun: true);
        Assert.Equal((1, 1, 0, 1), (dry!.Rows, dry.Opened, dry.Bad, dry.Eligible));

        // Begun with these columns, and cut off before its first row.
        await using (var tx = await world.Store.BeginWriteAsync(default))
        {
            file.Position = 0;
            Assert.True(RosterReader.TryOpen(file, "名单.csv", world.Programmes.Find(Hardship)!, TableLimits.Default, mapping, out var roster, out _));
            using (roster) await import.FindOrAddAsync(tx, Caseworker, world.Programmes.Find(Hardship)!, roster, "名单.csv", System.Security.Cryptography.SHA256.HashData(file.ToArray()), mapping, default);
            await tx.CommitAsync(default);
        }
        Assert.Equal("import.other-columns", Assert.Single((await ImportAsync(mapping.With(6, RosterField.Remark), dryRun: false)).Refusals).Code);
        Assert.Equal(1, (await ImportAsync(mapping, dryRun: false)).Report!.Opened);
        Assert.True((await ImportAsync(mapping, dryRun: false)).Report!.AlreadyImported);
        // Done, but not as it is to be read now: the old report would look like an answer.
        var otherwise = mapping.With(6, RosterField.Remark);
        Assert.Equal("import.other-columns", Assert.Single((await ImportAsync(otherwise, dryRun: false)).Refusals).Code);

        Task<(ImportReport? Report, IReadOnlyList<BenefitWorkflow.Engine.Execution.Refusal> Refusals)> ImportAsync(RosterMapping with, bool dryRun) =>
            import.ImportAsync(Caseworker, Hardship, file, "名单.csv", with, dryRun, default);
    }

    [Fact]
    public void Should_show_every_column_with_what_its_title_says_and_no_number()
    {
        var (columns, refusal) = RosterReader.Look(Csv("二〇二三年困难职工名册\n姓名,身份证,,五三二三0119900101号,序号\n"), "r.csv", TableLimits.Default);
        Assert.Null(refusal);
        Assert.Equal([(0, "姓名", RosterField.Name), (1, "身份证", RosterField.IdNumber), (3, "五三二三***号", null), (4, "序号", RosterField.NotRead)], columns.Select(c => (c.Index, c.Title, c.Field)));
    }

    [Theory]
    [InlineData("3:Phone", true)]
    [InlineData(" 3:phone , 1:NotRead", true)]
    [InlineData("", true)]
    [InlineData("0:Phone", false)]
    [InlineData("3:", false)]
    [InlineData("3", false)]
    [InlineData("3:5", false)]
    [InlineData("3:Nothing", false)]
    [InlineData("-1:Phone", false)]
    public void Should_refuse_a_mapping_that_is_none(string text, bool reads)
    {
        Assert.Equal(reads, RosterMapping.TryParse(text, out var mapping, out var refusal));
        Assert.Equal(reads ? null : "roster.mapping", refusal?.Code);
        if (reads)
        {
            RosterMapping.TryParse(mapping.Serialize(), out var again, out _);
            Assert.Equal(mapping.Serialize(), again.Serialize());
        }
    }

    private static MemoryStream Csv(string text) => new(Encoding.UTF8.GetBytes(text));
}
