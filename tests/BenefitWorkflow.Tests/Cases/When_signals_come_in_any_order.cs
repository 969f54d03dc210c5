using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Payments;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

[Trait("Store", "Every")]
public sealed class When_signals_come_in_any_order
{
    private static readonly string[] Signals =
    [
        "Approve", "Reject", "RequestCorrection", "Withdraw", "Resubmit", "PostNotice", "RaiseObjection", "CloseNotice", "UpholdObjection", "DismissObjection",
        "ReleasePayment", "SettlePayment", "FailPayment", "ReturnPayment", "CorrectAccount", "ConfirmAccount", "AbandonPayment", "RecallPayment", "RecordSurvey", "DeadlinePassed", "Nonsense",
    ];

    [Fact]
    public void Should_leave_legal_cases_and_conserved_money() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, Signals.Length - 1], Gen.Int[0, 3]).Array[40, 70].Sample(moves => RunAsync(moves).GetAwaiter().GetResult(), iter: 8, threads: 1);

    private static async Task<bool> RunAsync((int Case, int Signal, int Luck)[] moves)
    {
        await using var world = await CreateAsync(Hardship, 700_000, 900_000);
        var ids = (await world.OpenAsync(ModelWorker(1), Frontline(2), ModelWorker(3))).Select(o => Applied(o).CaseId).ToArray();
        foreach (var (which, signal, luck) in moves)
        {
            // Mostly what the step asks for, so that histories grow long; now and then anything at all.
            var @case = await world.CaseAsync(ids[which]);
            var name = luck == 0 ? Signals[signal] : Expected(@case, signal);
            await SendAsync(world, @case, name);
            await CheckAsync(world, ids);
        }
        return true;
    }

    private static string Expected(Case @case, int pick) => @case.Step switch
    {
        "approve1" or "approve2" => pick % 6 == 0 ? "RequestCorrection" : "Approve",
        "correct" => "Resubmit",
        "notice" => (pick % 4) switch { 0 => "RaiseObjection", 1 => "PostNotice", _ => "CloseNotice" },
        "reinvestigate" => pick % 3 == 0 ? "UpholdObjection" : "DismissObjection",
        "bank" => (pick % 7) switch { 0 or 1 => "ReleasePayment", 2 or 3 => "SettlePayment", 4 or 5 => "FailPayment", _ => "RecallPayment" },
        "account" => pick % 5 == 0 ? "AbandonPayment" : pick % 2 == 0 ? "CorrectAccount" : "ConfirmAccount",
        "survey" => pick % 2 == 0 ? "RecordSurvey" : "ReturnPayment",
        "closePaid" => "ReturnPayment",
        _ => Signals[pick],
    };

    private static async Task SendAsync(CaseWorld world, Case @case, string name)
    {
        var id = @case.Id;
        switch (name)
        {
            case "PostNotice" when @case is { Step: "notice", StepRole: "caseworker" }: await world.PostNoticeAsync(id); return;
            case "CloseNotice": world.Time.Advance(TimeSpan.FromDays(2)); await world.SendAsync(BenefitWorkflow.Identity.Actor.System, id, name); return;
            case "ReleasePayment" when @case.Step == "bank" && (await world.OrderAsync(id)).State == PaymentState.Ordered: await world.ReleaseAsync(id); return;
            case "SettlePayment" or "FailPayment" or "ReturnPayment":
                await using (var db = world.Store.Read())
                    if (!await db.PaymentOrders.AnyAsync(o => o.CaseId == id)) return;
                await world.BankSaysAsync(id, name, "AC04");
                return;
            case "CorrectAccount":
                await world.Executor.SignalAsync(new SignalCommand(Caseworker, [new CaseSignal(id, new Signal(name), Personal: new PersonalInput(null, BenefitWorkflow.Demo.InventedPeople.Person(55).Account, "某某"))]), default);
                return;
            case "ConfirmAccount": await world.SendAsync(Colleague, id, name); return;
            case "RecordSurvey": await world.SendAsync(Caseworker, id, name, ("satisfaction", 1L), ("improvement", 1L)); return;
            case "DeadlinePassed": await world.SendAsync(BenefitWorkflow.Identity.Actor.System, id, name); return;
            case "UpholdObjection" or "DismissObjection": await world.SendAsync(SecondReviewer, id, name); return;
            case "Reject" or "RequestCorrection": await world.SendAsync(Reviewer, id, name); return;
            case "Approve": await world.SendAsync(@case.StepRole == "approver" ? Approver : Reviewer, id, name); return;
            case "RaiseObjection": await ObjectAsync(world, id); return;
            default: await world.SendAsync(Caseworker, id, name); return;
        }
    }

    private static async Task ObjectAsync(CaseWorld world, long id)
    {
        await using var transaction = await world.Store.BeginWriteAsync(default);
        if (await transaction.Db.NoticeLines.FirstOrDefaultAsync(l => l.CaseId == id && l.State == BenefitWorkflow.Notices.NoticeLineState.Open) is not { } line) return;
        var number = await transaction.TakeNumbersAsync("objections", 1, default);
        await transaction.InsertAsync(new BenefitWorkflow.Notices.Objection { Id = number, Number = $"YY-{number}", NoticeId = line.NoticeId, CaseId = id, TextCipher = [1], ReceivedAt = world.Time.GetUtcNow(), TakenDownBy = "chen" }, default);
        var outcome = (await world.Executor.SignalWithinAsync(transaction, Caseworker, [new(id, new Signal("RaiseObjection", new Dictionary<string, object?> { ["objectionId"] = number }))], default))[0];
        if (outcome.Kind == CaseOutcomeKind.Applied) await transaction.CommitAsync(default);
    }

    private static async Task CheckAsync(CaseWorld world, long[] ids)
    {
        await using var db = world.Store.Read();
        var money = await MoneyIdentity.CheckAsync(db, world.Programmes.Find(Hardship)!, default);
        Assert.True(money.Balanced, string.Join("; ", money.Differences.Select(d => d.En)));
        Assert.Empty((await IndicatorTotals.CompareAsync(db, Hardship, world.Programmes.Find(Hardship)!.Year, default)).Select(d => d.En));
        foreach (var id in ids)
        {
            var @case = await db.Cases.SingleAsync(c => c.Id == id);
            Assert.NotEqual(CaseState.Incident, @case.State);
            // No silent stuck state: what is open waits at a step that has an owner and a limit.
            if (@case.State == CaseState.Open) Assert.True(@case is { Step: not null, StepRole: not null, StepDueAt: not null }, $"{@case.Step} {@case.StepRole} {@case.StepDueAt}");
            Assert.Equal(@case.Version, await db.History.CountAsync(h => h.CaseId == id));
            Assert.True(await db.PaymentOrders.CountAsync(o => o.CaseId == id && o.IsLiveOrSettled) <= 1);
            if (@case is { State: CaseState.Closed, Result: not "paid" }) Assert.False(await db.Reservations.AnyAsync(r => r.CaseId == id && r.State != ReservationState.Cancelled));
        }
    }
}
