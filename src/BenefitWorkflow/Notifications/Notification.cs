using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Notifications;

/// <summary>
/// Something one person is told, written in the transaction of what caused it: their inbox on the site, and what e-mail and webhook are made
/// from. Holds ids, numbers of cases and counts; nothing of a beneficiary.
/// </summary>
public sealed class Notification
{
    internal const string Sequence = "notifications", MessageSequence = "notification_messages";

    public long Id { get; init; }

    /// <summary>The same for everybody who is told the same.</summary>
    public long MessageId { get; init; }

    public required string AccountId { get; init; }
    public NotificationKind Kind { get; init; }

    /// <summary>Role for which the account is told.</summary>
    public required string Role { get; init; }

    /// <summary>One sentence each.</summary>
    public required string Zh { get; init; }
    public required string En { get; init; }

    /// <summary>Path of this site where it is looked at or acted on; null: there is none.</summary>
    public string? Link { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: not read yet.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    public void Read(DateTimeOffset now) => ReadAt ??= now;
}

/// <summary>What a notification is about; the first four are the rungs of a deadline.</summary>
public enum NotificationKind
{
    DueSoon = 1,
    Due = 2,
    Late = 3,

    /// <summary>Late and nothing done: the supervisor's.</summary>
    Escalated = 4,

    /// <summary>An objection waits for re-investigation.</summary>
    Objection = 5,

    /// <summary>The working day's summary.</summary>
    Digest = 6,

    /// <summary>E-mails or webhooks could not be delivered; on the site only.</summary>
    DeliveryFailed = 7,
}

/// <summary>What somebody wants to be told and how; no row: the defaults.</summary>
public sealed class NotificationChoice
{
    public required string AccountId { get; init; }

    /// <summary>Default <see cref="MailChoice.Digest"/>.</summary>
    public MailChoice Mail { get; private set; } = MailChoice.Digest;

    /// <summary>The first rung of a deadline that is told; default the first of all. Escalations are always told.</summary>
    public NotificationKind LeastKind { get; private set; } = NotificationKind.DueSoon;

    public void Set(MailChoice mail, NotificationKind leastKind) => (Mail, LeastKind) = (mail, leastKind);
}

/// <summary>What is sent by e-mail too, where the account has an address.</summary>
public enum MailChoice
{
    Off = 1,

    /// <summary>The digest of the working day, at 08:30.</summary>
    Digest = 2,

    /// <summary>Every notification as it comes, and the digest.</summary>
    Each = 3,
}

/// <summary>How far a reader has come: the last rung told, the last notification sent on, the last day digested.</summary>
public sealed class NotificationMark
{
    public const string Rungs = "rungs", Deliveries = "deliveries", Digest = "digest";

    public required string Reader { get; init; }

    /// <summary>An id, or a day's number.</summary>
    public long At { get; set; }

    internal static async Task<NotificationMark?> FindAsync(Store.BenefitDb db, string reader, CancellationToken ct) =>
        await db.NotificationMarks.FirstOrDefaultAsync(m => m.Reader == reader, ct);

    internal static async Task MoveAsync(Store.WriteTransaction tx, string reader, NotificationMark? known, long at, CancellationToken ct)
    {
        if (known is null)
        {
            await tx.InsertAsync(new NotificationMark { Reader = reader, At = at }, ct);
            return;
        }
        known.At = at;
        await tx.UpdateAsync(known, ct);
    }
}

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> b)
    {
        b.ToTable("notifications");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.AccountId, x.Id });
        // Every page counts them.
        b.HasIndex(x => x.AccountId).HasFilter("read_at IS NULL");
    }
}

internal sealed class NotificationChoiceMapping : IEntityTypeConfiguration<NotificationChoice>
{
    public void Configure(EntityTypeBuilder<NotificationChoice> b)
    {
        b.ToTable("notification_choices");
        b.HasKey(x => x.AccountId);
    }
}

internal sealed class NotificationMarkMapping : IEntityTypeConfiguration<NotificationMark>
{
    public void Configure(EntityTypeBuilder<NotificationMark> b)
    {
        b.ToTable("notification_marks");
        b.HasKey(x => x.Reader);
    }
}
