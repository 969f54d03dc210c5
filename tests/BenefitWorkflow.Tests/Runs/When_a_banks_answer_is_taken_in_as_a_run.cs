using System.Text;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Payments;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Runs;

[Trait("Store", "Every")]
public sealed class When_a_banks_answer_is_taken_in_as_a_run
{
    private const int Rows = 25, Chunk = 10;

    [SkippableFact]
    public async Task Should_go_on_behind_the_last_chunk_where_a_process_was_killed_and_pay_nothing_twice()
    {
        await using var world = await CaseWorld.CreateAsync();
        await RunKinds.HireAsync(world, CaseWorld.Preparer);
        var orders = await world.ReleasedAsync(Rows - 1);
        var answer = Pain002(string.Concat(orders.Select((o, i) => Status(o.EndToEndId, i % 5 == 0 ? "RJCT" : "ACSC", i % 5 == 0 ? "AC04" : null))) + Status("X", "ACSC"), created: world.BankTime());
        var run = await StartAsync(world, answer);
        Assert.Equal(run.Id, (await StartAsync(world, answer)).Id);
        await RunKinds.KillAndTakeOverAsync(world, Chunk);

        var ended = await RunKinds.EndedAsync(world, run.Id, RunState.Done);
        Assert.Equal((Rows, Rows - 1, 1), (ended.Done, ended.Applied, ended.Refused));
        Assert.Equal(orders.Select((_, i) => i % 5 == 0 ? PaymentState.Failed : PaymentState.Settled), await world.StatesAsync(orders));
        await world.AccountsAsync();

        // Taken in at once by somebody else meanwhile or afterwards, the same file finds everything done.
        var report = await world.AnswerAsync(answer);
        Assert.Equal((true, 19, 5, 1), (report.AlreadyTakenIn, report.Settled, report.Failed, report.Refused));
    }

    [SkippableFact]
    public async Task Should_make_a_row_per_payment_of_a_whole_file_across_chunks()
    {
        await using var world = await CaseWorld.CreateAsync();
        await RunKinds.HireAsync(world, CaseWorld.Preparer);
        var orders = await world.ReleasedAsync(Rows);
        var run = await StartAsync(world, Pain002("", group: "ACSC", created: world.BankTime()));
        await RunKinds.KillAndTakeOverAsync(world, Chunk);
        Assert.Equal(Rows, (await RunKinds.EndedAsync(world, run.Id, RunState.Done)).Applied);
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Settled, state));
        await using var db = world.Store.Read();
        Assert.Equal(Enumerable.Range(1, Rows), await db.BankResultLines.OrderBy(l => l.Row).Select(l => l.Row).ToListAsync());
    }

    [Fact]
    public async Task Should_not_start_for_a_file_that_is_cut_off()
    {
        await using var world = await CaseWorld.CreateAsync();
        var (run, refusal) = await world.BankResultsRun.StartAsync(CaseWorld.Preparer, "answer.xml", new MemoryStream(Encoding.UTF8.GetBytes(Pain002(Status("X", "ACSC"))[..^10])), default);
        Assert.Equal((null, "bank-answer.truncated"), (run, refusal?.Code));
    }

    private static async Task<Run> StartAsync(CaseWorld world, string xml)
    {
        var (run, refusal) = await world.BankResultsRun.StartAsync(CaseWorld.Preparer, "answer.xml", new MemoryStream(Encoding.UTF8.GetBytes(xml)), default);
        Assert.True(run is not null, refusal?.En);
        return run;
    }
}
