using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;

namespace BenefitWorkflow.Tests.Indicators;

/// <summary>Rows of every kind, set down for both shipped programmes: what is listed must be what was counted.</summary>
[Trait("Store", "Every")]
public sealed class When_an_indicator_is_followed_to_its_cases : IAsyncLifetime
{
    private static readonly DateTimeOffset Day = new(2023, 6, 1, 4, 0, 0, TimeSpan.Zero);
    private const int CasesOfAProgramme = 40;

    private CaseWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await CaseWorld.CreateAsync();
        _world.Time.SetUtcNow(Day.AddDays(60));
        foreach (var (programme, p) in _world.Programmes.Programmes.Select((x, i) => (x, i))) await FillAsync(programme, p * 1_000);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(CaseWorld.Hardship)]
    [InlineData(CaseWorld.Spring)]
    public async Task Should_list_what_every_figure_is_made_of(string key)
    {
        var programme = _world.Programmes.Find(key)!;
        var sums = new List<long>();
        foreach (var indicator in programme.Indicators)
        {
            var (first, met) = await AllAsync(programme, indicator, IndicatorCases.Met);
            var (_, missed) = await AllAsync(programme, indicator, IndicatorCases.Missed);
            var name = $"{key} {indicator.Key}";
            Assert.True(met.Count > 0, name);
            Assert.Empty(met.Select(r => r.CaseId).Intersect(missed.Select(r => r.CaseId)));
            Assert.All(met.Concat(missed), r => Assert.False(string.IsNullOrEmpty(r.Fact?.Zh) || string.IsNullOrEmpty(r.Fact.En), $"{name} {r.Number}"));
            foreach (var part in first.Parts.Where(p => p.Count is not null)) Assert.Equal((name, part.Key, part.Count), (name, part.Key, (long?)(part.Key == IndicatorCases.Met ? met.Count : missed.Count)));
            var actual = first.Indicator.Actual;
            switch (indicator.Measure)
            {
                case Measures.GrantsPaid: Assert.Equal(actual, met.Count); break;
                case Measures.AmountPaid: Assert.Equal(actual, met.Sum(r => r.AmountFen) / 100m); break;
                case Measures.BudgetExecution or Measures.SocialBenefit: Assert.True(missed.Count > 0, name); break;
                default: Assert.Equal((name, actual), (name, Scoring.Percent(met.Count, met.Count + missed.Count))); break;
            }
            if (indicator.Unit == IndicatorUnit.Percent && indicator.Measure != Measures.BudgetExecution) sums.Add(missed.Count);
        }
        Assert.All(sums, missed => Assert.True(missed > 0));
    }

    [Fact]
    public async Task Should_begin_with_what_was_missed_and_say_of_nothing_that_it_is_nothing()
    {
        var programme = _world.Programmes.Find(CaseWorld.Hardship)!;
        Assert.Equal(IndicatorCases.Missed, (await ReadAsync(programme, Of(programme, Measures.TimelinessRate), null))!.Shown);
        var grants = await ReadAsync(programme, Of(programme, Measures.GrantsPaid), null);
        Assert.Equal((IndicatorCases.Met, 1), (grants!.Shown, grants.Parts.Count));
        Assert.Empty((await ReadAsync(programme, Of(programme, Measures.GrantsPaid), IndicatorCases.Missed))!.Items);
        Assert.Null(await ReadAsync(programme, Of(programme, Measures.GrantsPaid), "half"));
    }

    [Fact]
    public async Task Should_list_only_what_the_readers_roles_are_for_and_count_all()
    {
        var programme = _world.Programmes.Find(CaseWorld.Hardship)!;
        var reader = CaseWorld.Person("limited", Roles.Reviewer) with { Scopes = new Dictionary<string, RoleScope> { [Roles.Reviewer] = new([], ["第二机械厂"]) } };
        foreach (var indicator in programme.Indicators)
        {
            var all = await ReadAsync(programme, indicator, IndicatorCases.Met);
            var mine = (await Cases().ReadAsync(programme, indicator, CaseScope.Of(reader), IndicatorCases.Met, 0, 1_000, default))!;
            Assert.True(mine.Limited && !all!.Limited);
            Assert.All(mine.Items, r => Assert.Equal("第二机械厂", r.Unit));
            Assert.InRange(mine.Items.Count, 1, all!.Items.Count - 1);
            Assert.Equal(all.Parts, mine.Parts);
            Assert.Equal(all.Indicator.Actual, mine.Indicator.Actual);
        }
    }

    [Fact]
    public async Task Should_answer_over_HTTP_who_looks_into_cases()
    {
        await using var service = await TestService.StartAsync();
        var supervisor = await service.AsAsync(Roles.Supervisor);
        var answer = await supervisor.GetFromJsonAsync<JsonElement>("/api/programmes/hardship-assistance/indicators/timeliness-rate/cases?part=missed&limit=2");
        Assert.Equal(0, answer.GetProperty("items").GetArrayLength());
        Assert.Equal("missed", answer.GetProperty("shown").GetString());
        foreach (var (path, status) in ((string, HttpStatusCode)[])
        [
            ("hardship-assistance/indicators/nothing/cases", HttpStatusCode.NotFound), ("nothing/indicators/grants/cases", HttpStatusCode.NotFound),
            ("hardship-assistance/indicators/grants/cases?part=half", HttpStatusCode.BadRequest), ("hardship-assistance/indicators/grants/cases?limit=0", HttpStatusCode.BadRequest),
        ])
            Assert.Equal((path, status), (path, (await supervisor.GetAsync("/api/programmes/" + path)).StatusCode));
        Assert.Equal(HttpStatusCode.Forbidden, (await (await service.AsAsync(Roles.Administrator)).GetAsync("/api/programmes/hardship-assistance/indicators/grants/cases")).StatusCode);
    }

    private IndicatorCases Cases() => new(_world.Store, MeasureCatalog.Scan(typeof(IMeasure).Assembly), _world.Time);

    private static Indicator Of(Programme programme, string measure) => programme.Indicators.First(i => i.Measure == measure);

    private Task<IndicatorCases.Page?> ReadAsync(Programme programme, Indicator indicator, string? part) => Cases().ReadAsync(programme, indicator, CaseScope.All, part, 0, 1_000, default);

    /// <summary>Page by page.</summary>
    private async Task<(IndicatorCases.Page First, List<IndicatorCases.Row> Rows)> AllAsync(Programme programme, Indicator indicator, string part)
    {
        var (rows, cases) = (new List<IndicatorCases.Row>(), Cases());
        var first = (await cases.ReadAsync(programme, indicator, CaseScope.All, part, 0, 3, default))!;
        for (var page = first; ; page = (await cases.ReadAsync(programme, indicator, CaseScope.All, part, page.Next.Value, 3, default))!)
        {
            Assert.InRange(page.Items.Count, 0, 3);
            rows.AddRange(page.Items);
            if (page.Next is null) break;
        }
        Assert.Equal(rows.Select(r => r.CaseId).Distinct().Order(), rows.Select(r => r.CaseId));
        return (first, rows);
    }

    private async Task FillAsync(Programme programme, long from)
    {
        var (cases, orders, shares, determined, answers, rechecks, notices, lines) =
            (new List<Case>(), new List<PaymentOrder>(), new List<Reservation>(), new List<DeterminationRecord>(), new List<SurveyAnswer>(), new List<Recheck>(), new List<Notice>(), new List<NoticeLine>());
        for (var n = 1; n <= CasesOfAProgramme; n++)
        {
            var id = from + n;
            var @case = new Case
            {
                Id = id, Number = $"N-{id:D6}", ProgrammeKey = programme.Key, ProgrammeVersion = programme.Version, SchemeKey = programme.Schemes[n % programme.Schemes.Count].Key, Year = programme.Year, DefinitionId = "d",
                DefinitionVersion = 1, BeneficiaryId = id, HouseholdId = id, Unit = n % 3 == 0 ? "第二机械厂" : "第一机械厂", PreparedBy = "chen", OpenedAt = Day,
            };
            @case.Determine(null, 100_000);
            cases.Add(@case);
            // Every fifth waits for the bank past its due date; of the others every seventh came late, and one is not judged yet.
            var paid = n % 5 != 0;
            var order = new PaymentOrder
            {
                Id = id, CaseId = id, CaseNumber = @case.Number, ProgrammeKey = programme.Key, Year = programme.Year, Instalment = 1, Attempt = 1, EndToEndId = $"E{id}", AmountFen = n % 8 == 1 ? 90_000 : 100_000,
                BeneficiaryId = id, AccountCipher = [1], AccountHash = [1], AccountName = "某某", OrderedAt = Day, DueAt = Day.AddDays(30),
            };
            if (n % 9 == 2) order.ProposeCash(true);
            else
            {
                order.JoinBatch(1);
                order.Release(Day);
            }
            if (paid && order.Channel == PaymentChannel.Cash) order.SettleInCash(Day);
            else if (paid) order.Settle(Day);
            if (paid && n != 4) order.Judge(n % 7 != 0, 3);
            orders.Add(order);
            foreach (var source in programme.FundingSources.Take(1 + n % 2))
            {
                var share = new Reservation { CaseId = id, Round = 1, SourceKey = source.Key, ProgrammeKey = programme.Key, Year = programme.Year, AmountFen = order.AmountFen / (1 + n % 2) };
                share.Become(paid ? ReservationState.Paid : ReservationState.Pending);
                shares.Add(share);
            }
            determined.Add(new DeterminationRecord { CaseId = id, Seq = 1, At = Day, RuleVersion = $"{programme.Key}@1#0", Verdict = "Eligible", AmountFen = 100_000, TraceJson = "[]" });
            if (paid) answers.Add(new SurveyAnswer { CaseId = id, Seq = 5, Satisfaction = Satisfaction.Dissatisfied, Improvement = Improvement.None, AnsweredAt = Day });
            if (paid && n % 4 != 0) answers.Add(new SurveyAnswer { CaseId = id, Seq = 9, Satisfaction = (Satisfaction)(1 + n % 4), Improvement = (Improvement)(1 + n % 3), AnsweredAt = Day });
            if (n % 3 != 1) rechecks.Add(new Recheck { CaseId = id, Correct = n % 4 != 2, ErrorKind = n % 4 != 2 ? null : "income", By = "rui", At = Day });
            if (n % 6 == 0) continue;
            var line = new NoticeLine { NoticeId = from + 1, CaseId = id, LineNumber = n, Visit = 1, ActivityId = "notice", Name = "某某", Unit = @case.Unit, AmountFen = 100_000 };
            line.Become(NoticeLineState.Passed);
            lines.Add(line);
        }
        var notice = new Notice
        {
            Id = from + 1, Number = $"GS-{from}", ProgrammeKey = programme.Key, SchemeKey = programme.Schemes[0].Key, Kind = "payment", Text = "公示", TextHash = [1], PostedBy = "chen", PostedAt = Day.AddDays(-9),
            StartsOn = new(2023, 5, 23), EndsOn = new(2023, 6, 1), EndsAt = Day,
        };
        notice.Close(Day);
        notices.Add(notice);
        await InsertAsync(cases);
        await InsertAsync(orders);
        await InsertAsync(shares);
        await InsertAsync(determined);
        await InsertAsync(answers);
        await InsertAsync(rechecks);
        await InsertAsync(notices);
        await InsertAsync(lines);
        await using var db = _world.Store.Read();
        var counted = await FullCount.ReadAsync(db, programme.Key, programme.Year, default);
        await InsertAsync([.. counted.Values.Select(v => new IndicatorTotal { ProgrammeKey = programme.Key, Year = programme.Year, SchemeKey = v.Key.Scheme, Figure = v.Key.Figure, Value = v.Value })]);
    }

    private async Task InsertAsync<T>(List<T> rows) where T : class
    {
        await using var transaction = await _world.Store.BeginWriteAsync(default);
        await transaction.Bulk.InsertAsync(rows, default);
        await transaction.CommitAsync(default);
    }
}
