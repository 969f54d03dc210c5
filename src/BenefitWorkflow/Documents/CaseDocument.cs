using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Documents;

/// <summary>
/// A document of a case (材料): a scan or a photograph. Never deleted: a wrong one is withdrawn with a reason and stays, since decisions may
/// rest on it. What it is and its hash also stand in the case's history, whose chain proves them.
/// </summary>
public sealed class CaseDocument
{
    internal const string Sequence = "case_documents";

    public long Id { get; init; }
    public long CaseId { get; init; }

    /// <summary>Key of one of the programme's document types; null: another document.</summary>
    public string? Kind { get; init; }

    /// <summary>As it was uploaded; encrypted, since people name files by identity numbers.</summary>
    public required byte[] FileNameCipher { get; init; }

    /// <summary>application/pdf, image/jpeg or image/png, by the content.</summary>
    public required string MediaType { get; init; }

    /// <summary>Bytes of the document.</summary>
    public long Size { get; init; }

    /// <summary>SHA-256 of the document as it was uploaded and is kept.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Account id.</summary>
    public required string UploadedBy { get; init; }

    public DateTimeOffset UploadedAt { get; init; }

    /// <summary>Null while it counts.</summary>
    public string? WithdrawnBy { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>1 to 500 characters; null while it counts.</summary>
    public string? WithdrawReason { get; private set; }

    public void Withdraw(string by, string reason, DateTimeOffset now) => (WithdrawnBy, WithdrawReason, WithdrawnAt) = (by, reason, now);
}

/// <summary>The document itself, encrypted; apart from its row, so that a list reads none and a withdrawal writes none.</summary>
public sealed class CaseDocumentContent
{
    /// <summary>Id of the document.</summary>
    public long Id { get; init; }

    public required byte[] Cipher { get; init; }
}

internal sealed class CaseDocumentMapping : IEntityTypeConfiguration<CaseDocument>
{
    public void Configure(EntityTypeBuilder<CaseDocument> b)
    {
        b.ToTable("case_documents");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.CaseId, x.Id });
    }
}

internal sealed class CaseDocumentContentMapping : IEntityTypeConfiguration<CaseDocumentContent>
{
    public void Configure(EntityTypeBuilder<CaseDocumentContent> b)
    {
        b.ToTable("case_document_contents");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
    }
}
