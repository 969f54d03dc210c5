using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>One keyed request: remembers, per chunk and in the chunk's own transaction, what was answered.</summary>
/// <typeparam name="T">Item type; hashed as JSON, never stored.</typeparam>
internal sealed class Idempotency<T>(Actor actor, string key, IReadOnlyList<T> items)
{
    private readonly byte[] _hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(items, JsonSerializerOptions.Web));

    // Keys belong to their caller: one account cannot read another's answers by guessing a key.
    private readonly string _key = $"{actor.Id}:{key}";

    /// <summary>The stored answer of a chunk; for another input a refusal per item; null where the chunk is new.</summary>
    public async Task<IReadOnlyList<CaseOutcome>?> FindAsync(BenefitDb db, int chunk, CancellationToken ct)
    {
        var stored = await db.IdempotencyRecords.Where(r => r.Key == _key && (r.Chunk == chunk || r.Chunk == 0)).OrderBy(r => r.Chunk).ToListAsync(ct);
        if (stored.Count == 0) return null;
        if (!stored[0].InputHash.AsSpan().SequenceEqual(_hash))
        {
            return [.. items.Skip(chunk * CaseExecutor.ChunkSize).Take(CaseExecutor.ChunkSize).Select(_ => new CaseOutcome(0, null, CaseOutcomeKind.Refused, Idempotency.KeyReused, null, 0))];
        }
        return stored.Find(r => r.Chunk == chunk) is { } record ? JsonSerializer.Deserialize<List<CaseOutcome>>(record.ResultJson, JsonSerializerOptions.Web) : null;
    }

    public IdempotencyRecord Record(int chunk, IReadOnlyList<CaseOutcome> outcomes, DateTimeOffset now) => new()
    {
        Key = _key,
        Chunk = chunk,
        InputHash = _hash,
        ResultJson = JsonSerializer.Serialize(outcomes, JsonSerializerOptions.Web),
        At = now,
    };
}

internal static class Idempotency
{
    public static Refusal KeyReused { get; } = new("idempotency.key-reused",
        "该幂等键已用于其他内容的请求；请换一个新键，或原样重发。",
        "This idempotency key was used with other content; use a new key, or send the same content again.");
}
