using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Exchange;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>A bank's end in memory that goes wrong as a test wants it to, and counts what reached it.</summary>
internal sealed class FakeEnd : IBankExchange
{
    public static Refusal Trouble { get; } = new("exchange.unreachable", "测试", "A test.");

    public string Channel => "fake";

    /// <summary>What the bank has, by name.</summary>
    public Dictionary<string, byte[]> There { get; } = [];

    /// <summary>Every file that showed at the bank, in order.</summary>
    public List<string> Shown { get; } = [];

    public Dictionary<string, (byte[] Content, DateTimeOffset WrittenAt)> Answers { get; } = [];
    public Dictionary<string, byte[]> Archive { get; } = [];
    public Dictionary<string, byte[]> RefusedAnswers { get; } = [];

    public bool IsDown { get; set; }

    /// <summary>False: what the bank has it has taken away, so that nobody can look at it.</summary>
    public bool KeepsWhatItTook { get; set; } = true;

    /// <summary>Asked before a file shows; what it returns is the outcome, and the file does not show. Null: it shows.</summary>
    public Func<string, HandOver?>? BeforeShowing { get; set; }

    /// <summary>The outcome when it has shown; null: handed over.</summary>
    public Func<HandOver>? AfterShowing { get; set; }

    public async Task<HandOver> PutAsync(string name, Stream content, CancellationToken ct)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, ct);
        if (BeforeShowing?.Invoke(name) is { } outcome) return outcome;
        Shown.Add(name);
        There[name] = copy.ToArray();
        return AfterShowing?.Invoke() ?? new HandOver.Handed();
    }

    public Task<Sighting> FindAsync(string name, CancellationToken ct) => Task.FromResult<Sighting>(
        IsDown ? new Sighting.Unsure(Trouble)
        : KeepsWhatItTook && There.TryGetValue(name, out var bytes) ? new Sighting.Present(bytes.Length, SHA256.HashData(bytes)) : new Sighting.Absent());

    public Task<(IReadOnlyList<WaitingAnswer> Answers, Refusal? Refusal)> ListAsync(CancellationToken ct) => Task.FromResult<(IReadOnlyList<WaitingAnswer>, Refusal?)>(
        IsDown ? ([], Trouble) : ([.. Answers.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new WaitingAnswer(a.Key, a.Value.Content.Length, a.Value.WrittenAt))], null));

    public async Task<Refusal?> FetchAsync(WaitingAnswer answer, Stream target, CancellationToken ct)
    {
        await target.WriteAsync(Answers[answer.Name].Content, ct);
        return null;
    }

    public Task<Refusal?> ArchiveAsync(WaitingAnswer answer, bool refused, CancellationToken ct)
    {
        if (Answers[answer.Name].Content.Length != answer.Size) return Task.FromResult<Refusal?>(ExchangeProblems.AnswerGone(answer.Name));
        (refused ? RefusedAnswers : Archive)[answer.Name] = Answers[answer.Name].Content;
        Answers.Remove(answer.Name);
        return Task.FromResult<Refusal?>(null);
    }
}

/// <summary>What a crash at a seam is made of.</summary>
internal sealed class CrashException : Exception;
