using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Bench.Lifecycle;

internal enum AidState
{
    New = 0,
    Submitted = 1,
    Approval = 2,
    OnNotice = 3,
    Ordered = 4,
    Settled = 5,
    Closed = 6,
}

internal enum AidAction
{
    Open = 1,
    Verify = 2,
    Approve = 3,
    EndNotice = 4,
    Settle = 5,
    Close = 6,
}

internal sealed class AidCase
{
    public int Id { get; set; }
    public AidState State { get; set; }

    /// <summary>Also the concurrency token, so that two workers never advance one case at once.</summary>
    public int Version { get; set; }

    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public required string Document { get; set; }
}

internal sealed class AidHistory
{
    public int CaseId { get; set; }
    public int Seq { get; set; }
    public DateTimeOffset At { get; set; }
    public AidState From { get; set; }
    public AidState To { get; set; }
    public AidAction Action { get; set; }
    public required string Actor { get; set; }
}

internal sealed class AidPayment
{
    public int CaseId { get; set; }
    public long AmountFen { get; set; }
    public DateTimeOffset OrderedAt { get; set; }
}

internal sealed class AidEvent
{
    public long Id { get; set; }
    public int CaseId { get; set; }
    public required string Type { get; set; }
    public required string Payload { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>The baseline's four tables: the ceiling's, mapped the ordinary way.</summary>
internal sealed class BaselineDb(DbContextOptions<BaselineDb> options) : DbContext(options)
{
    public DbSet<AidCase> Cases => Set<AidCase>();
    public DbSet<AidHistory> History => Set<AidHistory>();
    public DbSet<AidPayment> Payments => Set<AidPayment>();
    public DbSet<AidEvent> Events => Set<AidEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AidCase>(b =>
        {
            b.Property(c => c.Id).ValueGeneratedNever();
            b.Property(c => c.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<AidHistory>().HasKey(h => new { h.CaseId, h.Seq });
        modelBuilder.Entity<AidPayment>(b =>
        {
            b.HasKey(p => p.CaseId);
            b.Property(p => p.CaseId).ValueGeneratedNever();
        });
        if (!Database.IsNpgsql()) return;
        modelBuilder.Entity<AidCase>().Property(c => c.Document).HasColumnType("jsonb");
        modelBuilder.Entity<AidEvent>().Property(e => e.Payload).HasColumnType("jsonb");
    }
}
