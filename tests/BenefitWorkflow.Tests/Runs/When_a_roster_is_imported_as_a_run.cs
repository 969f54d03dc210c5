using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Runs;

[Trait("Store", "Every")]
public sealed class When_a_roster_is_imported_as_a_run
{
    private const int Rows = 50, Chunk = 20;

    [SkippableFact]
    public async Task Should_go_on_behind_the_last_chunk_where_a_process_was_killed_and_give_bad_rows_back()
    {
        await using var world = await WorldAsync();
        // Larger than a piece, so that it has to be put together again in order.
        var run = await StartAsync(world, File(Rows, bad: 30, remark: 2 * RunInput.PieceLength / 3 / Rows));
        await using var db = world.Store.Read();
        Assert.Equal(3, await db.RunInputs.CountAsync());
        await RunKinds.KillAndTakeOverAsync(world, Chunk);

        var ended = await RunKinds.EndedAsync(world, run.Id, RunState.Done);
        Assert.Equal((Rows, Rows - 1, 1), (ended.Done, ended.Applied, ended.Refused));
        Assert.Equal((Rows - 1, ImportState.Done), (await db.Cases.CountAsync(), (await db.ImportRuns.SingleAsync()).State));
        // The header is row 1.
        Assert.Equal([31], await db.ImportBadRows.Select(b => b.Row).ToListAsync());
        Assert.Equal(new { Row = 31, Code = (string?)"id-number.checksum" }, await db.RunResults.Where(r => r.Status == "refused").Select(r => new { r.Row, r.Code }).SingleAsync());
        Assert.Equal(Enumerable.Range(2, Rows), await db.RunResults.OrderBy(r => r.Row).Select(r => r.Row).ToListAsync());
    }

    [SkippableFact]
    public async Task Should_find_its_run_again_when_the_file_is_sent_twice_and_its_report_when_it_is_done()
    {
        await using var world = await WorldAsync();
        var first = await StartAsync(world, File(Rows));
        Assert.Equal(first.Id, (await StartAsync(world, File(Rows))).Id);
        await RunKinds.Worker(world, Chunk).RunOnceAsync(default);

        var (run, done, _) = await RunKinds.Rosters(world).StartAsync(CaseWorld.Caseworker, CaseWorld.Hardship, File(Rows), "名单.csv", RosterMapping.None, default);
        Assert.Null(run);
        Assert.Equal((true, Rows), (done!.AlreadyImported, done.Opened));
        var other = await RunKinds.Rosters(world).StartAsync(CaseWorld.Caseworker, CaseWorld.Hardship, File(Rows), "名单.csv", RosterMapping.None.With(0, RosterField.Name), default);
        Assert.Null(other.Done);
        Assert.Contains(other.Refusals, r => r.Code == "import.other-columns");
        await using var db = world.Store.Read();
        Assert.Equal((1, Rows), (await db.Runs.CountAsync(), await db.Cases.CountAsync()));
    }

    [SkippableFact]
    public async Task Should_stop_when_cancelled_and_take_up_the_rest_when_the_file_comes_again()
    {
        await using var world = await WorldAsync();
        var cancelled = await StartAsync(world, File(Rows));
        await RunKinds.CancelAsync(world, Chunk);
        Assert.Equal(Chunk, (await RunKinds.EndedAsync(world, cancelled.Id, RunState.Cancelled)).Done);

        var rest = await StartAsync(world, File(Rows));
        Assert.Equal(Rows - Chunk, rest.Total);
        await RunKinds.Worker(world, Chunk).RunOnceAsync(default);
        Assert.Equal(Rows - Chunk, (await RunKinds.EndedAsync(world, rest.Id, RunState.Done)).Applied);
        await using var db = world.Store.Read();
        Assert.Equal(Rows, await db.Cases.Select(c => c.BeneficiaryId).Distinct().CountAsync());
    }

    [SkippableFact]
    public async Task Should_open_no_case_twice_where_somebody_takes_the_same_file_in_at_once()
    {
        await using var world = await WorldAsync();
        var run = await StartAsync(world, File(Rows));
        await RunKinds.Worker(world, Chunk, async after =>
        {
            if (after.Done != Chunk) return;
            var import = new RosterImport(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);
            var (report, _) = await import.ImportAsync(CaseWorld.Caseworker, CaseWorld.Hardship, File(Rows), "名单.csv", RosterMapping.None, false, default);
            Assert.Equal(Rows, report!.Opened);
        }).RunOnceAsync(default);

        Assert.Equal(Chunk, (await RunKinds.EndedAsync(world, run.Id, RunState.Done)).Done);
        await using var db = world.Store.Read();
        Assert.Equal(Rows, await db.Cases.CountAsync());
    }

    [SkippableFact]
    public async Task Should_end_where_its_caseworker_is_one_no_more()
    {
        await using var world = await CaseWorld.CreateAsync();
        await RunKinds.HireAsync(world, CaseWorld.Person(CaseWorld.Caseworker.Id, Roles.Auditor));
        var run = await StartAsync(world, File(3));
        await RunKinds.Worker(world, Chunk).RunOnceAsync(default);

        Assert.Equal("identity.role-required", (await RunKinds.EndedAsync(world, run.Id, RunState.Failed)).EndCode);
        await using var db = world.Store.Read();
        Assert.Equal(0, await db.Cases.CountAsync());
    }

    [Fact]
    public async Task Should_be_started_over_http_by_wish_or_by_size_and_link_to_the_import()
    {
        await using var service = await TestService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);

        var small = await SendAsync(caseworker, File(2), "");
        Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        var large = await SendAsync(caseworker, File(25, remark: 3_600), "");
        var wished = await SendAsync(caseworker, File(4), "&run=true");
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (large.StatusCode, wished.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(caseworker, File(26, remark: 3_600), "&run=false")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(caseworker, File(5), "&run=true&dryRun=true")).StatusCode);
        await TestService.RefusedAsync("roster.no-header", 422, await SendAsync(caseworker, new MemoryStream("x\n"u8.ToArray()), "&run=true"));

        await service.App.Services.GetRequiredService<RunWorker>().RunOnceAsync(default);
        var run = await TestService.JsonAsync(await caseworker.GetAsync(wished.Headers.Location));
        Assert.Equal(("done", 4, "import"), (run.GetProperty("state").GetString(), run.GetProperty("done").GetInt32(), run.GetProperty("kind").GetString()));
        var import = await TestService.JsonAsync(await caseworker.GetAsync(run.GetProperty("link").GetString()));
        Assert.Equal(4, import.GetProperty("tally").GetProperty("rows").GetInt32());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Stream file, string more)
    {
        var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return client.PostAsync($"/api/imports?programme={CaseWorld.Hardship}{more}", new MultipartFormDataContent { { content, "file", "名单.csv" } });
    }

    private static async Task<CaseWorld> WorldAsync()
    {
        var world = await CaseWorld.CreateAsync();
        await RunKinds.HireAsync(world, CaseWorld.Caseworker);
        return world;
    }

    private static async Task<Run> StartAsync(CaseWorld world, Stream file)
    {
        var (run, _, refusals) = await RunKinds.Rosters(world).StartAsync(CaseWorld.Caseworker, CaseWorld.Hardship, file, "名单.csv", RosterMapping.None, default);
        Assert.Empty(refusals);
        return run!;
    }

    /// <param name="bad">Row whose identity number is wrong; 0: none.</param>
    /// <param name="remark">Characters, of three bytes each, that every row is made longer by.</param>
    private static MemoryStream File(int rows, int bad = 0, int remark = 0)
    {
        var text = new StringBuilder("姓名,身份证号,工作单位,帮扶类别,申请材料,备注\n");
        for (var i = 1; i <= rows; i++)
        {
            var (name, id, _, _) = InventedPeople.Person(rows * 1_000 + i);
            text.Append(CultureInfo.InvariantCulture, $"{name},{(i == bad ? "110105194912310021" : id)},第一机械厂,慰问生产一线职工,单位推荐名册,{new string('注', remark)}\n");
        }
        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
