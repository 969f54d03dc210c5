using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notices.Proofs;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Startup;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Notices;

[Trait("Store", "Every")]
public sealed class When_proofs_are_kept
{
    [Fact]
    public async Task Should_record_both_ends_with_the_hash_of_the_page_that_was_shown()
    {
        await using var world = await CreateAsync();
        var (notice, posted) = await PostAsync(world);
        Assert.Equal([(ProofMoment.Start, Caseworker.Id, world.Time.GetUtcNow())], (await ProofsAsync(world)).Select(p => (p.Moment, p.RecordedBy, p.At)));

        world.Time.SetUtcNow(posted.EndsAt.AddMinutes(3));
        await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default);
        await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default);

        var proofs = await ProofsAsync(world);
        Assert.Equal([ProofMoment.Start, ProofMoment.End], proofs.Select(p => p.Moment));
        Assert.Equal(posted.EndsAt.AddMinutes(3), proofs[1].At);
        var page = SHA256.HashData(Encoding.UTF8.GetBytes(NoticePage.Notice(notice.Number, notice.Text, notice.TextHash, english: false)));
        Assert.All(proofs, p => Assert.Equal(page, p.PageHash));
        Assert.All(proofs, p => Assert.Null(p.PhotoCipher));
    }

    [Fact]
    public async Task Should_keep_photographs_encrypted_each_only_on_its_days()
    {
        await using var world = await CreateAsync();
        var (notice, posted) = await PostAsync(world);
        var file = NoticePhotoTests.Jpeg();
        Assert.Equal("notice.proof-early", (await KeepAsync(world, notice.Id, ProofMoment.End)).Refusal?.Code);
        Assert.Null((await KeepAsync(world, notice.Id, ProofMoment.Start)).Refusal);
        Assert.Equal("notice.unknown", (await KeepAsync(world, notice.Id + 1, ProofMoment.Start)).Refusal?.Code);

        // 00:00 of the last day in Shanghai.
        world.Time.SetUtcNow(posted.EndsAt.AddDays(-1).AddMilliseconds(-1));
        Assert.Equal("notice.proof-early", (await KeepAsync(world, notice.Id, ProofMoment.End)).Refusal?.Code);
        world.Time.SetUtcNow(posted.EndsAt.AddDays(-1));
        Assert.Null((await KeepAsync(world, notice.Id, ProofMoment.End)).Refusal);
        world.Time.SetUtcNow(posted.EndsAt);
        Assert.Equal("notice.proof-late", (await KeepAsync(world, notice.Id, ProofMoment.Start)).Refusal?.Code);
        Assert.Null((await KeepAsync(world, notice.Id, ProofMoment.End)).Refusal);

        var photo = (await ProofsAsync(world)).First(p => p.PhotoHash is not null);
        var kept = world.Protector.DecryptBytes(photo.PhotoCipher!);
        Assert.Equal(SHA256.HashData(file), photo.UploadHash);
        Assert.Equal(SHA256.HashData(kept), photo.PhotoHash);
        Assert.Equal("image/jpeg", photo.MediaType);
        Assert.Equal(NoticePhoto.Read(file).Photo!.Bytes, kept);
        Assert.True(photo.PhotoCipher.AsSpan().IndexOf(kept.AsSpan(0, 16)) < 0);
    }

    [Fact]
    public async Task Should_keep_no_more_than_are_needed()
    {
        await using var world = await CreateAsync();
        var (notice, _) = await PostAsync(world);
        for (var i = 0; i < KeepProof.MaximumPhotos; i++) Assert.Null((await KeepAsync(world, notice.Id, ProofMoment.Start)).Refusal);
        Assert.Equal("notice.proofs-full", (await KeepAsync(world, notice.Id, ProofMoment.Start)).Refusal?.Code);
    }

    [Theory]
    [InlineData(false, false, false, true)]
    [InlineData(true, false, false, false)]
    [InlineData(true, true, false, false)]
    [InlineData(true, false, true, false)]
    [InlineData(true, true, true, true)]
    public async Task Should_count_a_notice_as_proven_by_photographs_where_the_programme_asks_for_them(bool required, bool start, bool end, bool counts)
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1));
        using var folder = new WorkflowsCopy();
        folder.Edit(WorkflowsCopy.Programme, programme => programme["notice"]!["photoRequired"] = required);
        var (catalog, problems) = ProgrammeCatalog.Load(folder.Path, world.Activities);
        Assert.Empty(problems);
        var posted = Assert.Single((await new PostNotice(world.Store, world.Executor, catalog!, world.Calendar, world.Time).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices);
        if (start) Assert.Null((await KeepAsync(world, posted.Id, ProofMoment.Start)).Refusal);
        world.Time.SetUtcNow(posted.EndsAt);
        await When_cases_are_put_on_notice.Closer(world).CloseDueAsync(default);
        world.Time.Advance(TimeSpan.FromHours(1));
        if (end) Assert.Null((await KeepAsync(world, posted.Id, ProofMoment.End)).Refusal);
        await world.ReleaseAsync(ids);
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        // Too late: the money is on its way.
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        if (!end) Assert.Null((await KeepAsync(world, posted.Id, ProofMoment.End)).Refusal);

        await using var db = world.Store.Read();
        Assert.Equal(counts ? 1 : 0, await BenefitWorkflow.Indicators.Totals.FullCount.Noticed(db, db.PaymentOrders).CountAsync());
    }

    private static async Task<(Notice Notice, PostedNotice Posted)> PostAsync(CaseWorld world)
    {
        await world.ApprovedAsync(Frontline(1));
        var posted = (await When_cases_are_put_on_notice.Poster(world).RunAsync(Caseworker, new PostNoticeRequest(Hardship, "frontline-worker"), default)).Notices[0];
        await using var db = world.Store.Read();
        return (await db.Notices.SingleAsync(), posted);
    }

    private static Task<(NoticeProof? Proof, BenefitWorkflow.Engine.Execution.Refusal? Refusal)> KeepAsync(CaseWorld world, long notice, ProofMoment moment) =>
        new KeepProof(world.Store, world.Protector, world.Time).RunAsync(Caseworker, notice, moment, NoticePhotoTests.Jpeg(), default);

    private static async Task<List<NoticeProof>> ProofsAsync(CaseWorld world)
    {
        await using var db = world.Store.Read();
        return await db.NoticeProofs.OrderBy(p => p.Id).ToListAsync();
    }
}
