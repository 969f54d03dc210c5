using System.Security.Cryptography;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Proofs;

/// <summary>Keeps photographs that a notice was posted and hung to its end, and shows the proofs to the staff who may see them; never to the public.</summary>
public sealed class KeepProof(BenefitStore store, Protector protector, TimeProvider time)
{
    /// <summary>Most photographs of one notice.</summary>
    public const int MaximumPhotos = 20;

    internal static readonly string[] May = [Roles.Caseworker];

    internal static readonly string[] Readers = [Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.Auditor];

    internal static void Map(IEndpointRouteBuilder api)
    {
        // The frame of a multipart body comes on top of the photograph.
        api.MapPost("/notices/{id:long}/proofs", UploadAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(NoticePhoto.MaximumBytes + (64 << 10))).RequireRoles(May);
        api.MapGet("/notices/{id:long}/proofs", ListAsync).RequireRoles(Readers);
        api.MapGet("/notices/{id:long}/proofs/{proof:long}/photo", PhotoAsync).RequireRoles(Readers);
    }

    /// <param name="moment">start or end.</param>
    private static async Task<IResult> UploadAsync(long id, string? moment, IFormFile photo, KeepProof useCase, HttpContext http, CancellationToken ct)
    {
        var which = moment?.ToUpperInvariant() switch { "START" => ProofMoment.Start, "END" => ProofMoment.End, _ => (ProofMoment?)null };
        if (which is null)
            return Problems.Of(new Refusal("notice.proof-moment", "moment 应为 start（起始）或 end（期满）；请更正。", "moment is start or end; correct it."), StatusCodes.Status400BadRequest);
        using var bytes = new MemoryStream();
        await photo.CopyToAsync(bytes, ct);
        var (proof, refusal) = await useCase.RunAsync(CurrentActor.Of(http), id, which.Value, bytes.ToArray(), ct);
        return refusal is null ? TypedResults.Created($"/api/notices/{id}/proofs/{proof!.Id}/photo", View(proof)) : Problems.Of(refusal);
    }

    /// <param name="file">The photograph as uploaded.</param>
    public async Task<(NoticeProof? Proof, Refusal? Refusal)> RunAsync(Actor actor, long noticeId, ProofMoment moment, byte[] file, CancellationToken ct)
    {
        var (photo, unfit) = NoticePhoto.Read(file);
        if (unfit is not null) return (null, unfit);
        var cipher = protector.Encrypt(photo!.Bytes);
        await using var tx = await store.BeginWriteAsync(ct);
        var now = time.GetUtcNow();
        if (await tx.Db.Notices.SingleOrDefaultAsync(n => n.Id == noticeId, ct) is not { } notice) return (null, Unknown);
        // Who may post a notice for some units may photograph it: it is one sheet.
        if (!CaseScope.Of(actor, May).Has(notice.ProgrammeKey)) return (null, actor.IsAny(May) ? RoleRefusal.OutOfScope : RoleRefusal.Of(May));
        // A photograph proves only what can be seen on its day.
        if (moment == ProofMoment.Start && now >= notice.EndsAt)
            return (null, new Refusal("notice.proof-late", "公示期已满，起始照片不能再补；请在公示期内上传。", "The period is over: a photograph of its start is taken only while it runs."));
        if (moment == ProofMoment.End && now < ShanghaiTime.StartOfDay(notice.EndsOn))
            return (null, new Refusal("notice.proof-early", "公示尚未到最后一日；请在最后一日或期满后拍摄上传。", "The last day has not begun: photograph the sheet on the last day or later."));
        if (await tx.Db.NoticeProofs.CountAsync(p => p.NoticeId == noticeId && p.PhotoHash != null, ct) >= MaximumPhotos)
            return (null, new Refusal("notice.proofs-full", $"每份公示最多保存 {MaximumPhotos} 张照片。", $"A notice keeps at most {MaximumPhotos} photographs; no more are needed."));
        var proof = new NoticeProof
        {
            Id = await tx.TakeNumbersAsync(NoticeProof.Sequence, 1, ct), NoticeId = noticeId, Moment = moment, At = now, RecordedBy = actor.Id, PageHash = NoticeProof.HashOfPage(notice),
            MediaType = photo.MediaType, UploadHash = photo.UploadHash, PhotoHash = SHA256.HashData(photo.Bytes), PhotoCipher = cipher,
        };
        await tx.InsertAsync(proof, ct);
        await tx.CommitAsync(ct);
        return (proof, null);
    }

    private static IQueryable<Notice> Visible(BenefitDb db, Actor actor) => CaseScope.Of(actor, Readers).LimitAny(db.Notices, n => n.ProgrammeKey);

    private static async Task<IResult> ListAsync(long id, HttpContext http, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await Visible(db, CurrentActor.Of(http)).AnyAsync(n => n.Id == id, ct)) return Problems.NotFound(Unknown);
        // Without the photographs themselves.
        var rows = await db.NoticeProofs.Where(p => p.NoticeId == id).OrderBy(p => p.Id)
            .Select(p => new { p.Id, p.NoticeId, p.Moment, p.At, p.RecordedBy, p.PageHash, p.MediaType, p.UploadHash, p.PhotoHash }).ToListAsync(ct);
        return Results.Ok(new
        {
            items = rows.Select(p => View(new NoticeProof { Id = p.Id, NoticeId = p.NoticeId, Moment = p.Moment, At = p.At, RecordedBy = p.RecordedBy, PageHash = p.PageHash, MediaType = p.MediaType, UploadHash = p.UploadHash, PhotoHash = p.PhotoHash })),
        });
    }

    private static async Task<IResult> PhotoAsync(long id, long proof, BenefitStore store, Protector protector, HttpContext http, CancellationToken ct)
    {
        await using var db = store.Read();
        if (!await Visible(db, CurrentActor.Of(http)).AnyAsync(n => n.Id == id, ct)) return Problems.NotFound(Unknown);
        if (await db.NoticeProofs.SingleOrDefaultAsync(p => p.Id == proof && p.NoticeId == id && p.PhotoCipher != null, ct) is not { } row) return Problems.NotFound(Unknown);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(protector.DecryptBytes(row.PhotoCipher!), row.MediaType);
    }

    private static object View(NoticeProof p) => new
    {
        p.Id, p.Moment, p.At, p.RecordedBy, PageHash = Convert.ToHexStringLower(p.PageHash), p.MediaType,
        UploadHash = p.UploadHash is null ? null : Convert.ToHexStringLower(p.UploadHash), PhotoHash = p.PhotoHash is null ? null : Convert.ToHexStringLower(p.PhotoHash),
    };

    private static Refusal Unknown { get; } = new("notice.unknown", "没有这份公示。", "There is no such notice.");
}
