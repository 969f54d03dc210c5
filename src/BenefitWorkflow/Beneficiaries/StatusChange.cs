using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Beneficiaries;

/// <summary>Who changed a beneficiary's status, when, from what to what. Bringing somebody back from the dead takes two people.</summary>
public sealed class StatusChange
{
    public long Id { get; init; }
    public long BeneficiaryId { get; init; }
    public BeneficiaryStatus FromStatus { get; init; }
    public BeneficiaryStatus ToStatus { get; init; }

    /// <summary>Account id of who said so first.</summary>
    public required string By { get; init; }

    public DateTimeOffset At { get; init; }
    public StatusChangeState State { get; private set; } = StatusChangeState.Applied;

    /// <summary>The second person, where one was needed; null otherwise and before.</summary>
    public string? ConfirmedBy { get; private set; }
    public DateTimeOffset? ConfirmedAt { get; private set; }

    public static StatusChange Propose(long id, long beneficiaryId, BeneficiaryStatus from, BeneficiaryStatus to, string by, DateTimeOffset now) =>
        new() { Id = id, BeneficiaryId = beneficiaryId, FromStatus = from, ToStatus = to, By = by, At = now, State = StatusChangeState.Proposed };

    public void Confirm(string by, DateTimeOffset now) => (State, ConfirmedBy, ConfirmedAt) = (StatusChangeState.Applied, by, now);

    public void Lapse() => State = StatusChangeState.Lapsed;
}

/// <summary>Applied at once, or Proposed -> Applied by a second person, or -> Lapsed when the status changed otherwise meanwhile.</summary>
public enum StatusChangeState
{
    Applied = 1,
    Proposed = 2,
    Lapsed = 3,
}

internal sealed class StatusChangeMapping : IEntityTypeConfiguration<StatusChange>
{
    public void Configure(EntityTypeBuilder<StatusChange> b)
    {
        b.ToTable("beneficiary_status_changes");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.BeneficiaryId);
    }
}
