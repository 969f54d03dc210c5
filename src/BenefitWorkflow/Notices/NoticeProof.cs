using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Notices;

/// <summary>
/// Evidence that a notice was posted or ran to its end: an instant, the hash of the public page, and where somebody took one a photograph of the
/// posted sheet. Kept after the page has gone; never shown to the public.
/// </summary>
public sealed class NoticeProof
{
    internal const string Sequence = "notice_proofs";

    public long Id { get; init; }
    public long NoticeId { get; init; }
    public ProofMoment Moment { get; init; }

    /// <summary>When the service recorded it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Account id of who posted, closed or uploaded.</summary>
    public required string RecordedBy { get; init; }

    /// <summary>SHA-256 of the public page in Chinese, UTF-8.</summary>
    public required byte[] PageHash { get; init; }

    /// <summary>image/jpeg or image/png; null: no photograph.</summary>
    public string? MediaType { get; init; }

    /// <summary>SHA-256 of the file as it was uploaded, for comparison with the original; null as above.</summary>
    public byte[]? UploadHash { get; init; }

    /// <summary>SHA-256 of the photograph as it is kept, without place, device and comments; null as above.</summary>
    public byte[]? PhotoHash { get; init; }

    /// <summary>The photograph as it is kept, encrypted; null as above.</summary>
    public byte[]? PhotoCipher { get; init; }

    /// <summary>What the service itself records at a notice's posting and closing.</summary>
    internal static NoticeProof OfPage(long id, Notice notice, ProofMoment moment, string by, DateTimeOffset now) =>
        new() { Id = id, NoticeId = notice.Id, Moment = moment, At = now, RecordedBy = by, PageHash = HashOfPage(notice) };

    internal static byte[] HashOfPage(Notice notice) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(NoticePage.Notice(notice.Number, notice.Text, notice.TextHash, english: false)));
}

/// <summary>Which end of the period a proof is of.</summary>
public enum ProofMoment
{
    Start = 1,
    End = 2,
}

internal sealed class NoticeProofMapping : IEntityTypeConfiguration<NoticeProof>
{
    public void Configure(EntityTypeBuilder<NoticeProof> b)
    {
        b.ToTable("notice_proofs");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.NoticeId, x.Moment });
    }
}
