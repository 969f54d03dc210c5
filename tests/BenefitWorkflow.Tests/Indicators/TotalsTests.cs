using BenefitWorkflow.Demo;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Indicators;

/// <summary>Running totals against figures worked out by hand, and against a full count after every step.</summary>
[Trait("Store", "Every")]
public sealed class TotalsTests : IAsyncLifetime
{
    private const string Scheme = "frontline-worker";

    private CaseWorld _world = null!;

    public async Task InitializeAsync() => _world = await CaseWorld.CreateAsync(CaseWorld.Hardship, 150_000);

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Totals_OfPaidGrants_AreWhatTheCasesSay_AndGoBackWithAReturn()
    {
        // Two workers of one household in one transaction, and one by himself; the first source pays one and a half grants.
        var head = InventedPeople.Person(1).IdNumber;
        var ids = await PaidTogetherAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2) with { HouseholdHeadId = head }, CaseWorld.Frontline(3));
        await ShowAsync((Figure.Paid, 3), (Figure.Compliant, 3), (Figure.Persons, 3), (Figure.Households, 2), (Figure.OnTime, 3), (Figure.Holders, 3));
        Assert.Equal((3, 2), (await ValueAsync(Figure.Persons, Figure.AllSchemes), await ValueAsync(Figure.Households, Figure.AllSchemes)));
        var sources = _world.Programmes.Find(CaseWorld.Hardship)!.FundingSources.OrderBy(s => s.Order).ToList();
        Assert.Equal((150_000, 150_000), (await ValueAsync(Figure.Fen(sources[0].Key)), await ValueAsync(Figure.Fen(sources[1].Key))));

        // One of two in a household comes back: the household stays, the person goes.
        CaseWorld.Applied(await _world.BankSaysAsync(ids[1], "ReturnPayment", "AC04"));
        await ShowAsync((Figure.Paid, 2), (Figure.Compliant, 2), (Figure.Persons, 2), (Figure.Households, 2), (Figure.OnTime, 2), (Figure.Holders, 2));
        CaseWorld.Applied(await _world.BankSaysAsync(ids[0], "ReturnPayment", "AC04"));
        await ShowAsync((Figure.Paid, 1), (Figure.Persons, 1), (Figure.Households, 1), (Figure.Holders, 1));
        CaseWorld.Applied(await _world.BankSaysAsync(ids[2], "ReturnPayment", "AC04"));
        await ShowAsync((Figure.Paid, 0), (Figure.Persons, 0), (Figure.Households, 0), (Figure.OnTime, 0), (Figure.Compliant, 0), (Figure.Holders, 0));
    }

    [Fact]
    public async Task Totals_OfSurveys_CountTheNewestAnswerOfACase()
    {
        var id = (await _world.PaidAsync(CaseWorld.Frontline(1)))[0];
        CaseWorld.Applied(await _world.SendAsync(CaseWorld.Caseworker, id, "RecordSurvey", ("satisfaction", (long)Satisfaction.Dissatisfied), ("improvement", (long)Improvement.None)));
        await ShowAsync((Figure.Answer(Satisfaction.Dissatisfied), 1), (Figure.Answer(Improvement.None), 1));

        // Returned, paid anew and asked anew.
        CaseWorld.Applied(await _world.BankSaysAsync(id, "ReturnPayment", "AC04"));
        await PayAgainAsync(id);
        CaseWorld.Applied(await _world.SendAsync(CaseWorld.Caseworker, id, "RecordSurvey", ("satisfaction", (long)Satisfaction.Satisfied), ("improvement", (long)Improvement.Clear)));
        await ShowAsync((Figure.Paid, 1), (Figure.Answer(Satisfaction.Dissatisfied), 0), (Figure.Answer(Satisfaction.Satisfied), 1), (Figure.Answer(Improvement.None), 0), (Figure.Answer(Improvement.Clear), 1));
    }

    [Fact]
    public async Task Totals_OfRechecks_CountWhatWasRecorded()
    {
        var ids = await _world.PaidAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2));
        await RecordRechecks.HandleAsync([new(ids[0], true), new(ids[1], false, "income"), new(ids[0], true)], CaseWorld.Reviewer, _world.Store, _world.Time.GetUtcNow(), default);
        await ShowAsync((Figure.Rechecked, 2), (Figure.RecheckedCorrect, 1));
    }

    [Fact]
    public async Task Compare_WhereACaseWasChangedBehindTheService_NamesTheFigure()
    {
        await _world.PaidAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2));
        await using (var tx = await _world.Store.BeginWriteAsync(default))
        {
            var total = await tx.Db.IndicatorTotals.SingleAsync(t => t.Figure == Figure.Paid);
            total.Value--;
            await tx.UpdateAsync(total, default);
            await tx.Db.Database.ExecuteSqlAsync($"DELETE FROM determinations WHERE case_id = 1");
            await tx.CommitAsync(default);
        }
        await using var db = _world.Store.Read();
        var found = await IndicatorTotals.CompareAsync(db, CaseWorld.Hardship, 2023, default);
        Assert.Equal([("indicator.difference", $"scheme {Scheme}: the total compliant is 2, a count of all cases gives 1"), ("indicator.difference", $"scheme {Scheme}: the total paid is 1, a count of all cases gives 2")],
            found.Select(d => (d.Code, d.En[(d.En.IndexOf(", ", StringComparison.Ordinal) + 2)..d.En.IndexOf(';', StringComparison.Ordinal)])));
    }

    private async Task<long[]> PaidTogetherAsync(params BenefitWorkflow.Cases.Execution.NewCase[] cases)
    {
        var ids = await _world.ApprovedAsync(cases);
        await _world.PostNoticeAsync(ids);
        await _world.CloseNoticeAsync(ids);
        await _world.ReleaseAsync(ids);
        await using var db = _world.Store.Read();
        var orders = await db.PaymentOrders.ToDictionaryAsync(o => o.CaseId, o => o.Id);
        var outcomes = await _world.Executor.SignalAsync(new(CaseWorld.Preparer, [.. ids.Select(id => new BenefitWorkflow.Cases.Execution.CaseSignal(id, new("SettlePayment",
            new Dictionary<string, object?> { ["orderId"] = orders[id], ["atMs"] = _world.Time.GetUtcNow().ToUnixTimeMilliseconds() })))]), default);
        Assert.All(outcomes, o => CaseWorld.Applied(o));
        return ids;
    }

    private async Task PayAgainAsync(long id)
    {
        CaseWorld.Applied((await _world.Executor.SignalAsync(new(CaseWorld.Caseworker, [new(id, new("CorrectAccount"), Personal: new("农业银行", InventedPeople.Person(50).Account, InventedPeople.Person(1).Name))]), default))[0]);
        CaseWorld.Applied(await _world.SendAsync(CaseWorld.Colleague, id, "ConfirmAccount"));
        await _world.ReleaseAsync(id);
        CaseWorld.Applied(await _world.BankSaysAsync(id, "SettlePayment"));
    }

    private async Task ShowAsync(params (string Figure, long Value)[] expected)
    {
        await using var db = _world.Store.Read();
        Assert.Empty((await IndicatorTotals.CompareAsync(db, CaseWorld.Hardship, 2023, default)).Select(d => d.En));
        foreach (var (figure, value) in expected) Assert.Equal((figure, value), (figure, await ValueAsync(figure)));
    }

    private async Task<long> ValueAsync(string figure, string scheme = Scheme)
    {
        await using var db = _world.Store.Read();
        return (await IndicatorTotals.ReadAsync(db, CaseWorld.Hardship, 2023, default)).Sum([scheme], figure);
    }
}
