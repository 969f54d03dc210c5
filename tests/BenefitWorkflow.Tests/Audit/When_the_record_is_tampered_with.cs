using System.Data.Common;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Audit;

/// <summary>Somebody with the database but without the audit key changes what was written: the audit names the case and the entry.</summary>
public sealed class When_the_record_is_tampered_with : IAsyncLifetime
{
    private const int Cases = 5, EntriesEach = 3;
    private const long Victim = 3;
    private const string VictimNumber = "KNBF-2023-000003";

    private CaseWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await CaseWorld.CreateAsync();
        var ids = await _world.ApprovedAsync([.. Enumerable.Range(1, Cases).Select(CaseWorld.Frontline)]);
        await _world.PostNoticeAsync(ids);
        Assert.Equal(VictimNumber, (await _world.CaseAsync(Victim)).Number);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Cases)]
    [InlineData(1_000)]
    public async Task Should_find_nothing_in_a_clean_record(int chunk)
    {
        var report = await VerifyAsync(chunk);

        Assert.True(report.Ok, string.Join('\n', report.Findings));
        Assert.Equal((Cases, Cases * EntriesEach, 0), (report.Cases, report.Entries, report.Found));
    }

    [Fact]
    public async Task Should_find_nothing_in_an_empty_record()
    {
        await using var empty = await CaseWorld.CreateAsync();

        Assert.True((await new AuditVerifier(empty.Store, empty.Keys).VerifyAsync(default)).Ok);
    }

    [Theory]
    [InlineData("seq", "audit.entry-missing")]
    [InlineData("case_id", "audit.entry-missing")]
    [InlineData("at", "audit.entry-changed")]
    [InlineData("actor", "audit.entry-changed")]
    [InlineData("action", "audit.entry-changed")]
    [InlineData("from_step", "audit.entry-changed")]
    [InlineData("to_step", "audit.entry-changed")]
    [InlineData("reason", "audit.entry-changed")]
    [InlineData("detail", "audit.entry-changed")]
    [InlineData("hash", "audit.entry-changed")]
    public async Task Should_name_the_entry_of_which_one_byte_was_changed(string column, string code)
    {
        await FlipAsync(column);

        foreach (var chunk in (int[])[1, 2, 1_000]) await FoundAsync(code, seq: 2, chunk);
    }

    [Fact]
    public async Task Every_column_of_the_history_is_covered()
    {
        await using var db = _world.Store.Read();
        var columns = db.Model.FindEntityType(typeof(HistoryEntry))!.GetProperties().Select(p => p.GetColumnName()).Order(StringComparer.Ordinal);

        Assert.Equal(["action", "actor", "at", "case_id", "detail", "from_step", "hash", "reason", "seq", "to_step"], columns);
    }

    [Theory]
    [InlineData(1, "audit.entry-missing")]
    [InlineData(2, "audit.entry-missing")]
    [InlineData(3, "audit.history-truncated")]
    public async Task Should_name_the_entry_that_was_removed(int seq, string code)
    {
        await SqlAsync($"DELETE FROM history WHERE case_id = {Victim} AND seq = {seq}");

        await FoundAsync(code, seq);
    }

    [Fact]
    public async Task Should_name_the_first_entry_out_of_order()
    {
        await SqlAsync($"UPDATE history SET seq = seq + 100 WHERE case_id = {Victim} AND seq IN (2, 3)");
        await SqlAsync($"UPDATE history SET seq = CASE seq WHEN 102 THEN 3 ELSE 2 END WHERE case_id = {Victim} AND seq > 100");

        await FoundAsync("audit.entry-changed", 2);
    }

    [Fact]
    public async Task Should_name_a_forged_entry_in_the_middle()
    {
        await SqlAsync($"UPDATE history SET seq = 4 WHERE case_id = {Victim} AND seq = 3");
        await CopyEntryAsync(from: 2, to: 3);

        await FoundAsync("audit.entry-changed", 3);
    }

    [Fact]
    public async Task Should_name_a_forged_entry_at_the_end_even_where_the_case_was_mended()
    {
        await CopyEntryAsync(from: 3, to: 4);
        await SqlAsync($"UPDATE cases SET version = 4 WHERE id = {Victim}");

        await FoundAsync("audit.entry-changed", 4);
    }

    [Fact]
    public async Task Should_name_history_moved_from_another_case()
    {
        await SqlAsync($"DELETE FROM history WHERE case_id = {Victim}");
        await SqlAsync($"UPDATE history SET case_id = {Victim} WHERE case_id = 1");

        await FoundAsync("audit.entry-changed", 1);
    }

    [Fact]
    public async Task Should_name_a_case_without_history_even_where_its_row_was_mended()
    {
        await SqlAsync($"DELETE FROM history WHERE case_id = {Victim}");
        await FoundAsync("audit.history-missing", null);

        await SqlAsync($"UPDATE cases SET version = 0, history_head = x'' WHERE id = {Victim}");
        await FoundAsync("audit.history-missing", null);
    }

    [Theory]
    [InlineData("version = version + 1")]
    [InlineData("version = version - 1")]
    [InlineData("history_head = x'00'")]
    public async Task Should_name_a_case_whose_own_record_of_its_history_was_changed(string change)
    {
        await SqlAsync($"UPDATE cases SET {change} WHERE id = {Victim}");

        Assert.Equal(VictimNumber, Assert.Single((await VerifyAsync()).Findings, f => f.Finding.Code == "audit.history-truncated").CaseNumber);
    }

    [Fact]
    public async Task Should_name_a_cut_history_by_its_determination_where_the_case_was_mended()
    {
        await SqlAsync($"UPDATE determinations SET seq = 3 WHERE case_id = {Victim}");
        Assert.True((await VerifyAsync()).Ok);

        await SqlAsync($"DELETE FROM history WHERE case_id = {Victim} AND seq = 3");
        await SqlAsync($"UPDATE cases SET version = 2, history_head = (SELECT hash FROM history WHERE case_id = {Victim} AND seq = 2) WHERE id = {Victim}");

        Assert.Contains((await VerifyAsync()).Findings, f => f.Finding.Code == "audit.entry-missing" && f.Seq == 3 && f.CaseId == Victim);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Should_name_a_case_removed_with_all_its_traces(long id)
    {
        await RemoveAsync(id);
        foreach (var table in (string[])["determinations", "reservations", "notice_lines"]) await SqlAsync($"DELETE FROM {table} WHERE case_id = {id}");

        var finding = Assert.Single((await VerifyAsync()).Findings);
        Assert.Equal(("audit.case-missing", $"KNBF-2023-00000{id}"), (finding.Finding.Code, finding.CaseNumber));
    }

    [Fact]
    public async Task Should_find_the_last_case_removed_with_its_number()
    {
        await RemoveAsync(Cases);
        await SqlAsync("UPDATE number_sequences SET next = next - 1 WHERE name LIKE 'case_number:%'");

        Assert.Contains((await VerifyAsync()).Findings, f => f.CaseId == Cases && f.Finding.Code == "audit.case-missing" && f.Finding.En.StartsWith("reservations", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_find_history_whose_case_row_is_gone()
    {
        await SqlAsync($"DELETE FROM cases WHERE id = {Victim}");

        Assert.Contains((await VerifyAsync(chunk: 2)).Findings, f => f.CaseId == Victim && f.CaseNumber is null && f.Finding.Code == "audit.case-missing");
        Assert.Contains((await VerifyAsync()).Findings, f => f.CaseNumber == VictimNumber);
    }

    [Theory]
    [InlineData("KNBF-2023-000009", "audit.number-not-given")]
    [InlineData("KNBF-2023-00000X", "audit.number-malformed")]
    public async Task Should_find_a_number_that_was_never_given(string number, string code)
    {
        await SqlAsync($"UPDATE cases SET number = '{number}' WHERE id = {Victim}");

        var findings = (await VerifyAsync()).Findings;
        Assert.Contains(findings, f => f.CaseNumber == number && f.Finding.Code == code);
        Assert.Contains(findings, f => f.CaseNumber == VictimNumber && f.Finding.Code == "audit.case-missing");
    }

    [Fact]
    public async Task Should_name_a_hidden_sequence()
    {
        await SqlAsync("DELETE FROM number_sequences WHERE name LIKE 'case_number:%'");

        Assert.Equal("audit.number-not-given", Assert.Single((await VerifyAsync()).Findings).Finding.Code);
    }

    [Fact]
    public async Task Should_find_every_case_at_once()
    {
        await SqlAsync("UPDATE history SET reason = 'x'");

        var report = await VerifyAsync(chunk: 2);
        Assert.Equal(Cases, report.Found);
        Assert.Equal(Enumerable.Range(1, Cases).Select(i => $"KNBF-2023-00000{i}"), report.Findings.Select(f => f.CaseNumber));
    }

    [Fact]
    public async Task Should_exit_with_1_and_print_the_finding()
    {
        await using var db = _world.Store.Read();
        string[] args = ["--Data:Folder", Path.GetDirectoryName(db.Database.GetDbConnection().DataSource)!];
        var text = new StringWriter();
        Assert.Equal(0, await VerifyAuditCommand.RunAsync(args, text, default));
        Assert.Contains("audit ok: 5 cases, 15 entries", text.ToString(), StringComparison.Ordinal);

        await FlipAsync("actor");
        Assert.Equal(1, await VerifyAuditCommand.RunAsync(args, text, default));
        Assert.Contains($"{VictimNumber} #2: audit.entry-changed", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_take_a_folder_without_a_database_for_a_clean_record()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        await Assert.ThrowsAsync<InvalidDataException>(() => VerifyAuditCommand.RunAsync(["--Data:Folder", folder], TextWriter.Null, default));
        Assert.False(Directory.Exists(folder));
    }

    private Task<AuditReport> VerifyAsync(int chunk = 1_000) => new AuditVerifier(_world.Store, _world.Keys) { ChunkSize = chunk }.VerifyAsync(default);

    private async Task FoundAsync(string code, int? seq, int chunk = 1_000)
    {
        var report = await VerifyAsync(chunk);
        Assert.False(report.Ok);
        var finding = Assert.Single(report.Findings, f => f.CaseNumber == VictimNumber && f.Finding.Code == code && f.Seq == seq && f.CaseId == Victim && !f.Finding.En.StartsWith("determinations", StringComparison.Ordinal));
        Assert.NotEmpty(finding.Finding.Zh);
    }

    private async Task RemoveAsync(long id)
    {
        await SqlAsync($"DELETE FROM history WHERE case_id = {id}");
        await SqlAsync($"DELETE FROM cases WHERE id = {id}");
    }

    private Task CopyEntryAsync(int from, int to) => SqlAsync(
        $"INSERT INTO history (case_id, seq, at, actor, action, from_step, to_step, reason, detail, hash) SELECT case_id, {to}, at, actor, action, from_step, to_step, reason, detail, hash FROM history WHERE case_id = {Victim} AND seq = {from}");

    /// <summary>Changes the lowest byte of a number, the first of a text or blob.</summary>
    private async Task FlipAsync(string column)
    {
        await using var db = _world.Store.Read();
        await using var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var select = Command(connection, $"SELECT {column} FROM history WHERE case_id = {Victim} AND seq = 2");
        object flipped = await select.ExecuteScalarAsync() switch
        {
            long number => number ^ 0x80,
            string { Length: > 0 } text => (char)(text[0] ^ 1) + text[1..],
            byte[] bytes => (byte[])[(byte)(bytes[0] ^ 1), .. bytes[1..]],
            var other => throw new InvalidOperationException($"{column} is {other}."),
        };
        await using var update = Command(connection, $"UPDATE history SET {column} = $value WHERE case_id = {Victim} AND seq = 2");
        var parameter = update.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("$value", flipped);
        update.Parameters.Add(parameter);
        Assert.Equal(1, await update.ExecuteNonQueryAsync());
    }

    private async Task SqlAsync(string sql)
    {
        await using var db = _world.Store.Read();
        await using var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var command = Command(connection, sql);
        Assert.True(await command.ExecuteNonQueryAsync() > 0, sql);
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
