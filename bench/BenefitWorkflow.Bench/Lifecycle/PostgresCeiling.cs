using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>
/// What PostgreSQL allows at best: the SQLite ceiling's tables and steps, with binary COPY into a temporary table and one statement per step
/// and chunk, on a few connections. An upper bound, not a rival.
/// </summary>
internal sealed class PostgresCeiling : IContender
{
    private const int Chunk = 2_000;

    private readonly string _connection;
    private readonly int _connections;

    private PostgresCeiling(PostgresDatabase database, int connections) => (_connection, _connections, Server) = (database.Tuned, connections, database.Cost);

    public string Name => "ceiling";
    public IServerCost? Server { get; }

    public static async Task<PostgresCeiling> CreateAsync(PostgresDatabase database, int connections)
    {
        var ceiling = new PostgresCeiling(database, connections);
        await using var connection = await ceiling.OpenAsync();
        await RunAsync(connection, """
            CREATE TABLE cases(id bigint PRIMARY KEY, state smallint NOT NULL, version int NOT NULL, opened_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, document jsonb NOT NULL);
            CREATE TABLE history(case_id bigint NOT NULL, seq int NOT NULL, at timestamptz NOT NULL, from_state smallint NOT NULL, to_state smallint NOT NULL, action text NOT NULL, actor text NOT NULL, PRIMARY KEY(case_id, seq));
            CREATE TABLE payments(case_id bigint PRIMARY KEY, amount_fen bigint NOT NULL, ordered_at timestamptz NOT NULL);
            CREATE TABLE outbox(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id bigint NOT NULL, type text NOT NULL, payload jsonb NOT NULL, at timestamptz NOT NULL);
            """);
        return ceiling;
    }

    public async Task RunAsync(int first, int count, Phases phases)
    {
        await phases.RunAsync("open", () => EachChunkAsync(first, count, OpenAsync));
        await phases.RunAsync("verify", () => EachChunkAsync(first, count, VerifyAsync));
        await phases.RunAsync("approve", () => EachChunkAsync(first, count, (c, ids) => MoveAsync(c, ids, 2, "approve", "approver")));
        await phases.RunAsync("notice", () => EachChunkAsync(first, count, (c, ids) => MoveAsync(c, ids, 3, "notice", "system")));
        await phases.RunAsync("pay", () => EachChunkAsync(first, count, (c, ids) => MoveAsync(c, ids, 4, "settle", "bank")));
        await phases.RunAsync("close", () => EachChunkAsync(first, count, (c, ids) => MoveAsync(c, ids, 5, "close", "system")));
    }

    private static async Task OpenAsync(NpgsqlConnection connection, IReadOnlyList<long> ids)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY new_cases(id, document) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var id in ids)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(id, NpgsqlDbType.Bigint);
                await copy.WriteAsync(Applicants.Document((int)id), NpgsqlDbType.Jsonb);
            }
            await copy.CompleteAsync();
        }
        await RunAsync(connection, """
            INSERT INTO cases SELECT id, 1, 1, now(), now(), document FROM new_cases;
            INSERT INTO history SELECT id, 1, now(), 0, 1, 'open', 'import' FROM new_cases;
            """);
        await transaction.CommitAsync();
    }

    private static async Task VerifyAsync(NpgsqlConnection connection, IReadOnlyList<long> ids)
    {
        var eligible = new List<long>(ids.Count);
        await using (var query = new NpgsqlCommand("SELECT id, document::text FROM cases WHERE id BETWEEN $1 AND $2 AND state = 1", connection))
        {
            query.Parameters.Add(new NpgsqlParameter { Value = ids[0] });
            query.Parameters.Add(new NpgsqlParameter { Value = ids[^1] });
            await using var rows = await query.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                if (Applicants.IsEligible(rows.GetString(1))) eligible.Add(rows.GetInt64(0));
        }
        await MoveAsync(connection, eligible, 1, "verify", "system");
    }

    private static async Task MoveAsync(NpgsqlConnection connection, IReadOnlyList<long> ids, int from, string action, string actor)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY moved(id) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var id in ids)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(id, NpgsqlDbType.Bigint);
            }
            await copy.CompleteAsync();
        }
        // Without fresh statistics of the temporary table, and with those of a state that just emptied, the planner takes a nested loop over
        // both: quadratic. Hence the ANALYZE, and an expression whose selectivity it cannot look up.
        await RunAsync(connection, "ANALYZE moved");
        var payments = from != 3 ? "" : """
            , paid AS (INSERT INTO payments SELECT id, 100000 + id % 50000, now() FROM stepped RETURNING case_id, amount_fen)
            , told AS (INSERT INTO outbox(case_id, type, payload, at) SELECT case_id, 'PaymentOrdered', jsonb_build_object('caseId', case_id, 'amountFen', amount_fen), now() FROM paid)
            """;
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            WITH stepped AS (UPDATE cases c SET state = {from + 1}, version = version + 1, updated_at = now() FROM moved m
                             WHERE c.id = m.id AND coalesce(c.state, 0::smallint) = {from} RETURNING c.id, c.version)
            {payments}
            INSERT INTO history SELECT id, version, now(), {from}, {from + 1}, '{action}', '{actor}' FROM stepped
            """));
        await transaction.CommitAsync();
    }

    public async Task<IReadOnlyList<string>> FaultsAsync(int cases)
    {
        var faults = new List<string>();
        foreach (var (what, sql, expected) in new[]
        {
            ("closed cases", "SELECT count(*) FROM cases WHERE state = 6", cases), ("payments", "SELECT count(*) FROM payments", cases),
            ("events", "SELECT count(*) FROM outbox", cases), ("history entries", "SELECT count(*) FROM history", 6 * cases),
        })
            if (await CountAsync(sql) is var counted && counted != expected) faults.Add($"ceiling: {counted} {what} instead of {expected}");
        return faults;
    }

    public Task<long> RowsAsync() => CountAsync("SELECT (SELECT count(*) FROM cases) + (SELECT count(*) FROM history) + (SELECT count(*) FROM payments) + (SELECT count(*) FROM outbox)");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task EachChunkAsync(int first, int count, Func<NpgsqlConnection, IReadOnlyList<long>, Task> work)
    {
        var chunks = Enumerable.Range(first, count).Select(i => (long)i).Chunk(Chunk).ToList();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(async _ =>
        {
            await using var connection = await OpenAsync();
            await RunAsync(connection, """
                CREATE TEMP TABLE IF NOT EXISTS new_cases(id bigint, document jsonb) ON COMMIT DELETE ROWS;
                CREATE TEMP TABLE IF NOT EXISTS moved(id bigint) ON COMMIT DELETE ROWS;
                """);
            for (int i; (i = Interlocked.Increment(ref next)) < chunks.Count;) await work(connection, chunks[i]);
        }));
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
