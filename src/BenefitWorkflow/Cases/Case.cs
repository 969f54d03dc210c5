using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases;

/// <summary>
/// One application for aid, from intake to money received and proven. Changed only by <c>CaseExecutor</c>,
/// which loads it locked, applies one decision and writes it back with its history in one transaction.
/// </summary>
public sealed class Case
{
    private Dictionary<string, List<string>>? _acts;
    private int _definitionVersion;

    public long Id { get; init; }

    /// <summary>Shown to people and in events, e.g. <c>KNBF-2023-000123</c>; unique.</summary>
    public required string Number { get; init; }

    public required string ProgrammeKey { get; init; }
    public int ProgrammeVersion { get; init; }
    public required string SchemeKey { get; init; }

    /// <summary>Budget year.</summary>
    public int Year { get; init; }

    public required string DefinitionId { get; init; }

    /// <summary>Version of the process it runs on: the one it began with, unless it was migrated.</summary>
    public int DefinitionVersion { get => _definitionVersion; init => _definitionVersion = value; }
    public long BeneficiaryId { get; init; }
    public long HouseholdId { get; init; }

    /// <summary>The worker's unit as given at intake.</summary>
    public required string Unit { get; init; }

    /// <summary>Account id of who prepared the case (经办).</summary>
    public required string PreparedBy { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public CaseState State { get; private set; } = CaseState.Open;

    /// <summary>Activity the case waits at; null only where nothing is pending.</summary>
    public string? Step { get; private set; }

    public int StepVisit { get; private set; }

    /// <summary>Role that owns the step; null where nobody does (a closed case).</summary>
    public string? StepRole { get; private set; }

    public DateTimeOffset? StepDueAt { get; private set; }

    /// <summary>Entitlement in fen; 0 until determined.</summary>
    public long AmountFen { get; private set; }

    /// <summary>Hardship tier or stage of the determination; null where the scheme has none.</summary>
    public string? Tier { get; private set; }

    /// <summary>When the last approval made the entitlement final and money was reserved.</summary>
    public DateTimeOffset? EntitledAt { get; private set; }

    /// <summary>How the case ended (paid, ineligible, rejected, ...); null while open.</summary>
    public string? Result { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Number of history entries; raised by one with every applied signal. Callers may demand it (optimistic check).</summary>
    public int Version { get; private set; }

    /// <summary>Position in the definition, as <see cref="Position.Serialize"/> writes it.</summary>
    public string PositionText { get; private set; } = "";

    /// <summary>Hash of the newest history entry: a truncated history no longer meets it.</summary>
    public byte[] HistoryHead { get; private set; } = [];

    /// <summary>
    /// HMAC over <see cref="HistoryHead"/> and what the case says of itself: who cuts a history and sets version and head back,
    /// or edits the amount in this row, cannot compute it.
    /// </summary>
    public byte[] Seal { get; private set; } = [];

    /// <summary>Who ever did which act, for the separation of duties. JSON object of lists of account ids.</summary>
    public string ActsJson { get; private set; } = "{}";

    public bool IsOpen => State is CaseState.Open or CaseState.Incident;

    /// <summary>True where the account did <paramref name="act"/> on this case at any time.</summary>
    public bool Did(string act, string actorId) => Acts().TryGetValue(act, out var actors) && actors.Contains(actorId);

    public void RecordAct(string act, string actorId)
    {
        if (!Acts().TryGetValue(act, out var actors)) Acts().Add(act, actors = []);
        if (actors.Contains(actorId)) return;
        actors.Add(actorId);
        ActsJson = JsonSerializer.Serialize(_acts);
    }

    public void Determine(string? tier, long amountFen)
    {
        Tier = tier;
        AmountFen = amountFen;
    }

    public void Entitle(DateTimeOffset at) => EntitledAt = at;

    /// <summary>Takes the position of a decision; a new step has no owner until <see cref="Own"/> gives it one.</summary>
    public void MoveTo(Position position)
    {
        var bookmark = position.Bookmarks.Count > 0 ? position.Bookmarks[^1] : default;
        if (bookmark.ActivityId != Step || bookmark.Visit != StepVisit)
        {
            (StepRole, StepDueAt) = (null, null);
            (Step, StepVisit) = (bookmark.ActivityId, bookmark.Visit);
        }
        PositionText = position.Serialize();
        if (State == CaseState.Incident) State = CaseState.Open;
    }

    public void Own(string role, DateTimeOffset? dueAt) => (StepRole, StepDueAt) = (role, dueAt);

    public void Close(string result, DateTimeOffset now)
    {
        State = CaseState.Closed;
        Result = result;
        ClosedAt = now;
        StepRole = null;
        StepDueAt = null;
    }

    /// <summary>A bank return after closing: paid is not terminal.</summary>
    public void Reopen()
    {
        State = CaseState.Open;
        Result = null;
        ClosedAt = null;
    }

    /// <summary>Goes on with another version of its process, from where it stands.</summary>
    internal void Migrate(int definitionVersion) => _definitionVersion = definitionVersion;

    public void Stall() => State = CaseState.Incident;

    /// <summary>Takes the newest entry, hashed, and seals the row; nothing of the case may change afterwards.</summary>
    public void Append(HistoryEntry entry, byte[] auditKey)
    {
        Version = entry.Seq;
        HistoryHead = entry.Hash;
        UpdatedAt = entry.At;
        Seal = ComputeSeal(auditKey);
    }

    /// <summary>What <see cref="Seal"/> must be.</summary>
    public byte[] ComputeSeal(byte[] auditKey)
    {
        // Line feeds occur in none of the parts.
        var text = string.Create(CultureInfo.InvariantCulture, 
            $"{Id}\n{Number}\n{ProgrammeKey}\n{ProgrammeVersion}\n{SchemeKey}\n{Year}\n{DefinitionId}\n{DefinitionVersion}\n{BeneficiaryId}\n{HouseholdId}\n{PreparedBy}\n{EntitledAt?.ToUnixTimeMilliseconds()}\n{Version}\n{State}\n{Step}\n{StepVisit}\n{Tier}\n{AmountFen}\n{Result}\n{PositionText}\n{ActsJson}\n");
        return HMACSHA256.HashData(auditKey, (byte[])[.. Encoding.UTF8.GetBytes(text), .. HistoryHead]);
    }

    private Dictionary<string, List<string>> Acts() =>
        _acts ??= ActsJson.Length > 2 ? JsonSerializer.Deserialize<Dictionary<string, List<string>>>(ActsJson)! : [];
}

/// <summary>
/// Open -> Closed; Open &lt;-> Incident (a step failed and waits for a retry); Closed -> Open only by a bank return.
/// </summary>
public enum CaseState
{
    /// <summary>In work: waits at a step that has an owner and a time limit.</summary>
    Open = 1,

    /// <summary>A step could not be carried out; nothing was changed; the same signal may be retried.</summary>
    Incident = 2,

    /// <summary>Ended with a result; a bank return may reopen a paid one.</summary>
    Closed = 3,
}
