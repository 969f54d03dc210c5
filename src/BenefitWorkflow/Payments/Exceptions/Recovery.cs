using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments.Exceptions;

/// <summary>A wrong payment that is claimed back as a whole. At most one is open per order, by a database constraint.</summary>
public sealed class Recovery
{
    public long Id { get; init; }
    public long OrderId { get; init; }
    public long CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required string EndToEndId { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }

    /// <summary>Amount due back: the order's.</summary>
    public long AmountFen { get; init; }

    public required string Reason { get; init; }
    public required string OpenedBy { get; init; }
    public DateTimeOffset OpenedAt { get; init; }
    public RecoveryState State { get; private set; } = RecoveryState.Open;

    /// <summary>Carries the unique index.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>Number of the receipt, or of the decision to give it up; null while it is open.</summary>
    public string? DocumentNumber { get; private set; }
    public string? EndedBy { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public void End(RecoveryState state, string documentNumber, string by, DateTimeOffset now) =>
        (State, IsOpen, DocumentNumber, EndedBy, EndedAt) = (state, false, documentNumber, by, now);
}

/// <summary>Open -> Recovered or WrittenOff, by another person than opened it.</summary>
public enum RecoveryState
{
    Open = 1,

    /// <summary>The money is back; the case goes on as after a return.</summary>
    Recovered = 2,

    /// <summary>Given up by a decision; the payment stays as it is.</summary>
    WrittenOff = 3,
}

internal sealed class RecoveryMapping : IEntityTypeConfiguration<Recovery>
{
    public void Configure(EntityTypeBuilder<Recovery> b)
    {
        b.ToTable("recoveries");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.OrderId).IsUnique().HasFilter("is_open = 1").HasDatabaseName("ux_recoveries_one_open");
        b.HasIndex(x => new { x.ProgrammeKey, x.State });
    }
}
