using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Budgets;

/// <summary>
/// One funding source of a programme's year. At every commit
/// <c>Approved = Pending + Paid + Returned + Cancelled</c>, <c>Pending = Reserved + Released</c> and <c>Approved - Cancelled &lt;= Ceiling</c>.
/// </summary>
public sealed class BudgetAccount
{
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public required string SourceKey { get; init; }

    /// <summary>Sources are used up in this order.</summary>
    public int UseOrder { get; init; }

    public long CeilingFen { get; private set; }
    public long ApprovedFen { get; private set; }
    public long PendingFen { get; private set; }

    /// <summary>The part of <see cref="PendingFen"/> that was released to the bank and is not answered: committed, no longer to be taken back.</summary>
    public long ReleasedFen { get; private set; }

    public long PaidFen { get; private set; }
    public long ReturnedFen { get; private set; }
    public long CancelledFen { get; private set; }

    /// <summary>The part of <see cref="PendingFen"/> that still waits for its release.</summary>
    public long ReservedFen => PendingFen - ReleasedFen;

    public long AvailableFen => CeilingFen - ApprovedFen + CancelledFen;

    public bool Balances => ApprovedFen == PendingFen + PaidFen + ReturnedFen + CancelledFen && ReleasedFen >= 0 && ReservedFen >= 0 && AvailableFen >= 0;

    public void SetCeiling(long fen) => CeilingFen = fen;

    /// <summary>Commits reserved money at its release, or (negative) frees what the bank has answered.</summary>
    public void Commit(long fen) => ReleasedFen += fen;

    /// <summary>Moves money of one reservation from one state to another; from null: a new reservation.</summary>
    public void Move(ReservationState? from, ReservationState to, long fen)
    {
        switch (from)
        {
            case null: ApprovedFen += fen; break;
            case ReservationState.Pending: PendingFen -= fen; break;
            case ReservationState.Paid: PaidFen -= fen; break;
            case ReservationState.Returned: ReturnedFen -= fen; break;
            case ReservationState.Cancelled: throw new InvalidOperationException("A cancelled reservation is final.");
        }
        switch (to)
        {
            case ReservationState.Pending: PendingFen += fen; break;
            case ReservationState.Paid: PaidFen += fen; break;
            case ReservationState.Returned: ReturnedFen += fen; break;
            case ReservationState.Cancelled: CancelledFen += fen; break;
        }
    }
}

/// <summary>What a case holds of one funding source.</summary>
public sealed class Reservation
{
    public long CaseId { get; init; }

    /// <summary>1 for the case's first reservation; a re-approved case gets a new round.</summary>
    public int Round { get; init; }

    public required string SourceKey { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public long AmountFen { get; init; }
    public ReservationState State { get; private set; } = ReservationState.Pending;

    public void Become(ReservationState state) => State = state;
}

/// <summary>Pending -> Paid or Cancelled; Paid -> Returned; Returned -> Pending (re-issue) or Cancelled.</summary>
public enum ReservationState
{
    /// <summary>Approved, not yet credited.</summary>
    Pending = 1,
    Paid = 2,

    /// <summary>Came back from the bank; waits for correction and re-issue.</summary>
    Returned = 3,

    /// <summary>Given back to the source.</summary>
    Cancelled = 4,
}

/// <summary>The ledger behind the accounts: one row per move, never changed. <c>FromState</c> null: reserved.</summary>
public sealed class BudgetEntry
{
    public long Id { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public required string SourceKey { get; init; }
    public long CaseId { get; init; }
    public ReservationState? FromState { get; init; }
    public ReservationState ToState { get; init; }
    public long AmountFen { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>A change of a source's ceiling that two people made, with the document that allows it.</summary>
public sealed class BudgetAdjustment
{
    public long Id { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public required string SourceKey { get; init; }
    public long FromFen { get; init; }
    public long ToFen { get; init; }
    public required string DocumentNumber { get; init; }

    /// <summary>Who proposed it.</summary>
    public required string By { get; init; }

    /// <summary>Who approved it; never the proposer.</summary>
    public required string ApprovedBy { get; init; }

    /// <summary>When it took effect.</summary>
    public DateTimeOffset At { get; init; }
}

internal sealed class BudgetAccountMapping : IEntityTypeConfiguration<BudgetAccount>
{
    public void Configure(EntityTypeBuilder<BudgetAccount> b)
    {
        b.ToTable("budget_accounts", t =>
        {
            t.HasCheckConstraint("ck_budget_accounts_balance", "approved_fen = pending_fen + paid_fen + returned_fen + cancelled_fen");
            t.HasCheckConstraint("ck_budget_accounts_ceiling", "approved_fen - cancelled_fen <= ceiling_fen");
            t.HasCheckConstraint("ck_budget_accounts_released", "released_fen >= 0 AND released_fen <= pending_fen");
            t.HasCheckConstraint("ck_budget_accounts_signs", "pending_fen >= 0 AND paid_fen >= 0 AND returned_fen >= 0 AND cancelled_fen >= 0");
        });
        b.HasKey(x => new { x.ProgrammeKey, x.Year, x.SourceKey });
        b.Ignore(x => x.AvailableFen);
        b.Ignore(x => x.ReservedFen);
    }
}

internal sealed class ReservationMapping : IEntityTypeConfiguration<Reservation>
{
    public void Configure(EntityTypeBuilder<Reservation> b)
    {
        b.ToTable("reservations");
        b.HasKey(x => new { x.CaseId, x.Round, x.SourceKey });
        b.InitIsSetOnce();
    }
}

internal sealed class BudgetEntryMapping : IEntityTypeConfiguration<BudgetEntry>
{
    public void Configure(EntityTypeBuilder<BudgetEntry> b)
    {
        b.ToTable("budget_entries");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.ProgrammeKey, x.Year, x.SourceKey });
    }
}

internal sealed class BudgetAdjustmentMapping : IEntityTypeConfiguration<BudgetAdjustment>
{
    public void Configure(EntityTypeBuilder<BudgetAdjustment> b)
    {
        b.ToTable("budget_adjustments");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.ProgrammeKey, x.Year, x.SourceKey, x.DocumentNumber }).IsUnique();
    }
}
