using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Indicators;

[Trait("Store", "Every")]
public sealed class When_a_programme_evaluates_itself : IAsyncLifetime
{
    private CaseWorld _world = null!;

    public async Task InitializeAsync() => _world = await CaseWorld.CreateAsync(CaseWorld.Hardship, 150_000, 250_000);

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Should_score_nothing_without_data_and_say_so()
    {
        var form = await FormAsync();

        Assert.Equal(_world.Programmes.Find(CaseWorld.Hardship)!.Indicators.Select(i => i.Key), form.Rows.Select(r => r.Key));
        Assert.Equal(100, form.Rows.Sum(r => r.Weight));
        Assert.Equal((0m, "差"), (form.Total, form.Grade.Zh));
        var withoutData = form.Rows.Where(r => r.Actual is null).ToList();
        Assert.NotEmpty(withoutData);
        Assert.All(withoutData, r => Assert.Equal(("尚无数据，计 0 分", 0m), (r.Deviation!.Zh, r.Score)));
        Assert.NotEmpty(form.Notes);
    }

    [Fact]
    public async Task Should_add_up_and_split_the_budget_into_fiscal_and_other()
    {
        await _world.PaidAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2));

        var form = await FormAsync();
        Assert.Equal(form.Rows.Sum(r => r.Score), form.Total);
        Assert.Equal([(150_000, 150_000, 100m), (250_000, 50_000, 20m), (400_000, 200_000, 50m)], form.Budget.Select(c => (c.AdjustedFen, c.PaidFen, c.Rate!.Value)));
        Assert.Equal(["财政拨款", "其他", "合计"], form.Budget.Select(c => c.Title.Zh));
        var execution = form.Rows.Single(r => r.Key == "budget-execution" || r.Level1.Zh == "预算执行率");
        Assert.Equal((50m, 5m), (execution.Actual, execution.Score));
        Assert.Equal("未达到年度指标值，请补充原因和改进措施", execution.Deviation!.Zh);
        Assert.Contains(form.Rows, r => r.Score == r.Weight && r.Deviation is null);
    }

    [Fact]
    public async Task Should_print_aligned_columns()
    {
        await _world.PaidAsync(CaseWorld.Frontline(1));
        var form = await FormAsync();
        var text = new StringWriter();
        EvaluationPrinter.Print(form, text);

        var lines = text.ToString().Split(Environment.NewLine);
        foreach (var (heading, cells) in new[] { ("三级指标", form.Rows.Select(r => r.Title.Zh)), ("年初预算", form.Budget.Select(c => new Money(c.InitialFen).ToString())) })
        {
            var column = Column(lines.Single(l => l.Contains(heading, StringComparison.Ordinal)), heading);
            Assert.True(column > 0);
            Assert.All(cells, cell => Assert.Contains(lines, l => StandsAt(l, cell, column)));
        }
        Assert.Contains(lines, l => l.Contains($"({form.Grade.En})", StringComparison.Ordinal));

        // A cell's text may occur in an earlier column too: every place counts.
        static bool StandsAt(string line, string cell, int column) =>
            Enumerable.Range(0, line.Length).Any(at => line.AsSpan(at).StartsWith(cell, StringComparison.Ordinal) && EvaluationPrinter.Width(line[..at]) == column);

        static int Column(string line, string cell) => line.IndexOf(cell, StringComparison.Ordinal) is var at && at < 0 ? -1 : EvaluationPrinter.Width(line[..at]);
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("满意度", 6)]
    [InlineData("（1）", 5)]
    [InlineData("𠀀", 2)]
    [InlineData("≥ 90 %", 6)]
    public void Should_count_the_columns_of_a_text(string text, int columns) => Assert.Equal(columns, EvaluationPrinter.Width(text));

    [Fact]
    public async Task Should_keep_one_recheck_per_case_by_somebody_else()
    {
        await _world.OpenAsync(CaseWorld.Frontline(1), CaseWorld.Frontline(2));

        Assert.Equal("recheck.own-case", (await RecheckAsync(CaseWorld.Caseworker, new RecordRechecks.Item(1, true)))[0].Refusal?.Code);
        var outcomes = await RecheckAsync(CaseWorld.Reviewer, new(1, true), new(1, true), new(2, false), new(2, false, "income"), new(99, true));
        Assert.Equal([null, "recheck.done", "recheck.error-kind", null, "case.not-found"], outcomes.Select(o => o.Refusal?.Code));
        Assert.Equal("recheck.done", (await RecheckAsync(CaseWorld.Reviewer, new RecordRechecks.Item(2, true)))[0].Refusal?.Code);

        await using var db = _world.Store.Read();
        Assert.Equal([(1L, true, null, "rui"), (2L, false, "income", "rui")], (await db.Rechecks.OrderBy(r => r.CaseId).ToListAsync()).Select(r => (r.CaseId, r.Correct, r.ErrorKind, r.By)));
    }

    private Task<IReadOnlyList<CaseOutcome>> RecheckAsync(Actor actor, params RecordRechecks.Item[] items) => RecordRechecks.HandleAsync(items, actor, _world.Store, _world.Time.GetUtcNow(), default);

    private Task<EvaluationForm> FormAsync() =>
        new SelfEvaluation(_world.Store, MeasureCatalog.Scan(typeof(IMeasure).Assembly), _world.Time).BuildAsync(_world.Programmes.Find(CaseWorld.Hardship)!, default);
}
