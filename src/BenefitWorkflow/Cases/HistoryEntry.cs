using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BenefitWorkflow.Cases;

/// <summary>
/// What happened to a case, once and for good. Entries of a case are chained: each hash covers the one before,
/// keyed with the audit key, so that nobody with mere database access can forge, drop or reorder one unseen.
/// </summary>
public sealed class HistoryEntry
{
    public long CaseId { get; init; }

    /// <summary>1, 2, 3 ... without gap within the case.</summary>
    public int Seq { get; init; }

    /// <summary>UTC, whole milliseconds.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Account id, or <c>system</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Signal that was applied, e.g. <c>Approve</c>; <c>Open</c> for the first entry, <c>Incident</c> for a stalled step.</summary>
    public required string Action { get; init; }

    public string? FromStep { get; init; }
    public string? ToStep { get; init; }

    /// <summary>Reason as the actor gave it; never personal data of others.</summary>
    public string? Reason { get; init; }

    /// <summary>JSON: the signal's data and the steps that ran, enough to replay the decision.</summary>
    public required string Detail { get; init; }

    /// <summary>HMAC-SHA256 over the previous hash and every field above.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Computes what <see cref="Hash"/> must be after <paramref name="previous"/>.</summary>
    /// <param name="previous">Hash of entry Seq - 1; empty for the first.</param>
    public byte[] ComputeHash(ReadOnlySpan<byte> auditKey, ReadOnlySpan<byte> previous)
    {
        var max = previous.Length + 64 + 3 * (Actor.Length + Action.Length + (FromStep?.Length ?? 0) + (ToStep?.Length ?? 0) + (Reason?.Length ?? 0) + Detail.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(max);
        try
        {
            var span = buffer.AsSpan();
            var at = 0;
            BinaryPrimitives.WriteInt32LittleEndian(span[at..], previous.Length);
            at += 4;
            previous.CopyTo(span[at..]);
            at += previous.Length;
            BinaryPrimitives.WriteInt64LittleEndian(span[at..], CaseId);
            BinaryPrimitives.WriteInt32LittleEndian(span[(at + 8)..], Seq);
            BinaryPrimitives.WriteInt64LittleEndian(span[(at + 12)..], At.ToUnixTimeMilliseconds());
            at += 20;
            // Length prefixes keep "ab"+"c" apart from "a"+"bc"; -1 keeps null apart from empty.
            Put(span, ref at, Actor);
            Put(span, ref at, Action);
            Put(span, ref at, FromStep);
            Put(span, ref at, ToStep);
            Put(span, ref at, Reason);
            Put(span, ref at, Detail);
            return HMACSHA256.HashData(auditKey, span[..at]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Put(Span<byte> span, ref int at, string? text)
    {
        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, span[(at + 4)..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[at..], length);
        at += 4 + Math.Max(length, 0);
    }
}
