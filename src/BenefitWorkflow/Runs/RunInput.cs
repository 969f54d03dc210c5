using System.Text.Json;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Runs;

/// <summary>What a run works on, encrypted, since it may hold accounts and identity numbers. In pieces, so that a large file is never whole in memory; gone with the run's end.</summary>
public sealed class RunInputPiece
{
    public long RunId { get; init; }

    /// <summary>0, 1, 2, ...</summary>
    public int Piece { get; init; }

    public required byte[] Cipher { get; init; }
}

/// <summary>Reads a run's input.</summary>
public sealed class RunInput(BenefitStore store, Protector protector, long runId)
{
    internal const int PieceLength = 256 << 10;

    /// <summary>Reads an input that was written as JSON.</summary>
    public async Task<T> ReadJsonAsync<T>(CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await CopyToAsync(bytes, ct);
        return JsonSerializer.Deserialize<T>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), JsonSerializerOptions.Web)!;
    }

    public async Task CopyToAsync(Stream target, CancellationToken ct)
    {
        await using var db = store.Read();
        for (var piece = 0; ; piece++)
        {
            var number = piece;
            if (await db.RunInputs.FirstOrDefaultAsync(i => i.RunId == runId && i.Piece == number, ct) is not { } found) return;
            await target.WriteAsync(protector.DecryptBytes(found.Cipher), ct);
        }
    }

    /// <summary>Writes the input of a run that the same transaction starts.</summary>
    internal static async Task WriteAsync(WriteTransaction transaction, Protector protector, long runId, Stream input, CancellationToken ct)
    {
        var buffer = new byte[PieceLength];
        for (var piece = 0; await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var length; piece++)
            await transaction.InsertAsync(new RunInputPiece { RunId = runId, Piece = piece, Cipher = protector.Encrypt(buffer.AsSpan(0, length)) }, ct);
    }
}

internal sealed class RunInputMapping : IEntityTypeConfiguration<RunInputPiece>
{
    public void Configure(EntityTypeBuilder<RunInputPiece> b)
    {
        b.ToTable("run_inputs");
        b.HasKey(x => new { x.RunId, x.Piece });
    }
}
