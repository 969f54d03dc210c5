using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Cases.Import;

/// <summary>One roster that was taken in. The same bytes for the same programme find this run again and change nothing.</summary>
public sealed class ImportRun
{
    public long Id { get; init; }
    public required string ProgrammeKey { get; init; }
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the bytes; unique per programme.</summary>
    public required byte[] FileHash { get; init; }

    public required string By { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The durable run that took it up last; null where it was taken in within a request.</summary>
    public long? RunId { get; private set; }

    public ImportState State { get; private set; } = ImportState.Running;
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Data rows taken so far, good and bad: a run that was cut off goes on behind them.</summary>
    public int RowsDone { get; private set; }

    public int Opened { get; private set; }
    public int Bad { get; private set; }

    /// <summary>Opened cases that the rules refused at once, and those that wait for a correction.</summary>
    public int Ineligible { get; private set; }
    public int Incomplete { get; private set; }

    /// <summary>Sum of the entitlements determined for opened cases.</summary>
    public long AmountFen { get; private set; }

    /// <summary>Header cells as they stood in the file, JSON list: bad rows go back under the same header.</summary>
    public required string HeaderJson { get; init; }

    /// <summary>What people said of columns whose title is unknown or misleading (<see cref="RosterMapping"/>); null: nothing. Kept, so that a cut-off import goes on as it began.</summary>
    public string? MappingText { get; init; }

    public ImportTally Tally => new(RowsDone, Opened, Bad, Ineligible, Incomplete, AmountFen);

    public void Advance(ImportTally tally)
    {
        RowsDone += tally.Rows;
        Opened += tally.Opened;
        Bad += tally.Bad;
        Ineligible += tally.Ineligible;
        Incomplete += tally.Incomplete;
        AmountFen += tally.AmountFen;
    }

    public void TakeUp(long runId) => RunId = runId;

    public void Finish(DateTimeOffset now) => (State, EndedAt) = (ImportState.Done, now);
}

/// <summary>Counts of some rows of a roster. Opened includes ineligible and incomplete ones.</summary>
public readonly record struct ImportTally(int Rows, int Opened, int Bad, int Ineligible, int Incomplete, long AmountFen)
{
    public static ImportTally operator +(ImportTally a, ImportTally b) => new(
        a.Rows + b.Rows, a.Opened + b.Opened, a.Bad + b.Bad, a.Ineligible + b.Ineligible, a.Incomplete + b.Incomplete, a.AmountFen + b.AmountFen);
}

/// <summary>Running -> Done. One that nobody works on any more was cut off or cancelled; the same file takes it up again.</summary>
public enum ImportState
{
    Running = 1,
    Done = 2,
}

/// <summary>A row that could not become a case, kept (encrypted: it holds identity numbers) to be given back with its reasons.</summary>
public sealed class ImportBadRow
{
    public long RunId { get; init; }

    /// <summary>1-based row in the file.</summary>
    public int Row { get; init; }

    public required byte[] CellsCipher { get; init; }

    /// <summary>JSON list of code, zh, en; no personal data.</summary>
    public required string ProblemsJson { get; init; }
}

internal sealed class ImportRunMapping : IEntityTypeConfiguration<ImportRun>
{
    public void Configure(EntityTypeBuilder<ImportRun> b)
    {
        b.ToTable("import_runs");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Ignore(x => x.Tally);
        b.HasIndex(x => new { x.ProgrammeKey, x.FileHash }).IsUnique();
        b.HasIndex(x => x.RunId);
    }
}

internal sealed class ImportBadRowMapping : IEntityTypeConfiguration<ImportBadRow>
{
    public void Configure(EntityTypeBuilder<ImportBadRow> b)
    {
        b.ToTable("import_bad_rows");
        b.HasKey(x => new { x.RunId, x.Row });
    }
}
