using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Cases;

internal sealed class CaseMapping : IEntityTypeConfiguration<Case>
{
    public void Configure(EntityTypeBuilder<Case> b)
    {
        b.ToTable("cases");
        b.HasKey(c => c.Id);
        b.InitIsSetOnce();
        b.Property(c => c.Id).ValueGeneratedNever();
        b.HasIndex(c => c.Number).IsUnique();
        b.HasIndex(c => c.BeneficiaryId);
        b.HasIndex(c => c.HouseholdId);
        // The work list: open cases of a programme at a step, most urgent first; with the role, so that the start page counts without reading cases.
        // Closed cases, in time nearly all, are not in it: whoever asks for open ones must say so in these words.
        b.HasIndex(c => new { c.ProgrammeKey, c.Step, c.StepDueAt, c.Id, c.StepRole }).HasFilter($"state <> {(int)CaseState.Closed}");
        // The same by number, for who reads the list from its beginning.
        b.HasIndex(c => new { c.ProgrammeKey, c.Id }).HasFilter($"state <> {(int)CaseState.Closed}");
        // Closed ones, the last closed first.
        b.HasIndex(c => new { c.ProgrammeKey, c.ClosedAt, c.Id }).HasFilter($"state = {(int)CaseState.Closed}");
        // A unit's, whatever became of them; set once, so that no step of a case rewrites it. The unit first: who asks for a programme has other indexes.
        b.HasIndex(c => new { c.Unit, c.ProgrammeKey, c.Id });
        b.Property(c => c.PositionText).HasColumnName("position");
        b.Property(c => c.ActsJson).HasColumnName("acts");
    }
}

internal sealed class HistoryMapping : IEntityTypeConfiguration<HistoryEntry>
{
    public void Configure(EntityTypeBuilder<HistoryEntry> b)
    {
        b.ToTable("history");
        b.HasKey(h => new { h.CaseId, h.Seq });
    }
}

internal sealed class CaseApplicationMapping : IEntityTypeConfiguration<CaseApplication>
{
    public void Configure(EntityTypeBuilder<CaseApplication> b)
    {
        b.ToTable("case_applications");
        b.HasKey(d => d.CaseId);
        b.Property(d => d.CaseId).ValueGeneratedNever();
    }
}

internal sealed class DeterminationMapping : IEntityTypeConfiguration<DeterminationRecord>
{
    public void Configure(EntityTypeBuilder<DeterminationRecord> b)
    {
        b.ToTable("determinations");
        b.HasKey(d => new { d.CaseId, d.Seq });
    }
}
