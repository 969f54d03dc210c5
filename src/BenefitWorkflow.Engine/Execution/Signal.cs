namespace BenefitWorkflow.Engine.Execution;

/// <summary>What happened to a case from outside: a decision, a bank result, a time limit.</summary>
/// <param name="Name">Name as declared by the activity it resumes.</param>
/// <param name="Data">Named values: string, bool, long, decimal or null. Kept in the history, so never personal data.</param>
/// <param name="ActivityId">Bookmark it is meant for; null: the only one that declares the signal.</param>
/// <param name="Visit">Visit it is meant for; null: the current one.</param>
public sealed record Signal(
    string Name,
    IReadOnlyDictionary<string, object?> Data,
    string? ActivityId = null,
    int? Visit = null)
{
    /// <summary>Sent by the host when a <see cref="TimerSet"/> is due.</summary>
    public const string TimerElapsed = "TimerElapsed";

    private static readonly IReadOnlyDictionary<string, object?> NoData = new Dictionary<string, object?>();

    public Signal(string name) : this(name, NoData) { }

    public string? Text(string key) => Data.TryGetValue(key, out var value) ? value as string : null;

    public long? Integer(string key) => Data.TryGetValue(key, out var value) && value is not null
        ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)
        : null;

    public bool Flag(string key) => Data.TryGetValue(key, out var value) && value is true;
}

/// <summary>An expected refusal: a stable code and a sentence in both languages that says what to do.</summary>
public sealed record Refusal(string Code, string Zh, string En);
