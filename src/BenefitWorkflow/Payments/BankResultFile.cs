using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Payments;

/// <summary>A bank result file that was taken in, kept so that the same file again applies only what was refused before.</summary>
public sealed class BankResultFile
{
    public long Id { get; init; }

    /// <summary>As it was called the first time.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of the bytes; unique.</summary>
    public required byte[] Hash { get; init; }

    public required string TakenInBy { get; init; }
    public DateTimeOffset TakenInAt { get; init; }
}

/// <summary>What became of one row of a bank result file; written with what the row did, in one transaction.</summary>
public sealed class BankResultLine
{
    public long FileId { get; init; }

    /// <summary>1-based row in the file.</summary>
    public int Row { get; init; }

    /// <summary>Empty where the row has none that can be read.</summary>
    public required string EndToEndId { get; init; }

    /// <summary>0 where the row cannot be read.</summary>
    public BankResult Result { get; init; }

    public BankResultLineState State { get; init; }

    /// <summary>Of the newest refusal; null where the row was applied.</summary>
    public string? Code { get; init; }
    public string? Zh { get; init; }
    public string? En { get; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset At { get; init; }

    /// <param name="refusal">Null: the row was applied.</param>
    public static BankResultLine Of(long fileId, BankResultRow row, Refusal? refusal, DateTimeOffset at) => new()
    {
        FileId = fileId, Row = row.Row, EndToEndId = row.EndToEndId, Result = row.Result, State = refusal is null ? BankResultLineState.Applied : BankResultLineState.Refused,
        Code = refusal?.Code, Zh = refusal?.Zh, En = refusal?.En, At = at,
    };
}

/// <summary>Refused -> Applied, when the file comes again and the row fits meanwhile.</summary>
public enum BankResultLineState
{
    /// <summary>Its payment moved; never looked at again.</summary>
    Applied = 1,

    /// <summary>Nothing was changed.</summary>
    Refused = 2,
}

internal sealed class BankResultFileMapping : IEntityTypeConfiguration<BankResultFile>
{
    public void Configure(EntityTypeBuilder<BankResultFile> b)
    {
        b.ToTable("bank_result_files");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.HasIndex(x => x.Hash).IsUnique();
    }
}

internal sealed class BankResultLineMapping : IEntityTypeConfiguration<BankResultLine>
{
    public void Configure(EntityTypeBuilder<BankResultLine> b)
    {
        b.ToTable("bank_result_lines");
        b.HasKey(x => new { x.FileId, x.Row });
    }
}
