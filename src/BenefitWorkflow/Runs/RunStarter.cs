using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Runs;

/// <summary>A run to be started.</summary>
/// <param name="Kind">Key of an <see cref="IRunKind"/>.</param>
/// <param name="Action">What the view shows as the act.</param>
/// <param name="Total">Rows of the list.</param>
/// <param name="Asked">What the caller asked for, hashed: a repeated idempotency key must ask for the same.</param>
/// <param name="Link">Address of what the run makes; null where its results say it all.</param>
public sealed record NewRun(string Kind, string Action, int Total, object Asked, string? Link = null);

/// <summary>Stores runs for the worker to find.</summary>
public sealed class RunStarter(Protector protector, TimeProvider time)
{
    /// <summary>Adds the run inside the caller's transaction.</summary>
    /// <param name="key">The caller's idempotency key; null: none.</param>
    /// <param name="input">What <see cref="IRunKind.OpenAsync"/> gets, from its position to its end.</param>
    /// <returns>The new run, or the one that the key had started before; a refusal where that was for something else.</returns>
    public async Task<(Run? Run, Refusal? Refusal)> StartAsync(WriteTransaction transaction, Actor actor, string? key, NewRun started, Stream input, CancellationToken ct)
    {
        if (await EarlierAsync(transaction.Db, actor, key, started, ct) is { } earlier) return earlier;
        var run = new Run
        {
            Id = await transaction.TakeNumbersAsync("runs", 1, ct), Kind = started.Kind, Action = started.Action, By = actor.Id, CreatedAt = time.GetUtcNow(),
            Total = started.Total, Link = started.Link, InputHash = Hash(started), IdempotencyKey = Full(actor, key),
        };
        await transaction.InsertAsync(run, ct);
        await RunInput.WriteAsync(transaction, protector, run.Id, input, ct);
        return (run, null);
    }

    /// <summary>For who must know before the list is made: what it finds may be another by then.</summary>
    /// <returns>The run that the key had started before, or the refusal where that was for something else; null: it has started none.</returns>
    public static async Task<(Run? Run, Refusal? Refusal)?> EarlierAsync(BenefitDb db, Actor actor, string? key, NewRun started, CancellationToken ct) =>
        Full(actor, key) is { } full && await db.Runs.FirstOrDefaultAsync(r => r.IdempotencyKey == full, ct) is { } earlier
            ? earlier.InputHash.AsSpan().SequenceEqual(Hash(started)) ? (earlier, null) : (null, Idempotency.KeyReused)
            : null;

    private static byte[] Hash(NewRun started) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { started.Kind, started.Action, started.Asked }, JsonSerializerOptions.Web));

    private static string? Full(Actor actor, string? key) => key is null ? null : $"{actor.Id}:{key}";

    /// <summary>The same with an input that <see cref="RunInput.ReadJsonAsync{T}"/> reads.</summary>
    public async Task<(Run? Run, Refusal? Refusal)> StartJsonAsync<T>(WriteTransaction transaction, Actor actor, string? key, NewRun started, T input, CancellationToken ct)
    {
        using var bytes = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(input, JsonSerializerOptions.Web));
        return await StartAsync(transaction, actor, key, started, bytes, ct);
    }

    /// <summary>202 with the run's address and view.</summary>
    public static IResult Accepted(Run run) => TypedResults.Accepted($"/api/runs/{run.Id}", RunView.Of(run));

    /// <summary>202 with the run, or the refusal: 409 where the key was used for something else.</summary>
    public static IResult Answer((Run? Run, Refusal? Refusal) started) =>
        started.Run is { } run ? Accepted(run) : started.Refusal == Idempotency.KeyReused ? Problems.Of(started.Refusal, StatusCodes.Status409Conflict) : Problems.Of(started.Refusal!);
}
