using BenefitWorkflow.Audit;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Audit;

public sealed class When_history_is_tampered_with
{
    public static TheoryData<string, string> Edits => new()
    {
        { "UPDATE history SET at = at + 1 WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET actor = 'rux' WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET action = 'Approvf' WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET from_step = 'approve2' WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET to_step = 'approve1' WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET reason = NULL WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET detail = replace(detail, '1', '2') WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "UPDATE history SET hash = zeroblob(32) WHERE case_id = 1 AND seq = 2", "audit.entry-changed" },
        { "DELETE FROM history WHERE case_id = 1 AND seq = 2", "audit.entry-missing" },
        { "UPDATE history SET seq = 9 WHERE case_id = 1 AND seq = 3", "audit.entry-missing" },
        { "DELETE FROM history WHERE case_id = 1 AND seq = 3", "audit.history-truncated" },
        { "DELETE FROM history WHERE case_id = 1 AND seq = 3; UPDATE cases SET version = 2 WHERE id = 1", "audit.history-truncated" },
        { "INSERT INTO history SELECT case_id, 4, action, actor, at, detail, from_step, hash, reason, to_step FROM history WHERE case_id = 1 AND seq = 3", "audit.entry-changed" },
        { "DELETE FROM cases WHERE id = 1", "audit.case-missing" },
        { "DELETE FROM history WHERE case_id = 1; DELETE FROM cases WHERE id = 1", "audit.cases-missing" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Should_name_the_case_and_what_was_done(string sql, string code)
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(ModelWorker(1), ModelWorker(2));
        var verifier = new AuditVerifier(world.Store, world.Keys);
        Assert.True((await verifier.VerifyAsync(default)).Ok);

        await using (var db = world.Store.Read())
        {
            // Column order of INSERT ... SELECT follows the table, so name the columns of the copy.
            if (sql.StartsWith("INSERT", StringComparison.Ordinal))
                sql = "INSERT INTO history (case_id, seq, action, actor, at, detail, from_step, hash, reason, to_step) " + sql["INSERT INTO history ".Length..];
#pragma warning disable EF1002 // the test's own constant statements
            Assert.True(await db.Database.ExecuteSqlRawAsync(sql) > 0);
#pragma warning restore EF1002
        }
        var report = await verifier.VerifyAsync(default);
        Assert.False(report.Ok);
        Assert.Contains(report.Findings, f => f.Finding.Code == code);
        Assert.DoesNotContain(report.Findings, f => f.CaseId == 2);
    }

    [Fact]
    public async Task Should_find_a_flipped_byte_in_any_row()
    {
        await using var world = await CreateAsync();
        var ids = await world.PaidAsync(Frontline(1), Frontline(2));
        var verifier = new AuditVerifier(world.Store, world.Keys);
        await using var db = world.Store.Read();
        var rows = await db.History.OrderBy(h => h.CaseId).ThenBy(h => h.Seq).ToListAsync();
        Assert.True(rows.Count >= 10);
        foreach (var row in rows)
        {
            for (var at = 0; at < row.Detail.Length; at += 7)
            {
                var flipped = row.Detail[..at] + (char)(row.Detail[at] ^ 1) + row.Detail[(at + 1)..];
                await db.Database.ExecuteSqlAsync($"UPDATE history SET detail = {flipped} WHERE case_id = {row.CaseId} AND seq = {row.Seq}");
                var finding = Assert.Single((await verifier.VerifyAsync(default)).Findings);
                Assert.Equal((row.CaseId, row.Seq), (finding.CaseId, finding.Seq));
            }
            await db.Database.ExecuteSqlAsync($"UPDATE history SET detail = {row.Detail} WHERE case_id = {row.CaseId} AND seq = {row.Seq}");
        }
        Assert.True((await verifier.VerifyAsync(default)).Ok);
        Assert.Equal(2, ids.Length);
    }
}
