using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Budgets;

/// <summary>A change of a source's ceiling that one person proposed; it takes effect when another approves it.</summary>
public sealed class BudgetProposal
{
    public long Id { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }
    public required string SourceKey { get; init; }

    /// <summary>The ceiling when it was proposed.</summary>
    public long FromFen { get; init; }

    public long ToFen { get; init; }
    public required string DocumentNumber { get; init; }
    public required string ProposedBy { get; init; }
    public DateTimeOffset ProposedAt { get; init; }
    public ProposalState State { get; private set; } = ProposalState.Proposed;
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(ProposalState state, string by, DateTimeOffset now) => (State, DecidedBy, DecidedAt) = (state, by, now);
}

/// <summary>Proposed -> Approved or Rejected.</summary>
public enum ProposalState
{
    Proposed = 1,

    /// <summary>A second person agreed; the ceiling is the proposal's.</summary>
    Approved = 2,

    Rejected = 3,
}

internal sealed class BudgetProposalMapping : IEntityTypeConfiguration<BudgetProposal>
{
    public void Configure(EntityTypeBuilder<BudgetProposal> b)
    {
        b.ToTable("budget_proposals");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => new { x.ProgrammeKey, x.Year, x.SourceKey, x.DocumentNumber });
    }
}
