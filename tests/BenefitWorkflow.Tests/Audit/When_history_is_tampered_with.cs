using BenefitWorkflow.Audit;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Audit;

public sealed class When_history_is_tampered_with
{
    [Fact]
    public async Task Should_name_the_case_whose_history_was_cut_and_whose_row_was_set_back_to_fit()
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(ModelWorker(1), ModelWorker(2));
        await ExecuteAsync(world, "DELETE FROM determinations WHERE case_id = 1");
        await ExecuteAsync(world, "DELETE FROM history WHERE case_id = 1 AND seq = 3");
        await ExecuteAsync(world, "UPDATE cases SET version = 2, history_head = (SELECT hash FROM history WHERE case_id = 1 AND seq = 2) WHERE id = 1");

        await FoundAsync(world, "audit.case-changed");
    }

    [Theory]
    [InlineData("amount_fen = amount_fen + 1")]
    [InlineData("state = 'Closed'")]
    [InlineData("acts = '{}'")]
    [InlineData("seal = x''")]
    [InlineData("seal = (SELECT seal FROM cases WHERE id = 2)")]
    public async Task Should_name_the_case_whose_row_was_edited(string change)
    {
        await using var world = await CreateAsync();
        await world.ApprovedAsync(ModelWorker(1), ModelWorker(2));
        await ExecuteAsync(world, $"UPDATE cases SET {change} WHERE id = 1");

        await FoundAsync(world, "audit.case-changed");
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

    private static async Task FoundAsync(CaseWorld world, string code)
    {
        var finding = Assert.Single((await new AuditVerifier(world.Store, world.Keys).VerifyAsync(default)).Findings, f => f.Finding.Code == code);
        Assert.Equal(1, finding.CaseId);
    }

    private static async Task ExecuteAsync(CaseWorld world, string sql)
    {
        await using var db = world.Store.Read();
        await using var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the test's own constant statements
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(await command.ExecuteNonQueryAsync() > 0, sql);
    }
}
