using System.Text;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Tests.Files;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Cases.Import;

[Trait("Store", "Every")]
public sealed class When_a_roster_is_imported
{
    private static readonly string[] Header = ["姓名", "身份证号码", " 单位 ", "帮扶类别", "申请材料", "账号", "家庭年收入（元）"];

    [Fact]
    public async Task Should_open_good_rows_give_bad_ones_back_and_change_nothing_the_second_time()
    {
        await using var world = await CaseWorld.CreateAsync();
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        var file = Xlsx(Row(1), Row(2, income: "100.005"), Row(3, id: "110105194912310021"), Row(4, scheme: "没有的方案"), Row(5), Row(5), Row(6, documents: ""));

        var (dry, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, true, default);
        Assert.Equal((7, 4, 3, 1, 1), (dry!.Rows, dry.Opened, dry.Bad, dry.Ineligible, dry.Incomplete));
        await using var db = world.Store.Read();
        Assert.Equal(0, await db.Cases.CountAsync());

        var (report, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, false, default);
        Assert.Equal((4, 3, 1, 1, 200_000L), (report!.Opened, report.Bad, report.Ineligible, report.Incomplete, report.AmountFen));
        Assert.Equal([(3, "money.third-decimal"), (4, "id-number.checksum"), (5, "roster.unknown-value")], report.Problems.Select(p => (p.Row, p.Refusal.Code)));
        Assert.Equal(3, await db.ImportBadRows.CountAsync());

        var (again, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, false, default);
        Assert.True(again!.AlreadyImported);
        Assert.Equal((4, 4), (again.Opened, await db.Cases.CountAsync()));
    }

    [Fact]
    public async Task Should_leave_a_file_to_whom_its_rows_are_for()
    {
        await using var world = await CaseWorld.CreateAsync();
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        var elsewhere = Row(2);
        elsewhere[2] = "第二机械厂";
        var file = Xlsx(Row(1), elsewhere, Row(3));
        var limited = CaseWorld.Caseworker with { Id = "limited", Scopes = new Dictionary<string, RoleScope> { [Roles.Caseworker] = new([], ["第二机械厂"]) } };

        // Tried, it is said of each row; for good, nothing of it is taken in.
        var (dry, _) = await import.ImportAsync(limited, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, true, default);
        Assert.Equal([(2, "identity.out-of-scope"), (4, "identity.out-of-scope")], dry!.Problems.Select(p => (p.Row, p.Refusal.Code)));
        var (none, refusals) = await import.ImportAsync(limited, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, false, default);
        Assert.Null(none);
        Assert.Equal("roster.out-of-scope", Assert.Single(refusals).Code);
        Assert.Contains("第 2 行等 2 行", refusals[0].Zh, StringComparison.Ordinal);

        var (report, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.xlsx", RosterMapping.None, false, default);
        Assert.Equal((3, 0, false), (report!.Opened, report.Bad, report.AlreadyImported));
        // What is wholly theirs they import.
        elsewhere = Row(4);
        elsewhere[2] = "第二机械厂";
        Assert.Equal(1, (await import.ImportAsync(limited, CaseWorld.Hardship, Xlsx(elsewhere), "名单二.xlsx", RosterMapping.None, false, default)).Report!.Opened);
    }

    [Fact]
    public async Task Should_go_on_where_a_killed_import_stopped()
    {
        await using var world = await CaseWorld.CreateAsync();
        var lines = Enumerable.Range(1, 2_500).Select(i => string.Join(',', Row(i).Select(cell => $"\"{cell}\"")));
        var killed = new CancellationTokenSource();
        await using var db = world.Store.Read();
        // As soon as the first chunk is in, the next part of the file does not come any more.
        await using var file = new WatchedStream(Encoding.UTF8.GetBytes(string.Join(',', Header) + "\n" + string.Join('\n', lines)), () =>
        {
            if (db.Cases.Any()) killed.Cancel();
        });
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, false, killed.Token));
        Assert.Equal(1_000, await db.Cases.CountAsync());

        file.Position = 0;
        var (report, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, false, default);
        Assert.Equal((2_500, 2_500, 0), (report!.Rows, await db.Cases.CountAsync(), await db.Cases.CountAsync(c => c.Result == "ineligible")));
    }

    [Fact]
    public async Task Should_work_a_dry_run_out_to_the_same_numbers_and_keep_no_writer_waiting_between_chunks()
    {
        await using var world = await CaseWorld.CreateAsync();
        // Somebody who is on file with a household, and in the file the relatives far from each other.
        await world.OpenAsync(CaseWorld.Frontline(9_001) with { HouseholdHeadId = InventedPeople.Person(9_002).IdNumber });
        List<string[]> rows =
        [
            Row(1), [.. Row(9_001)], .. Enumerable.Range(2, 2_300).Select(i => Row(i)),
            Row(1), Row(9_002), Row(2_300), [.. Row(2_301)[..1].Select(_ => "另一人"), .. Row(2_301)[1..]],
        ];
        await using var file = new WatchedStream(Csv(rows, 0).ToArray(), () =>
        {
            using var failed = new CancellationTokenSource();
            var begin = world.Store.BeginWriteAsync(failed.Token);
            // Nobody holds the writer while the file is read; the limit only ends a test that fails.
            if (!((Task)begin).Wait(TimeSpan.FromSeconds(20)))
            {
                failed.Cancel();
                Assert.Fail("The dry run holds the writer while it reads.");
            }
            begin.Result.DisposeAsync().AsTask().Wait();
        });
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        var (dry, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, true, default);
        await using var db = world.Store.Read();
        Assert.Equal((1, 1), (await db.Cases.CountAsync(), await db.Beneficiaries.CountAsync()));

        file.Position = 0;
        var (real, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, false, default);
        Assert.Equal((real!.Rows, real.Opened, real.Bad, real.Eligible, real.Ineligible, real.Incomplete, real.AmountFen), (dry!.Rows, dry.Opened, dry.Bad, dry.Eligible, dry.Ineligible, dry.Incomplete, dry.AmountFen));
        Assert.Equal(real.Problems, dry.Problems);
        Assert.Equal([2_307], dry.Problems.Select(p => p.Row));
        Assert.True(real.Ineligible >= 3);
    }

    [Fact]
    public async Task Should_refuse_to_take_a_roster_in_that_another_request_is_taking_in()
    {
        await using var world = await CaseWorld.CreateAsync();
        var bytes = Csv([.. Enumerable.Range(1, 2_500).Select(i => Row(i))], 0).ToArray();
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        ImportReport? other = null;
        await using var db = world.Store.Read();
        await using var file = new WatchedStream(bytes, () =>
        {
            // The same file comes again when the first chunk is in, and is faster.
            if (other is null && db.Cases.Any()) other = import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, new MemoryStream(bytes), "名单.csv", RosterMapping.None, false, default).Result.Report;
        });
        var (report, refusals) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, false, default);
        Assert.Null(report);
        Assert.Equal("import.running", Assert.Single(refusals).Code);
        Assert.Equal((2_500, 2_500), (other!.Opened, await db.Cases.CountAsync()));
        file.Position = 0;
        Assert.True((await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, false, default)).Report!.AlreadyImported);
    }

    [Theory]
    [InlineData("姓名,身份证号,单位", "roster.missing-column")]
    [InlineData("姓名,身份证号,单位,方案,星座", "roster.unknown-column")]
    [InlineData("姓名,身份证号,单位,方案,名字,name", "roster.unknown-column")]
    [InlineData("姓名,身份证号,单位,方案,name", "roster.duplicate-column")]
    [InlineData("", "file.empty")]
    public async Task Should_refuse_a_header_it_does_not_know_naming_the_column(string header, string code)
    {
        await using var world = await CaseWorld.CreateAsync();
        var opened = RosterReader.TryOpen(new MemoryStream(Encoding.UTF8.GetBytes(header + "\n")), "r.csv", world.Programmes.Find(CaseWorld.Hardship)!, TableLimits.Default, RosterMapping.None, out _, out var refusals);
        Assert.False(opened);
        Assert.Contains(refusals, r => r.Code == code);
    }

    [Fact]
    public void Should_know_every_header_alias_and_confuse_none()
    {
        foreach (var (field, aliases) in RosterColumns.All)
            foreach (var alias in aliases)
                Assert.Equal(field, RosterColumns.Find($" {alias.ToUpperInvariant()}（元）"));
        Assert.Null(RosterColumns.Find("星座"));
    }

    [Theory]
    [InlineData("名单.csv", "file.quotes", "第 1502 行")]
    [InlineData("名单.xlsx", "file.truncated", "第 1501 行之后")]
    public async Task Should_take_in_nothing_of_a_damaged_file_and_all_of_the_mended_one(string name, string code, string where)
    {
        await using var world = await CaseWorld.CreateAsync();
        var rows = Enumerable.Range(1, 1_510).Select(i => Row(i)).ToList();
        var (damaged, mended) = name.EndsWith(".csv", StringComparison.Ordinal) ? (Csv(rows, 1_502), Csv(rows, 0)) : (Sheet(rows, 1_502), Sheet(rows, 0));
        var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
        await using var db = world.Store.Read();
        foreach (var dryRun in (bool[])[true, false])
        {
            var (none, refusals) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, damaged, name, RosterMapping.None, dryRun, default);
            Assert.Null(none);
            Assert.Equal(code, Assert.Single(refusals).Code);
            Assert.Contains($"{name} ", refusals[0].Zh, StringComparison.Ordinal);
            Assert.Contains(where, refusals[0].Zh, StringComparison.Ordinal);
            Assert.Equal((0, 0, 0), (await db.Cases.CountAsync(), await db.ImportRuns.CountAsync(), await db.ImportBadRows.CountAsync()));
        }

        var (report, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, mended, name, RosterMapping.None, false, default);
        Assert.Equal((1_510, 1_510, 0, false), (report!.Rows, report.Opened, report.Bad, report.AlreadyImported));
        Assert.Equal(ImportState.Done, (await db.ImportRuns.SingleAsync()).State);
    }

    /// <summary>Delimited text whose given row (the header is 1) opens a quote and never closes it.</summary>
    private static MemoryStream Csv(List<string[]> rows, int damaged) => new(Encoding.UTF8.GetBytes(string.Join('\n',
        rows.Prepend(Header).Select((cells, i) => (i + 1 == damaged ? "\"" : "") + string.Join(',', cells.Select(cell => cell.Trim()))))));

    /// <summary>A workbook whose text breaks off in the given row (the header is 1).</summary>
    private static MemoryStream Sheet(List<string[]> rows, int damaged) => new(Tables.Workbook(string.Concat(
        rows.Prepend(Header).Select((cells, i) => $"<row>{string.Concat(cells.Select(Tables.TextCell))}{(i + 1 == damaged ? "<c" : "")}</row>"))));

    private static string[] Row(int seed, string? id = null, string income = "", string scheme = "慰问生产一线职工", string documents = "单位推荐名册")
    {
        var (name, number, _, account) = InventedPeople.Person(seed);
        return [name, id ?? number, "第一机械厂", scheme, documents, account, income];
    }

    private static MemoryStream Xlsx(params string[][] rows)
    {
        var stream = new MemoryStream();
        using (var table = new TableWriter(stream, Header))
            foreach (var row in rows) table.WriteRow(row);
        stream.Position = 0;
        return stream;
    }

    /// <summary>Calls back before every read.</summary>
    private sealed class WatchedStream(byte[] content, Action reading) : MemoryStream(content)
    {
        // MemoryStream itself sends the overload for spans here, because this class overrides this one.
        public override int Read(byte[] buffer, int offset, int count)
        {
            reading();
            return base.Read(buffer, offset, count);
        }
    }
}
