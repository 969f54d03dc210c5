using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>
/// What SQLite allows at best: four bare tables, prepared statements, one transaction per step and chunk, one writer. No rules beyond one
/// comparison, no chained history, no deadlines, no budget, no refusals: an upper bound, not a rival.
/// </summary>
internal sealed class SqliteCeiling : IContender
{
    private const int Chunk = 2_000;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert, _document, _move, _history, _payment, _event;

    public SqliteCeiling(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;");
        Run("""
            CREATE TABLE cases(id INTEGER PRIMARY KEY, state INT NOT NULL, version INT NOT NULL, opened_at INT NOT NULL, updated_at INT NOT NULL, document TEXT NOT NULL);
            CREATE TABLE history(case_id INT NOT NULL, seq INT NOT NULL, at INT NOT NULL, from_state INT NOT NULL, to_state INT NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY(case_id, seq)) WITHOUT ROWID;
            CREATE TABLE payments(case_id INTEGER PRIMARY KEY, amount_fen INT NOT NULL, ordered_at INT NOT NULL);
            CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, case_id INT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL, at INT NOT NULL);
            """);
        _insert = Prepare("INSERT INTO cases VALUES($1, 1, 1, $2, $2, $3)", 3);
        _document = Prepare("SELECT document FROM cases WHERE id = $1 AND state = 1", 1);
        _move = Prepare("UPDATE cases SET state = $3, version = version + 1, updated_at = $4 WHERE id = $1 AND state = $2 RETURNING version", 4);
        _history = Prepare("INSERT INTO history VALUES($1, $2, $3, $4, $5, $6, $7)", 7);
        _payment = Prepare("INSERT INTO payments VALUES($1, $2, $3)", 3);
        _event = Prepare("INSERT INTO outbox(case_id, type, payload, at) VALUES($1, 'PaymentOrdered', $2, $3)", 3);
    }

    public string Name => "ceiling";
    public IServerCost? Server => null;

    public async Task RunAsync(int first, int count, Phases phases)
    {
        await Step("open", Open);
        await Step("verify", (id, at) =>
        {
            if (Applicants.IsEligible((string)Ask(_document, (long)id)!)) Move(id, 1, "verify", "system", at);
        });
        await Step("approve", (id, at) => Move(id, 2, "approve", "approver", at));
        await Step("notice", (id, at) =>
        {
            Move(id, 3, "notice", "system", at);
            var fen = Applicants.AmountFen(id);
            Do(_payment, (long)id, fen, at);
            Do(_event, (long)id, string.Create(CultureInfo.InvariantCulture, $$"""{"caseId":{{id}},"amountFen":{{fen}}}"""), at);
        });
        await Step("pay", (id, at) => Move(id, 4, "settle", "bank", at));
        await Step("close", (id, at) => Move(id, 5, "close", "system", at));

        Task Step(string name, Action<int, long> each) => phases.RunAsync(name, () =>
        {
            for (var start = first; start < first + count; start += Chunk)
            {
                var at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
                Run("BEGIN IMMEDIATE");
                for (var id = start; id < Math.Min(start + Chunk, first + count); id++) each(id, at);
                Run("COMMIT");
            }
            return Task.CompletedTask;
        });
    }

    private void Open(int id, long at)
    {
        Do(_insert, (long)id, at, Applicants.Document(id));
        Do(_history, (long)id, 1L, at, 0L, 1L, "open", "import");
    }

    private void Move(int id, long from, string action, string actor, long at)
    {
        if (Ask(_move, (long)id, from, from + 1, at) is long version) Do(_history, (long)id, version, at, from, from + 1, action, actor);
    }

    public Task<IReadOnlyList<string>> FaultsAsync(int cases)
    {
        var faults = new List<string>();
        foreach (var (what, sql, expected) in new[]
        {
            ("closed cases", "SELECT count(*) FROM cases WHERE state = 6", cases), ("payments", "SELECT count(*) FROM payments", cases),
            ("events", "SELECT count(*) FROM outbox", cases), ("history entries", "SELECT count(*) FROM history", 6 * cases),
        })
            if (Count(sql) is var counted && counted != expected) faults.Add($"ceiling: {counted} {what} instead of {expected}");
        return Task.FromResult<IReadOnlyList<string>>(faults);
    }

    public Task<long> RowsAsync() => Task.FromResult(Count("SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM history) + (SELECT count(*) FROM payments) + (SELECT count(*) FROM outbox)"));

    public async ValueTask DisposeAsync()
    {
        foreach (var command in new[] { _insert, _document, _move, _history, _payment, _event }) await command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i, Value = 0L });
        command.Prepare();
        return command;
    }

    private static void Do(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    private static object? Ask(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Bind(command, values);
        return command.ExecuteScalar();
    }

    private static void Bind(SqliteCommand command, ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Count(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
