using BenefitWorkflow.Payments.Banking;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>
/// Keeps a copy of the database between any two moves. What a history entry does not say (a notice's end, an order's state) can so be read
/// as the decision saw it; everything else comes out of the entry itself. On SQLite, whose database is one file to copy.
/// </summary>
internal sealed class RecordedMoves(CaseWorld world) : IDisposable
{
    private static readonly Dictionary<string, Actor> Staff =
        new[] { Caseworker, Colleague, Reviewer, SecondReviewer, Approver, Preparer, Releaser, Actor.System }.ToDictionary(actor => actor.Id);

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-moves-").FullName;
    private readonly Dictionary<(long Case, int Seq), Moment> _moments = [];
    private readonly FactsLoader _loader = new(world.Activities, world.Protector);
    private string? _latest;
    private int _copies;

    private sealed record Moment(string Before, string After, string Position, PersonalInput? Personal);

    /// <summary>One move, of which every case takes at most one signal.</summary>
    /// <param name="personal">What came with the signal and is never recorded.</param>
    public async Task<T> MoveAsync<T>(Func<Task<T>> move, PersonalInput? personal = null)
    {
        var before = _latest ?? await CopyAsync();
        var result = await move();
        _latest = await CopyAsync();
        await using var db = world.Store.Read();
        foreach (var @case in await db.Cases.ToListAsync())
        {
            if (_moments.ContainsKey((@case.Id, @case.Version))) continue;
            Assert.True(@case.Version == 1 || _moments.ContainsKey((@case.Id, @case.Version - 1)), "a case took two signals in one move");
            _moments.Add((@case.Id, @case.Version), new Moment(before, _latest, @case.PositionText, personal));
        }
        return result;
    }

    /// <summary>A case's stored history as the engine replays it, and the facts of each entry by its sequence number.</summary>
    public async Task<(WorkflowDefinition Definition, ReplayHistory History, Dictionary<int, CaseFacts> Facts)> ReadAsync(long id)
    {
        await using var db = world.Store.Read();
        var @case = await db.Cases.SingleAsync(c => c.Id == id);
        var definition = world.Programmes.FindDefinition(@case.DefinitionId, @case.DefinitionVersion)!;
        var (entries, facts) = (new List<ReplayEntry>(), new Dictionary<int, CaseFacts>());
        foreach (var stored in await db.History.Where(h => h.CaseId == id).OrderBy(h => h.Seq).ToListAsync())
        {
            var detail = JsonDocument.Parse(stored.Detail).RootElement;
            var signal = stored.Seq == 1 ? null : SignalOf(stored.Action, detail);
            var moment = _moments[(id, stored.Seq)];
            facts.Add(stored.Seq, await FactsAsync(definition, stored, signal, moment));
            entries.Add(new ReplayEntry(signal, stored.At, JsonSerializer.SerializeToElement(stored.Seq), StepsOf(detail), moment.Position));
        }
        Assert.Equal(@case.Version, entries.Count);
        Assert.Equal(@case.PositionText, entries[^1].Position);
        return (definition, new ReplayHistory(definition.Hash, new Dictionary<string, object?>(), entries), facts);
    }

    public static ReplayDifference? Replayed((WorkflowDefinition Definition, ReplayHistory History, Dictionary<int, CaseFacts> Facts) recorded) =>
        Replay.FirstDifference(recorded.Definition, recorded.History, entry => recorded.Facts[entry.Facts!.Value.GetInt32()]);

    private async Task<CaseFacts> FactsAsync(WorkflowDefinition definition, HistoryEntry entry, Signal? signal, Moment moment)
    {
        // A case that is being opened is only there afterwards.
        await using var db = Open(signal is null ? moment.After : moment.Before);
        var @case = await db.Cases.SingleAsync(c => c.Id == entry.CaseId);
        var programme = world.Programmes.Find(@case.ProgrammeKey, @case.ProgrammeVersion)!;
        var facts = new CaseFacts
        {
            Case = @case, Actor = Staff[entry.Actor], Programme = programme, Scheme = programme.FindScheme(@case.SchemeKey)!, Definition = definition,
            Calendar = WorkingCalendar.Load(), Today = ShanghaiTime.LocalDate(entry.At), Reason = entry.Reason, NewAccount = Checked(moment.Personal),
            NewApplication = signal?.Name == "Resubmit" ? await ApplicationAsync(moment.After, entry.CaseId) : null,
        };
        await _loader.LoadAsync(db, [(facts, _loader.NeedsFrom(definition, signal?.ActivityId ?? (signal is null ? "start" : @case.Step!)))], default);
        return facts;
    }

    private static AccountDetails? Checked(PersonalInput? personal)
    {
        if (personal is null) return null;
        Assert.True(AccountDetails.TryParse(personal.BankName, personal.Account, personal.AccountName, out var account, out var refusal), refusal?.En);
        return account;
    }

    private static async Task<ApplicationFacts> ApplicationAsync(string copy, long id)
    {
        await using var db = Open(copy);
        return ApplicationFacts.FromJson((await db.Applications.SingleAsync(a => a.CaseId == id)).Json);
    }

    private static Signal SignalOf(string name, JsonElement detail) => new(
        name,
        detail.TryGetProperty("data", out var data) ? data.EnumerateObject().ToDictionary(value => value.Name, value => ValueOf(value.Value)) : [],
        detail.TryGetProperty("activity", out var activity) ? activity.GetString() : null,
        detail.TryGetProperty("visit", out var visit) ? visit.GetInt32() : null);

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.String => value.GetString(),
        _ => value.TryGetInt64(out var whole) ? whole : value.GetDecimal(),
    };

    private static List<Step> StepsOf(JsonElement detail) =>
        [.. detail.GetProperty("steps").EnumerateArray().Select(step => new Step(step[0].GetString()!, step[1].GetInt32(), step[2].GetString()))];

    private static BenefitDb Open(string copy) => new BenefitStore(new SqliteProvider(copy)).Read();

    private async Task<string> CopyAsync()
    {
        var path = Path.Combine(_folder, $"{++_copies}.db");
        await using var db = world.Store.Read();
        await db.Database.ExecuteSqlAsync($"VACUUM INTO {path}");
        return path;
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
