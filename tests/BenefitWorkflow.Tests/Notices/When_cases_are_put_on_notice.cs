using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Notices;

[Trait("Store", "Every")]
public sealed class When_cases_are_put_on_notice
{
    [Fact]
    public async Task Should_post_one_frozen_notice_of_the_waiting_cases_for_the_full_working_days()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        var result = await PostAsync(world);

        var posted = Assert.Single(result.Notices);
        // Posted on Wednesday 2023-03-01, five working days follow.
        Assert.Equal(("GS-KNBF-2023-0001", new DateOnly(2023, 3, 1), new DateOnly(2023, 3, 8), 2), (posted.Number, posted.StartsOn, posted.EndsOn, posted.Lines));
        Assert.Equal(new DateTimeOffset(2023, 3, 8, 16, 0, 0, TimeSpan.Zero), posted.EndsAt);
        Assert.All(result.Outcomes, o => Applied(o));
        await using var db = world.Store.Read();
        var notice = await db.Notices.SingleAsync();
        Assert.Equal(NoticeText.Hash(notice.Text), notice.TextHash);
        foreach (var applicant in new[] { Frontline(1), Frontline(2) })
        {
            Assert.Contains(applicant.Name, notice.Text, StringComparison.Ordinal);
            foreach (var secret in new[] { applicant.IdNumber, applicant.Account!, applicant.Phone! }) Assert.DoesNotContain(secret[^6..], notice.Text, StringComparison.Ordinal);
        }
        Assert.Equal(ids, await db.NoticeLines.OrderBy(l => l.LineNumber).Select(l => l.CaseId).ToListAsync());
    }

    [Fact]
    public async Task Should_show_beforehand_the_text_that_is_frozen_then_but_for_its_number()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2), Frontline(3));
        var (previews, refusal) = await Poster(world).PreviewAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker", [ids[0], ids[2]]), default);
        Assert.Null(refusal);
        var preview = Assert.Single(previews);
        await using (var db = world.Store.Read()) Assert.Equal(0, await db.Notices.CountAsync());

        var posted = Assert.Single((await PostAsync(world, ids[0], ids[2])).Notices);
        await using var after = world.Store.Read();
        Assert.Equal((await after.Notices.SingleAsync()).Text, preview.Text.Replace(PostNotice.NumberToCome, posted.Number, StringComparison.Ordinal));
        Assert.Equal((posted.Lines, posted.StartsOn, posted.EndsOn), (preview.Lines, preview.StartsOn, preview.EndsOn));
        Assert.Equal("notice.nothing-to-post", (await Poster(world).PreviewAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker", [ids[0]]), default)).Refusal?.Code);
    }

    [Fact]
    public async Task Should_post_what_was_previewed_and_nothing_else()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        var request = new PostNoticeRequest(Hardship, "frontline-worker", ids);
        async Task<PostNoticeRequest> LookAsync() => request with { Previewed = [.. (await Poster(world).PreviewAsync(Caseworker, request, default)).Notices.Select(p => p.TextSha256)] };

        var yesterday = await LookAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("notice.not-as-previewed", (await Poster(world).RunAsync(Caseworker, yesterday, default)).Refusal?.Code);
        await using (var db = world.Store.Read()) Assert.Equal(0, await db.Notices.CountAsync());
        Assert.Equal("notice.not-as-previewed", (await Poster(world).RunAsync(Caseworker, yesterday with { Previewed = [] }, default)).Refusal?.Code);
        Assert.Single((await Poster(world).RunAsync(Caseworker, await LookAsync(), default)).Notices);
    }

    [Fact]
    public async Task Should_start_the_period_on_the_day_it_is_posted_and_not_on_which_it_was_asked_for()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        // Half an hour before midnight in Shanghai another writer is busy until after it.
        world.Time.SetUtcNow(new DateTimeOffset(2023, 3, 1, 15, 30, 0, TimeSpan.Zero));
        var busy = await world.Store.BeginWriteAsync(default);
        var posting = PostAsync(world);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(posting.IsCompleted);
        await busy.DisposeAsync();
        var posted = Assert.Single((await posting).Notices);
        Assert.Equal((new DateOnly(2023, 3, 2), new DateOnly(2023, 3, 9)), (posted.StartsOn, posted.EndsOn));
    }

    [Fact]
    public async Task Should_post_every_case_for_the_days_of_the_rules_it_was_opened_under()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        // The next version of the programme, with a shorter period, has come since.
        using var folder = new WorkflowsCopy();
        File.Copy(Path.Combine(folder.Path, WorkflowsCopy.Programme), Path.Combine(folder.Path, "hardship-assistance/programme.v1.json"));
        folder.Edit(WorkflowsCopy.Programme, programme => (programme["version"], programme["notice"]!["workingDays"]) = (2, 3));
        var (catalog, problems) = ProgrammeCatalog.Load(folder.Path, world.Activities);
        Assert.Empty(problems);
        Assert.Equal((2, 3), (catalog!.Find(Hardship)!.Version, catalog.Find(Hardship)!.Notice.WorkingDays));
        var posted = Assert.Single((await new PostNotice(world.Store, world.Executor, catalog, world.Calendar, world.Time).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices);
        Assert.Equal(new DateOnly(2023, 3, 8), posted.EndsOn);
    }

    [Fact]
    public async Task Should_post_nothing_twice()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1));
        await PostAsync(world);
        Assert.Equal("notice.nothing-to-post", (await PostAsync(world)).Refusal?.Code);
        RefusedAs("notice.already-posted", Assert.Single((await PostAsync(world, ids)).Outcomes));
        RefusedAs("notice.not-waiting", Assert.Single((await PostAsync(world, 999)).Outcomes));
        await using var db = world.Store.Read();
        Assert.Equal((1, 1), (await db.Notices.CountAsync(), await db.NoticeLines.CountAsync()));
    }

    [Fact]
    public async Task Should_write_no_notice_where_every_case_refuses()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(Frontline(1));
        var result = await Poster(world).RunAsync(Reviewer, new PostNoticeRequest(Hardship, "frontline-worker"), default);
        RefusedAs("case.role-required", Assert.Single(result.Outcomes));
        await using var db = world.Store.Read();
        Assert.Equal((0, 0), (await db.Notices.CountAsync(), await db.NoticeLines.CountAsync()));
        Assert.Equal("GS-KNBF-2023-0001", (await PostAsync(world)).Notices[0].Number);
    }

    [Fact]
    public async Task Should_close_only_at_the_end_and_move_every_case_to_payment()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        var posted = (await PostAsync(world)).Notices[0];
        world.Time.SetUtcNow(posted.EndsAt.AddMilliseconds(-1));
        Assert.Equal(0, await Closer(world).CloseDueAsync(default));
        world.Time.SetUtcNow(posted.EndsAt);
        Assert.Equal(1, await Closer(world).CloseDueAsync(default));
        Assert.Equal(0, await Closer(world).CloseDueAsync(default));
        foreach (var id in ids) Assert.Equal("bank", (await world.CaseAsync(id)).Step);
        await using var db = world.Store.Read();
        Assert.Equal((NoticeState.Closed, posted.EndsAt), ((await db.Notices.SingleAsync()).State, (await db.Notices.SingleAsync()).ClosedAt));
        Assert.All(await db.NoticeLines.ToListAsync(), line => Assert.Equal(NoticeLineState.Passed, line.State));
    }

    [Fact]
    public async Task Should_keep_the_notice_until_the_last_line_passed_and_go_on_where_it_was()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        var posted = (await PostAsync(world)).Notices[0];
        await SetStatusAsync(world, ids[0], BeneficiaryStatus.Deceased);
        world.Time.SetUtcNow(posted.EndsAt);
        Assert.Equal(0, await Closer(world).CloseDueAsync(default));
        Assert.Equal(("notice", "bank"), ((await world.CaseAsync(ids[0])).Step, (await world.CaseAsync(ids[1])).Step));

        Applied(await world.SendAsync(Caseworker, ids[0], "Withdraw"));
        Assert.Equal(1, await Closer(world).CloseDueAsync(default));
    }

    [Fact]
    public async Task Should_take_one_objection_with_a_receipt_while_the_notice_runs()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2));
        var posted = (await PostAsync(world)).Notices[0];
        var results = await ObjectAsync(world, new(posted.Number, ids[0], " 邻居称其有两套房 "), new(posted.Number, ids[0], "同上"), new("GS-X", ids[1], "甲"), new(posted.Number, ids[1], " "));
        Assert.Matches("^YY-GS-KNBF-2023-0001-1-[2-9A-HJ-NP-Z]{8}$", results[0].Number);
        Assert.Equal([null, "notice.objection-repeated", "notice.unknown-line", "notice.objection-text-missing"], results.Select(r => r.Outcome.Refusal?.Code));
        Assert.Equal("reinvestigate", (await world.CaseAsync(ids[0])).Step);

        world.Time.SetUtcNow(posted.EndsAt);
        Assert.Equal("notice.ended", (await ObjectAsync(world, new NewObjection(posted.Number, ids[1], "晚了")))[0].Outcome.Refusal?.Code);
        await using var db = world.Store.Read();
        var objection = await db.Objections.SingleAsync();
        Assert.Equal("邻居称其有两套房", world.Protector.Decrypt(objection.TextCipher));
        Assert.Equal([NoticeLineState.Objected, NoticeLineState.Open], await db.NoticeLines.OrderBy(l => l.LineNumber).Select(l => l.State).ToListAsync());
    }

    internal static async Task SetStatusAsync(CaseWorld world, long caseId, BeneficiaryStatus status)
    {
        await using var tx = await world.Store.BeginWriteAsync(default);
        var payee = (await tx.LockAsync<Beneficiary>([(await tx.Db.Cases.SingleAsync(c => c.Id == caseId)).BeneficiaryId], default))[0];
        payee.SetStatus(status);
        await tx.UpdateAsync(payee, default);
        await tx.CommitAsync(default);
    }

    internal static PostNotice Poster(CaseWorld world) => new(world.Store, world.Executor, world.Programmes, world.Calendar, world.Time);

    internal static NoticeCloser Closer(CaseWorld world) => new(world.Store, world.Executor, world.Time, NullLogger<NoticeCloser>.Instance);

    private static Task<PostNoticeResult> PostAsync(CaseWorld world, params long[] ids) =>
        Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker", ids.Length == 0 ? null : ids), default);

    private static async Task<IReadOnlyList<ObjectionOutcome>> ObjectAsync(CaseWorld world, params NewObjection[] items) =>
        (await new RaiseObjections(world.Store, world.Executor, world.Protector, world.Time).RunAsync(Caseworker, items, null, default)).Rows;
}
