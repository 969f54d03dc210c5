using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>
/// Turns decisions into rows: effects by the handler of their domain, position and state on the case, one chained history entry.
/// All effects of a case are checked before the first is applied, so a refused case leaves no trace in the chunk.
/// </summary>
internal sealed partial class DecisionWriter(KeyRing keys, Protector protector, ILogger logger)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Loads what the decided effects need; must run once per chunk before <see cref="Write"/>.</summary>
    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<(CaseFacts Facts, DecisionResult Result)> results, CancellationToken ct)
    {
        await chunk.Numbers.LoadAsync(chunk.Db, [Chunk.OutboxSequence, BudgetEffectHandler.EntrySequence, PaymentEffectHandler.OrderSequence], ct);
        chunk.Writer = new Prepared([new CaseEffectHandler(), new BudgetEffectHandler(), new PaymentEffectHandler(protector), new NoticeEffectHandler(), new SurveyEffectHandler(), new TimelinessEffectHandler()]);
        await chunk.Writer.AddAsync(chunk, results, ct);
    }

    /// <summary>Adds one decision to a prepared chunk: an opened case is decided only after those before it.</summary>
    public Task AddAsync(Chunk chunk, CaseFacts facts, DecisionResult result, CancellationToken ct) => chunk.Writer!.AddAsync(chunk, [(facts, result)], ct);

    /// <summary>Applies one result to the chunk's rows.</summary>
    public CaseOutcome Write(Chunk chunk, CaseFacts facts, Signal signal, string? reason, DecisionResult result)
    {
        var @case = facts.Case;
        switch (result)
        {
            case DecisionResult.Refused refused: return Refused(@case, refused.Refusal);
            case DecisionResult.Incident { Exception: CalendarYearMissingException missing }: return Refused(@case, missing.Refusal);
            case DecisionResult.Incident incident: return Stall(chunk, facts, signal, incident);
        }

        var decided = chunk.Writer!.DecidedOf(@case);
        foreach (var effect in decided.Decision.Effects)
            if (chunk.Writer.HandlerOf(effect).Check(chunk, decided, effect) is { } refusal) return Refused(@case, refusal);

        var from = @case.Step;
        @case.MoveTo(decided.Decision.Position);
        foreach (var effect in decided.Decision.Effects) chunk.Writer.HandlerOf(effect).Apply(chunk, decided, effect);
        chunk.Totals.Observe(chunk, decided);
        Append(chunk, @case, signal.Name, from, reason, Detail(signal, decided.Decision));
        return new CaseOutcome(@case.Id, @case.Number, CaseOutcomeKind.Applied, null, @case.Step, @case.Version, @case.AmountFen, @case.Result);
    }

    /// <summary>One entry more for a case that stays where it is.</summary>
    public void Note(Chunk chunk, Case @case, CaseNote note)
    {
        if (note.Act is { } act) @case.RecordAct(act, chunk.Actor.Id);
        Append(chunk, @case, note.Action, @case.Step, note.Reason, Detail(new Signal(note.Action, note.Data), null));
    }

    private CaseOutcome Stall(Chunk chunk, CaseFacts facts, Signal signal, DecisionResult.Incident incident)
    {
        var @case = facts.Case;
        LogIncident(logger, @case.Id, incident.ActivityId, incident.Cause.Code, incident.Exception?.GetType().Name);
        // A case that could not even be opened has nothing to mark.
        if (@case.Version == 0) return new CaseOutcome(0, null, CaseOutcomeKind.Incident, incident.Cause, null, 0);
        if (@case.State == CaseState.Open) @case.Stall();
        Append(chunk, @case, "Incident", @case.Step, null, Detail(signal, null, incident));
        return new CaseOutcome(@case.Id, @case.Number, CaseOutcomeKind.Incident, incident.Cause, @case.Step, @case.Version);
    }

    private void Append(Chunk chunk, Case @case, string action, string? from, string? reason, string detail)
    {
        var entry = new HistoryEntry
        {
            CaseId = @case.Id, Seq = @case.Version + 1, At = chunk.Now, Actor = chunk.Actor.Id, Action = action,
            FromStep = from, ToStep = @case.Step, Reason = reason, Detail = detail,
        };
        entry.Hash = entry.ComputeHash(keys.AuditKey, @case.HistoryHead);
        @case.Append(entry, keys.AuditKey);
        chunk.Rows.Insert(entry);
        if (entry.Seq == 1) chunk.Rows.Insert(@case);
        else chunk.Rows.Update(@case);
    }

    private static CaseOutcome Refused(Case @case, Refusal refusal) =>
        new(@case.Version == 0 ? 0 : @case.Id, @case.Version == 0 ? null : @case.Number, CaseOutcomeKind.Refused, refusal, @case.Step, @case.Version);

    private static string Detail(Signal signal, Decision? decision, DecisionResult.Incident? incident = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            if (signal.ActivityId is not null) json.WriteString("activity", signal.ActivityId);
            if (signal.Visit is { } visit) json.WriteNumber("visit", visit);
            if (signal.Data.Count > 0)
            {
                json.WriteStartObject("data");
                foreach (var (key, value) in signal.Data) WriteValue(json, key, value);
                json.WriteEndObject();
            }
            if (decision is not null)
            {
                json.WriteStartArray("steps");
                foreach (var step in decision.Steps)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(step.ActivityId);
                    json.WriteNumberValue(step.Visit);
                    json.WriteStringValue(step.Outcome);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                foreach (var effect in decision.Effects)
                    if (effect is DeterminationMade made)
                    {
                        json.WriteString("rule", made.Determination.RuleVersion);
                        json.WriteNumber("amountFen", made.Determination.AmountFen);
                    }
            }
            if (incident is not null)
            {
                json.WriteString("incidentAt", incident.ActivityId);
                json.WriteString("cause", incident.Cause.Code);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(key); break;
            case bool flag: json.WriteBoolean(key, flag); break;
            case long whole: json.WriteNumber(key, whole); break;
            case int whole: json.WriteNumber(key, whole); break;
            case decimal number: json.WriteNumber(key, number); break;
            default: json.WriteString(key, value.ToString()); break;
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Error, Message = "Case {CaseId} stalled at {ActivityId}: {Code} ({Exception})")]
    private static partial void LogIncident(ILogger logger, long caseId, string activityId, string code, string? exception);
}

/// <summary>The handlers of a chunk, with what they loaded.</summary>
internal sealed class Prepared(IReadOnlyList<IEffectHandler> handlers)
{
    private readonly Dictionary<long, DecidedCase> _decided = [];

    public async Task AddAsync(Chunk chunk, IReadOnlyList<(CaseFacts Facts, DecisionResult Result)> results, CancellationToken ct)
    {
        var decided = new List<DecidedCase>(results.Count);
        foreach (var (facts, result) in results)
            if (result is DecisionResult.Decided d) decided.Add(new DecidedCase(facts, d.Decision));
        foreach (var added in decided) _decided[added.Case.Id] = added;
        foreach (var handler in handlers) await handler.PrepareAsync(chunk, decided, ct);
        await chunk.Totals.PrepareAsync(chunk, decided, ct);
    }

    public DecidedCase DecidedOf(Case @case) => _decided[@case.Id];

    public IEffectHandler HandlerOf(Effect effect)
    {
        foreach (var handler in handlers) if (handler.Handles(effect)) return handler;
        throw new InvalidOperationException($"No handler takes the effect {effect.GetType().Name}.");
    }
}
