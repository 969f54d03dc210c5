using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BenefitWorkflow.Http;

/// <summary>
/// A request with an Idempotency-Key to a use case that is not a list of case signals: the same key with the same content gets the answer
/// that was kept, with other content a refusal. Only what was done is kept; a refusal that changed nothing is judged anew.
/// </summary>
public sealed class KeyedRequest
{
    private readonly string _key;
    private readonly byte[] _hash;
    private readonly JsonSerializerOptions _json;

    private KeyedRequest(string key, byte[] hash, JsonSerializerOptions json) => (_key, _hash, _json) = (key, hash, json);

    /// <param name="input">What was sent, to be hashed as JSON; never stored. The address counts as well.</param>
    /// <param name="keyed">Null where no key was sent.</param>
    public static bool TryRead(HttpContext http, object? input, out KeyedRequest? keyed, [NotNullWhen(false)] out IResult? problem)
    {
        keyed = null;
        if (!Lists.TryIdempotencyKey(http, out var key, out problem)) return false;
        if (key is null) return true;
        var json = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { path = http.Request.Path.Value, input }, json));
        keyed = new KeyedRequest($"{CurrentActor.Of(http).Id}:{key}", hash, json);
        return true;
    }

    /// <summary>The kept answer, or the refusal of other content; null where the key is new. Inside the transaction that does the work, so that two at once are one after the other.</summary>
    public async Task<IResult?> FindAsync(BenefitDb db, CancellationToken ct)
    {
        if (await db.IdempotencyRecords.FirstOrDefaultAsync(r => r.Key == _key && r.Chunk == 0, ct) is not { } kept) return null;
        return kept.InputHash.AsSpan().SequenceEqual(_hash)
            ? Results.Text(kept.ResultJson, "application/json; charset=utf-8")
            : Problems.Of(Idempotency.KeyReused, StatusCodes.Status409Conflict);
    }

    /// <summary>Keeps the answer's body with the work it tells of.</summary>
    public Task KeepAsync(WriteTransaction transaction, object body, DateTimeOffset now, CancellationToken ct) => transaction.InsertAsync(new IdempotencyRecord
    {
        Key = _key, Chunk = 0, InputHash = _hash, ResultJson = JsonSerializer.Serialize(body, _json), At = now,
    }, ct);

    /// <summary>
    /// For work of several transactions, of which none is done twice whatever happens: finds the answer before, keeps it after. After a
    /// crash between the two the repeat does what was left and answers with that.
    /// </summary>
    /// <param name="work">The body to answer with, or a refusal that is not kept.</param>
    public static async Task<IResult> OnceAsync(KeyedRequest? keyed, BenefitStore store, TimeProvider time, Func<Task<(object? Body, IResult? Refused)>> work, CancellationToken ct)
    {
        if (keyed is not null)
        {
            await using var db = store.Read();
            if (await keyed.FindAsync(db, ct) is { } kept) return kept;
        }
        var (body, refused) = await work();
        if (refused is not null) return refused;
        if (keyed is not null)
        {
            await using var transaction = await store.BeginWriteAsync(ct);
            if (await keyed.FindAsync(transaction.Db, ct) is { } meanwhile) return meanwhile;
            await keyed.KeepAsync(transaction, body!, time.GetUtcNow(), ct);
            await transaction.CommitAsync(ct);
        }
        return Results.Ok(body);
    }
}
