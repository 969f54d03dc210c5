using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.Cases;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Messaging;

/// <summary>The control totals over what the executor itself writes, from application to a returned payment.</summary>
public sealed class When_cases_are_really_paid
{
    [Fact]
    public async Task Should_find_orders_and_events_alike_on_every_day()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1), Frontline(2), Frontline(3), Frontline(4));
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.ReleaseAsync(ids[..3]);
        world.Time.Advance(TimeSpan.FromDays(1));
        Applied(await world.BankSaysAsync(ids[0], "SettlePayment"));
        Applied(await world.BankSaysAsync(ids[1], "SettlePayment"));
        Applied(await world.BankSaysAsync(ids[2], "FailPayment", "AC01"));
        world.Time.Advance(TimeSpan.FromDays(1));
        Applied(await world.BankSaysAsync(ids[1], "ReturnPayment", "AC04"));

        var totals = new ControlTotals(world.Store);
        var last = ShanghaiTime.LocalDate(world.Time.GetUtcNow());
        var seen = new List<(long, long, long, long, long)>();
        for (var day = last.AddDays(-3); day <= last; day = day.AddDays(1))
        {
            var answer = await totals.ReadAsync(day, 0, default);
            Assert.Equal(answer.Orders, answer.EventLines);
            var line = Assert.Single(answer.Orders!);
            seen.Add((line.Ordered.Count, line.Released.Count, line.Settled.Count, line.Failed.Count, line.Returned.Count));
        }

        Assert.Equal([(4, 0, 0, 0, 0), (0, 3, 0, 0, 0), (0, 0, 2, 1, 0), (0, 0, 0, 0, 1)], seen);
    }
}
