using System.Globalization;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Indicators;

/// <summary>What decided whether a case counts, in words: read for the cases of one page, each kind in one query. No personal data in it.</summary>
internal static class DecidingFacts
{
    private static readonly LocalizedText None = new("没有记录", "nothing on record");

    /// <summary>When the money had to be there and when it came.</summary>
    public static async Task<IReadOnlyDictionary<long, DecidingFact>> ArrivalsAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await OrdersAsync(db, cases, ct)).ToDictionary(o => o.CaseId, o => new DecidingFact(o.State == PaymentState.Settled
            ? new($"最迟应于 {LastDay(o.DueAt)} 到账，实际 {Day(o.SettledAt)} 到账{(o.OnTime == null ? "，尚未判定" : "")}", $"due by {LastDay(o.DueAt)}, arrived {Day(o.SettledAt)}{(o.OnTime == null ? ", not judged yet" : "")}")
            : new($"最迟应于 {LastDay(o.DueAt)} 到账，至今未到账", $"due by {LastDay(o.DueAt)}, has not arrived"), o.AmountFen));

    /// <summary>Which way it went.</summary>
    public static async Task<IReadOnlyDictionary<long, DecidingFact>> ChannelsAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await OrdersAsync(db, cases, ct)).ToDictionary(o => o.CaseId, o => new DecidingFact(o.State != PaymentState.Settled
            ? None
            : o.Channel == PaymentChannel.Bank ? new($"{Day(o.SettledAt)} 银行转账", $"by bank transfer on {Day(o.SettledAt)}") : new($"{Day(o.SettledAt)} 现金发放", $"in cash on {Day(o.SettledAt)}"), o.AmountFen));

    /// <summary>What the last determination gives beside what was paid.</summary>
    public static async Task<IReadOnlyDictionary<long, DecidingFact>> StandardsAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct)
    {
        var determined = (await db.Determinations.Where(d => cases.Contains(d.CaseId)).OrderBy(d => d.Seq).Select(d => new { d.CaseId, d.AmountFen, d.RuleVersion }).ToListAsync(ct))
            .GroupBy(d => d.CaseId).ToDictionary(g => g.Key, g => g.Last());
        return (await OrdersAsync(db, cases, ct)).ToDictionary(o => o.CaseId, o => new DecidingFact(!determined.TryGetValue(o.CaseId, out var d) ? new("没有核定记录", "no determination on record")
            : d.RuleVersion.Length == 0 ? new("核定未注明所用规则", "the determination names no rules")
            : new($"核定 {new Money(d.AmountFen)} 元，实付 {new Money(o.AmountFen)} 元（{Rules(d.RuleVersion)}）", $"determined {new Money(d.AmountFen)}, paid {new Money(o.AmountFen)} yuan ({Rules(d.RuleVersion)})"), o.AmountFen));
    }

    /// <summary>The notices of a case, and when its payment was ordered.</summary>
    public static async Task<IReadOnlyDictionary<long, DecidingFact>> NoticesAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct)
    {
        var notices = (await db.NoticeLines.Where(l => cases.Contains(l.CaseId)).Join(db.Notices, l => l.NoticeId, n => n.Id, (l, n) => new { l.CaseId, n.Id, n.Number, n.EndsOn })
            .OrderBy(n => n.Id).ToListAsync(ct)).ToLookup(n => n.CaseId, n => $"{n.Number} {n.EndsOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        return (await OrdersAsync(db, cases, ct)).ToDictionary(o => o.CaseId, o => new DecidingFact(notices[o.CaseId].Any()
            ? new($"公示至：{string.Join("、", notices[o.CaseId])}；{Day(o.OrderedAt)} 下达支付", $"on notice until: {string.Join(", ", notices[o.CaseId])}; payment ordered {Day(o.OrderedAt)}")
            : new($"未公示；{Day(o.OrderedAt)} 下达支付", $"on no notice; payment ordered {Day(o.OrderedAt)}"), o.AmountFen));
    }

    public static async Task<IReadOnlyDictionary<long, DecidingFact>> RechecksAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await db.Rechecks.Where(r => cases.Contains(r.CaseId)).ToListAsync(ct)).ToDictionary(r => r.CaseId, r => new DecidingFact(r.Correct
            ? new($"{Day(r.At)} 复核无误", $"rechecked {Day(r.At)}: correct")
            : new($"{Day(r.At)} 复核有误：{Error(r.ErrorKind).Zh}", $"rechecked {Day(r.At)}: {Error(r.ErrorKind).En}")));

    public static async Task<IReadOnlyDictionary<long, DecidingFact>> SatisfactionAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await AnswersAsync(db, cases, ct)).ToDictionary(a => a.CaseId, a => new DecidingFact(Dated(a, a.Satisfaction switch
        {
            Satisfaction.Satisfied => new("满意", "satisfied"),
            Satisfaction.FairlySatisfied => new("基本满意", "fairly satisfied"),
            Satisfaction.Neutral => new("一般", "neutral"),
            _ => new("不满意", "dissatisfied"),
        })));

    public static async Task<IReadOnlyDictionary<long, DecidingFact>> ImprovementAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await AnswersAsync(db, cases, ct)).ToDictionary(a => a.CaseId, a => new DecidingFact(Dated(a, a.Improvement switch
        {
            Improvement.Clear => new("明显改善", "clearly better"),
            Improvement.Some => new("有改善", "somewhat better"),
            _ => new("无改善", "not better"),
        })));

    /// <summary>What a case holds of the scope's sources: as paid, or where it holds none as paid, as approved.</summary>
    public static FactReader SharesAsync(MeasureScope scope) => async (db, cases, ct) =>
    {
        var sources = scope.Sources;
        var shares = await db.Reservations.Where(r => cases.Contains(r.CaseId) && r.State != ReservationState.Cancelled && sources.Contains(r.SourceKey))
            .OrderBy(r => r.Round).ThenBy(r => r.SourceKey).Select(r => new { r.CaseId, r.SourceKey, r.State, r.AmountFen }).ToListAsync(ct);
        return shares.GroupBy(s => s.CaseId).ToDictionary(g => g.Key, g =>
        {
            var paid = g.Where(s => s.State == ReservationState.Paid).ToList();
            var held = paid.Count > 0 ? paid : [.. g];
            return new DecidingFact(new(string.Join("，", held.Select(s => $"{Title(s.SourceKey)?.Zh ?? s.SourceKey} {new Money(s.AmountFen)} 元{(s.State == ReservationState.Returned ? "（退票）" : "")}")),
                string.Join(", ", held.Select(s => $"{Title(s.SourceKey)?.En ?? s.SourceKey} {new Money(s.AmountFen)} yuan{(s.State == ReservationState.Returned ? " (came back)" : "")}"))), held.Sum(s => s.AmountFen));
        });

        LocalizedText? Title(string key) => scope.Programme.FundingSources.FirstOrDefault(s => s.Key == key)?.Title;
    };

    /// <summary>The settled order of each case; the newest of a case that has none.</summary>
    private static async Task<IEnumerable<PaymentOrder>> OrdersAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await db.PaymentOrders.Where(o => cases.Contains(o.CaseId)).ToListAsync(ct)).GroupBy(o => o.CaseId).Select(g => g.OrderByDescending(o => o.State == PaymentState.Settled).ThenByDescending(o => o.Id).First());

    private static async Task<IEnumerable<SurveyAnswer>> AnswersAsync(BenefitDb db, IReadOnlyList<long> cases, CancellationToken ct) =>
        (await db.SurveyAnswers.Where(a => cases.Contains(a.CaseId)).ToListAsync(ct)).GroupBy(a => a.CaseId).Select(g => g.MaxBy(a => a.Seq)!);

    private static LocalizedText Dated(SurveyAnswer a, LocalizedText answer) => new($"{Day(a.AnsweredAt)} 答：{answer.Zh}", $"answered {Day(a.AnsweredAt)}: {answer.En}");

    private static LocalizedText Error(string? kind) => kind switch
    {
        "income" => new("收入", "income"),
        "assets" => new("财产", "assets"),
        "death" => new("已去世", "death"),
        "duplicate" => new("重复享受", "duplicate"),
        "tier" => new("档次", "tier"),
        "objection" => new("异议", "objection"),
        _ => new("其他", "other error"),
    };

    // The hash behind it is for machines.
    private static string Rules(string version) => version.Split('#')[0];

    private static string Day(DateTimeOffset? at) => at is { } instant ? ShanghaiTime.LocalDate(instant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "—";

    /// <summary>A limit that ends with a day is due at the next day's first instant.</summary>
    private static string LastDay(DateTimeOffset due) => Day(due.AddTicks(-1));
}
