using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Notifications.Sending;

/// <summary>One e-mail or one call of a webhook that is to be made, at least once.</summary>
public sealed class Delivery
{
    internal const string Sequence = "deliveries";

    /// <summary>Most attempts; then it is given up and the administrators are told.</summary>
    public const int MostAttempts = 6;

    // How long a process may take over what it has claimed.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan[] BackOff = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    public long Id { get; init; }
    public DeliveryWay Way { get; init; }

    /// <summary>Account id (its address is looked up when it is sent), or the webhook's name.</summary>
    public required string Target { get; init; }

    /// <summary>Subject of the e-mail; empty for a webhook.</summary>
    public required string Title { get; init; }

    /// <summary>Text of the e-mail, or the JSON that the webhook gets.</summary>
    public required string Body { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
    public DeliveryState State { get; private set; } = DeliveryState.Pending;
    public int Attempts { get; private set; }

    /// <summary>Not before; null once it has ended.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What went wrong last, as a short code without anybody's data; null: nothing.</summary>
    public string? Error { get; private set; }

    public Delivery Begin(DateTimeOffset now)
    {
        NextAt = now;
        return this;
    }

    /// <summary>Somebody is about to send it; another takes over if nothing more is heard.</summary>
    public void Take(DateTimeOffset now) => (Attempts, NextAt) = (Attempts + 1, now + Claim);

    public void Sent(DateTimeOffset now) => (State, NextAt, EndedAt, Error) = (DeliveryState.Sent, null, now, null);

    /// <param name="final">Trying again cannot help.</param>
    public void Failed(string error, DateTimeOffset now, bool final = false)
    {
        Error = error;
        if (final || Attempts >= MostAttempts) (State, NextAt, EndedAt) = (DeliveryState.GivenUp, null, now);
        else NextAt = now + BackOff[Math.Min(Attempts, BackOff.Length) - 1];
    }
}

public enum DeliveryWay
{
    Mail = 1,
    Webhook = 2,
}

/// <summary>Pending -> Sent, or GivenUp after the last attempt.</summary>
public enum DeliveryState
{
    Pending = 1,
    Sent = 2,
    GivenUp = 3,
}

internal sealed class DeliveryMapping : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> b)
    {
        b.ToTable("deliveries");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.NextAt).HasFilter("next_at IS NOT NULL");
    }
}
