using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>An application that is still being typed, kept for the account that types it; encrypted, since it holds all that a case would.</summary>
public sealed class IntakeDraft
{
    internal const string Sequence = "intake_drafts";

    /// <summary>Drafts that one account may keep, and how long one is kept after its last change.</summary>
    public const int MostPerAccount = 50, DaysKept = 30;

    public long Id { get; init; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public required string AccountId { get; init; }

    /// <summary>JSON of <see cref="IntakeForm"/>.</summary>
    public required byte[] ContentCipher { get; set; }

    /// <summary>Raised with every save: what was typed elsewhere meanwhile is not written over.</summary>
    public int Revision { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class IntakeDraftMapping : IEntityTypeConfiguration<IntakeDraft>
{
    public void Configure(EntityTypeBuilder<IntakeDraft> b)
    {
        b.ToTable("intake_drafts");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.AccountId, x.UpdatedAt });
        b.HasIndex(x => x.UpdatedAt);
    }
}
