using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Budgets;

/// <summary>
/// What one legal day changed of a funding source: the ledger's moves added up as they are written, so that the course of a year costs a
/// row per day and not one per move.
/// </summary>
public sealed class BudgetDay
{
    public required string ProgrammeKey { get; init; }

    /// <summary>Budget year; its days may lie outside it, as a season's do that begins before New Year.</summary>
    public int Year { get; init; }

    public required string SourceKey { get; init; }

    /// <summary>Day on which it was written, in Asia/Shanghai.</summary>
    public DateOnly Day { get; init; }

    /// <summary>Paid on the day, less what was found to have come back.</summary>
    public long PaidFen { get; private set; }

    /// <summary>Reserved or taken up again on the day, less what was paid or given up.</summary>
    public long PendingFen { get; private set; }

    internal void Move(ReservationState? from, ReservationState to, long fen)
    {
        PaidFen += Of(ReservationState.Paid);
        PendingFen += Of(ReservationState.Pending);

        long Of(ReservationState state) => (to == state ? fen : 0) - (from == state ? fen : 0);
    }
}

internal sealed class BudgetDayMapping : IEntityTypeConfiguration<BudgetDay>
{
    public void Configure(EntityTypeBuilder<BudgetDay> b)
    {
        b.ToTable("budget_days");
        b.HasKey(x => new { x.ProgrammeKey, x.Year, x.SourceKey, x.Day });
    }
}
