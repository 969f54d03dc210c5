using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// The bank's end: a place where files are put and answers lie. Names that begin with a dot are no files to either side, so that what is
/// being written is not read; a name is never written over.
/// </summary>
internal interface IBankExchange
{
    /// <summary>What people call it, e.g. <c>folder</c>; kept with every file that went this way.</summary>
    string Channel { get; }

    /// <summary>Hands a file over whole, under a name that shows only when every byte is there.</summary>
    /// <param name="name">Without folders.</param>
    /// <param name="content">Seekable, at its start; not closed.</param>
    Task<HandOver> PutAsync(string name, Stream content, CancellationToken ct);

    /// <summary>Looks where the file was put and where the bank lays what it has read.</summary>
    Task<Sighting> FindAsync(string name, CancellationToken ct);

    /// <summary>Answers that lie there, by name; or why nobody can look.</summary>
    Task<(IReadOnlyList<WaitingAnswer> Answers, Refusal? Refusal)> ListAsync(CancellationToken ct);

    /// <summary>Copies an answer.</summary>
    /// <returns>Null where the copy is whole.</returns>
    Task<Refusal?> FetchAsync(WaitingAnswer answer, Stream target, CancellationToken ct);

    /// <summary>Lays an answer aside, unless it is no longer what was seen: then it is left to be fetched again.</summary>
    /// <param name="refused">True: among those that could not be read.</param>
    Task<Refusal?> ArchiveAsync(WaitingAnswer answer, bool refused, CancellationToken ct);
}

/// <summary>A file of the bank's.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="WrittenAt">By the clock of the other end: only compared with itself.</param>
internal sealed record WaitingAnswer(string Name, long Size, DateTimeOffset WrittenAt);

/// <summary>How a hand-over went.</summary>
internal abstract record HandOver
{
    /// <summary>The other end has it whole.</summary>
    public sealed record Handed : HandOver;

    /// <summary>It broke off where the file may already have shown: it is there or not.</summary>
    public sealed record Unsure(Refusal Reason) : HandOver;

    /// <summary>It certainly did not show.</summary>
    public sealed record Refused(Refusal Reason) : HandOver;
}

/// <summary>What a look at the other end showed.</summary>
internal abstract record Sighting
{
    /// <param name="Size">Bytes.</param>
    /// <param name="Sha256">Of all of them.</param>
    public sealed record Present(long Size, byte[] Sha256) : Sighting
    {
        public bool Is(long size, byte[] sha256) => Size == size && Sha256.AsSpan().SequenceEqual(sha256);
    }

    /// <summary>It is not there. The bank may have taken it away.</summary>
    public sealed record Absent : Sighting;

    /// <summary>Nobody could look.</summary>
    public sealed record Unsure(Refusal Reason) : Sighting;
}
