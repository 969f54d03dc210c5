using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Measures;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;

namespace BenefitWorkflow.Tests.Indicators;

/// <summary>Every measure over rows set down one by one, with the figure worked out by hand.</summary>
[Trait("Store", "Every")]
public sealed class MeasureTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Day = new(2023, 6, 1, 4, 0, 0, TimeSpan.Zero);

    private CaseWorld _world = null!;

    public async Task InitializeAsync() => _world = await CaseWorld.CreateAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task GrantsPaid_CountsGrantsPersonsAndHouseholdsApart()
    {
        await InsertAsync(Case(1, person: 1, household: 1), Case(2, person: 1, household: 1), Case(3, person: 2, household: 1), Case(4, person: 3, household: 2), Case(5, person: 4, household: 3), Case(6, scheme: "model-worker"));
        await InsertAsync(Order(1), Order(2), Order(3), Order(4), Order(5, PaymentState.Returned), Order(6));

        var result = await MeasureAsync(new GrantsPaid());
        Assert.Equal(4, result.Value);
        Assert.Equal("4 grants, 3 persons, 2 households", result.NoteEn);
        Assert.Equal(0, (await MeasureAsync(new GrantsPaid(), "schooling")).Value);
    }

    [Fact]
    public async Task AmountPaid_SplitsBySource_AndCountsNoReturn()
    {
        await InsertAsync(Case(1), Case(2), Case(3));
        await InsertAsync(Share(1, "a", 10_001, ReservationState.Paid), Share(1, "b", 20_000, ReservationState.Paid), Share(2, "a", 5, ReservationState.Returned), Share(3, "a", 7, ReservationState.Pending), Share(2, "c", 900, ReservationState.Paid));

        var result = await MeasureAsync(new AmountPaid(), sources: ["a", "b"]);
        Assert.Equal(300.01m, result.Value);
        Assert.Equal("a 100.01, b 200.00", result.NoteEn);
    }

    [Fact]
    public async Task RecognitionAccuracy_IsOfTheRechecked()
    {
        await InsertAsync(Case(1), Case(2), Case(3), Case(4));
        await InsertAsync(Recheck(1, null), Recheck(2, null), Recheck(3, "income"));

        Rate(66.67m, 2, 3, await MeasureAsync(new RecognitionAccuracy()));
    }

    [Fact]
    public async Task StandardCompliance_NeedsTheLastDeterminationOfThatAmountWithItsRules()
    {
        await InsertAsync(Enumerable.Range(1, 6).Select(i => Case(i)).ToArray());
        await InsertAsync(Enumerable.Range(1, 5).Select(i => Order(i)).Append(Order(6, fen: 99_999)).ToArray());
        await InsertAsync(Determined(1, 1), Determined(2, 1), Determined(2, 2, fen: 90_000), Determined(3, 1, fen: 90_000), Determined(3, 2), Determined(4, 1, rules: ""), Determined(6, 1, fen: 99_999));

        // 1 and 3 comply; 2's last differs, 4 names no rules, 5 has none, 6 is not what the case is entitled to.
        Rate(33.33m, 2, 6, await MeasureAsync(new StandardCompliance()));
    }

    [Fact]
    public async Task BankTransferRate_IsOfAllGrantsWhoseMoneyWentOut()
    {
        await InsertAsync(Case(1), Case(2), Case(3));
        await InsertAsync(Order(1), Order(3, PaymentState.Returned));
        await InsertAsync(Share(1, "a", 60_000, ReservationState.Paid), Share(1, "b", 40_000, ReservationState.Paid), Share(2, "a", 100_000, ReservationState.Paid), Share(3, "a", 100_000, ReservationState.Returned));

        Rate(50, 1, 2, await MeasureAsync(new BankTransferRate()));
    }

    [Fact]
    public async Task NoticeRate_NeedsTheLastNoticeOfEveryStage_RunInFullAndClosed()
    {
        await InsertAsync(Enumerable.Range(1, 8).Select(i => Case(i)).ToArray());
        await InsertAsync(Enumerable.Range(1, 8).Select(i => Order(i)).ToArray());
        await InsertAsync(Posted(1, Day), Posted(2, Day), Posted(3, Day.AddMilliseconds(1)), Posted(4, Day, closed: false));
        await InsertAsync(
            Line(1, 1), // ended at the very instant of the order
            Line(2, 3), // one millisecond too late
            Line(3, 1, state: NoticeLineState.Objected), Line(3, 2), // dismissed and posted again
            Line(4, 1), Line(4, 2, state: NoticeLineState.Open), // posted again and still running
            Line(5, 1, step: "filing"), Line(5, 2, step: "payment"),
            Line(6, 1, step: "filing"), Line(6, 3, step: "payment"),
            Line(7, 4)); // never taken down; 8 was on no notice

        Rate(37.5m, 3, 8, await MeasureAsync(new NoticeRate()));
    }

    [Fact]
    public async Task TimelinessRate_KeepsTheUnpaidAndOverdue()
    {
        var abandonedLate = Case(5);
        abandonedLate.Close("abandoned", Day.AddDays(40));
        var abandonedEarly = Case(6);
        abandonedEarly.Close("abandoned", Day.AddDays(1));
        await InsertAsync(Case(1), Case(2), Case(3), Case(4), abandonedLate, abandonedEarly, Case(7));
        await InsertAsync(Order(1, onTime: true), Order(2, onTime: false), Order(3, PaymentState.Released), Order(4, PaymentState.Returned, onTime: true),
            Order(5, PaymentState.Failed), Order(6, PaymentState.Failed), Order(7, PaymentState.Ordered, due: Day.AddDays(90)));

        // On time: 1. Due: 1, 2 and, past due and unpaid, 3, 4 and 5. 6 was given up before it was due, 7 is not due yet.
        Rate(20, 1, 5, await MeasureAsync(new TimelinessRate()));
    }

    [Fact]
    public async Task SocialBenefit_AveragesTheNewestAnswerOfEachCase()
    {
        await InsertAsync(Case(1), Case(2), Case(3));
        await InsertAsync(Answer(1, 5, improvement: Improvement.None), Answer(1, 9, improvement: Improvement.Clear), Answer(2, 5, improvement: Improvement.Some), Answer(3, 5, improvement: Improvement.None));

        Assert.Equal(73.33m, (await MeasureAsync(new SocialBenefit())).Value);
    }

    [Fact]
    public async Task Satisfaction_CountsTheFairlySatisfied_AndSaysTheResponseRate()
    {
        await InsertAsync(Enumerable.Range(1, 5).Select(i => Case(i)).ToArray());
        await InsertAsync(Enumerable.Range(1, 5).Select(i => Order(i)).ToArray());
        await InsertAsync(Answer(1, 5, Satisfaction.Satisfied), Answer(2, 5, Satisfaction.FairlySatisfied), Answer(3, 5, Satisfaction.Neutral), Answer(4, 5, Satisfaction.Dissatisfied), Answer(4, 8, Satisfaction.Satisfied));

        var result = await MeasureAsync(new SatisfactionRate());
        Rate(75, 3, 4, result);
        Assert.Contains("4 answers of 5 paid, response rate 80%", result.NoteEn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BudgetExecution_IsPaidOfTheAdjustedCeilings()
    {
        await using var world = await CaseWorld.CreateAsync(CaseWorld.Hardship, 150_000, 250_000);
        await world.PaidAsync(CaseWorld.Frontline(1));
        await using var db = world.Store.Read();
        var programme = world.Programmes.Find(CaseWorld.Hardship)!;

        var result = await new BudgetExecution().MeasureAsync(db, new MeasureScope(programme, ["frontline-worker"], [.. programme.FundingSources.Select(s => s.Key)], Day, new FigureTable()), default);
        Rate(25, 100_000, 400_000, result);
        Assert.Equal("all 1,000.00 of 4,000.00 yuan, fiscal 1,000.00 of 1,500.00", result.NoteEn);
    }

    [Fact]
    public async Task Measures_OfNothing_HaveNoValueOrZero()
    {
        foreach (var measure in (IMeasure[])[new RecognitionAccuracy(), new StandardCompliance(), new BankTransferRate(), new NoticeRate(), new TimelinessRate(), new SocialBenefit(), new SatisfactionRate()])
            Assert.Null((await MeasureAsync(measure)).Value);
        Assert.Null((await MeasureAsync(new BudgetExecution(), sources: ["nowhere"])).Value);
        Assert.Equal(0, (await MeasureAsync(new AmountPaid())).Value);
    }

    [Fact]
    public void Catalog_RefusesMissingUnknownAndDoubleKeys()
    {
        IMeasure[] all = [new GrantsPaid(), new AmountPaid(), new RecognitionAccuracy(), new StandardCompliance(), new BankTransferRate(), new NoticeRate(), new TimelinessRate(), new SocialBenefit(), new SatisfactionRate(), new BudgetExecution()];
        Assert.IsType<NoticeRate>(new MeasureCatalog(all)["notice-rate"]);
        Assert.Contains("GrantsPaid", Assert.Throws<InvalidOperationException>(() => new MeasureCatalog([.. all, new GrantsPaid()])).Message, StringComparison.Ordinal);
        Assert.Contains("grants-paid", Assert.Throws<InvalidOperationException>(() => new MeasureCatalog(all[1..])).Message, StringComparison.Ordinal);
        Assert.Contains("made-up", Assert.Throws<InvalidOperationException>(() => new MeasureCatalog([.. all, new MadeUp()])).Message, StringComparison.Ordinal);
    }

    private sealed class MadeUp : IMeasure
    {
        public string Key => "made-up";

        public Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct) => throw new InvalidOperationException();

        public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result) => throw new InvalidOperationException();
    }

    private static void Rate(decimal value, long numerator, long denominator, MeasureResult result) =>
        Assert.Equal((value, numerator, denominator), (result.Value, result.Numerator, result.Denominator));

    private async Task<MeasureResult> MeasureAsync(IMeasure measure, string scheme = "frontline-worker", string[]? sources = null)
    {
        await using var db = _world.Store.Read();
        var programme = _world.Programmes.Find(CaseWorld.Hardship)!;
        var figures = await FullCount.ReadAsync(db, programme.Key, programme.Year, default);
        return await measure.MeasureAsync(db, new MeasureScope(programme, [scheme], sources ?? ["a", "b", "c"], Day.AddDays(60), figures), default);
    }

    private async Task InsertAsync<T>(params T[] rows) where T : class
    {
        await using var transaction = await _world.Store.BeginWriteAsync(default);
        await transaction.Bulk.InsertAsync(rows, default);
        await transaction.CommitAsync(default);
    }

    private static Case Case(long id, string scheme = "frontline-worker", long person = 0, long household = 0)
    {
        var @case = new Case
        {
            Id = id, Number = $"KNBF-2023-{id:D6}", ProgrammeKey = CaseWorld.Hardship, ProgrammeVersion = 1, SchemeKey = scheme, Year = 2023, DefinitionId = "d", DefinitionVersion = 1,
            BeneficiaryId = person == 0 ? id : person, HouseholdId = household == 0 ? id : household, Unit = "第一机械厂", PreparedBy = "chen", OpenedAt = Day,
        };
        @case.Determine(null, 100_000);
        return @case;
    }

    private static PaymentOrder Order(long id, PaymentState state = PaymentState.Settled, long fen = 100_000, bool? onTime = null, DateTimeOffset? due = null)
    {
        var order = new PaymentOrder
        {
            Id = id, CaseId = id, CaseNumber = $"KNBF-2023-{id:D6}", ProgrammeKey = CaseWorld.Hardship, Year = 2023, Instalment = 1, Attempt = 1, EndToEndId = $"E{id}", AmountFen = fen,
            BeneficiaryId = id, AccountCipher = [1], AccountHash = [1], AccountName = "某某", OrderedAt = Day, DueAt = due ?? Day.AddDays(30),
        };
        if (state == PaymentState.Ordered) return order;
        order.JoinBatch(1);
        order.Release(Day);
        if (state == PaymentState.Failed) order.Fail("AC04", Day);
        if (state is PaymentState.Settled or PaymentState.Returned) order.Settle(Day);
        if (onTime is { } judged) order.Judge(judged, 3);
        if (state == PaymentState.Returned) order.Return("AC04", Day);
        return order;
    }

    private static Reservation Share(long id, string source, long fen, ReservationState state)
    {
        var share = new Reservation { CaseId = id, Round = 1, SourceKey = source, ProgrammeKey = CaseWorld.Hardship, Year = 2023, AmountFen = fen };
        share.Become(state);
        return share;
    }

    private static Recheck Recheck(long id, string? error) => new() { CaseId = id, Correct = error is null, ErrorKind = error, By = "rui", At = Day };

    private static DeterminationRecord Determined(long id, int seq, long fen = 100_000, string rules = "hardship-assistance@1#0") =>
        new() { CaseId = id, Seq = seq, At = Day, RuleVersion = rules, Verdict = "Eligible", AmountFen = fen, TraceJson = "[]" };

    private static SurveyAnswer Answer(long id, int seq, Satisfaction satisfaction = Satisfaction.Satisfied, Improvement improvement = Improvement.Clear) =>
        new() { CaseId = id, Seq = seq, Satisfaction = satisfaction, Improvement = improvement, AnsweredAt = Day };

    private static Notice Posted(long id, DateTimeOffset ends, bool closed = true)
    {
        var notice = new Notice
        {
            Id = id, Number = $"GS-{id}", ProgrammeKey = CaseWorld.Hardship, SchemeKey = "frontline-worker", Kind = "payment", Text = "公示", TextHash = [1], PostedBy = "chen", PostedAt = Day.AddDays(-9),
            StartsOn = new(2023, 5, 23), EndsOn = new(2023, 6, 1), EndsAt = ends,
        };
        if (closed) notice.Close(ends);
        return notice;
    }

    private static NoticeLine Line(long id, long notice, string step = "notice", NoticeLineState state = NoticeLineState.Passed)
    {
        var line = new NoticeLine { NoticeId = notice, CaseId = id, LineNumber = (int)id, Visit = 1, ActivityId = step, Name = "某某", Unit = "第一机械厂", AmountFen = 100_000 };
        line.Become(state);
        return line;
    }
}
