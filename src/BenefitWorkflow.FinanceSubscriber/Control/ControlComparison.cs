using System.Globalization;
using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Control;

/// <summary>Holds two sets of control lines against each other.</summary>
internal static class ControlComparison
{
    private static readonly (string Kind, string Zh, Func<ControlLineV1, ControlFigureV1> Figure)[] Kinds =
    [
        ("ordered", "已下达", l => l.Ordered), ("released", "已放行", l => l.Released), ("settled", "已到账", l => l.Settled),
        ("failed", "已失败", l => l.Failed), ("returned", "已退回", l => l.Returned),
    ];

    /// <param name="service">The service's answer.</param>
    /// <param name="ledger">The books' lines up to the same number.</param>
    /// <param name="watermark">The number the books were complete up to when the service was asked.</param>
    public static IReadOnlyList<ControlFinding> Compare(ControlTotalsV1 service, IReadOnlyList<ControlLineV1> ledger, long watermark)
    {
        var findings = new List<ControlFinding>();
        if (service.LastSequence < watermark) findings.Add(Behind(service, watermark));
        foreach (var (a, b, line, kind) in Differences(service.Lines, ledger))
        {
            findings.Add(new("control.totals-differ", line.Programme, line.Source, kind.Kind, a, b,
                $"{Day(service)} {line.Programme}（{SourceZh(line.Source)}）{kind.Zh}：服务为 {Text(a)}，台账为 {Text(b)}；请运行台账自证并查隔离的事件，更正后重新核对。",
                $"{Day(service)} {line.Programme} ({SourceEn(line.Source)}) {kind.Kind}: the service has {a.Count} of {a.Fen} fen, the ledger {b.Count} of {b.Fen} fen; prove the ledger and look at the quarantine, then check again."));
        }

        if (service.Orders is null || service.EventLines is null) return findings;
        foreach (var (a, b, line, kind) in Differences(service.Orders, service.EventLines))
        {
            findings.Add(new("control.orders-differ", line.Programme, line.Source, kind.Kind, a, b,
                $"{Day(service)} {line.Programme} {kind.Zh}：支付单为 {Text(a)}，事件为 {Text(b)}；服务的事件有缺失或被改动，请管理员核查审计链与发件箱。",
                $"{Day(service)} {line.Programme} {kind.Kind}: the payment orders have {a.Count} of {a.Fen} fen, the events {b.Count} of {b.Fen} fen; events of the service are missing or changed: let the administrator check the audit chain and the outbox."));
        }

        return findings;
    }

    private static ControlFinding Behind(ControlTotalsV1 service, long watermark) => new(
        "control.service-behind", null, null, null, new(service.LastSequence, 0), new(watermark, 0),
        $"服务的事件只到 {service.LastSequence} 号，台账已到 {watermark} 号；服务可能由旧备份恢复，请在继续付款前核查。",
        $"The service's events end at {service.LastSequence}, the ledger is at {watermark}; the service may have been restored from an old backup: look into it before more is paid.");

    private static IEnumerable<(ControlFigureV1 A, ControlFigureV1 B, (string Programme, string? Source) Line, (string Kind, string Zh, Func<ControlLineV1, ControlFigureV1> Figure) Kind)>
        Differences(IReadOnlyList<ControlLineV1> one, IReadOnlyList<ControlLineV1> other)
    {
        var (left, right) = (ByKey(one), ByKey(other));
        foreach (var key in left.Keys.Union(right.Keys).OrderBy(k => k.Programme, StringComparer.Ordinal).ThenBy(k => k.Source, StringComparer.Ordinal))
        {
            foreach (var kind in Kinds)
            {
                // A line that is not there is one of zeros.
                var (a, b) = (left.TryGetValue(key, out var x) ? kind.Figure(x) : default, right.TryGetValue(key, out var y) ? kind.Figure(y) : default);
                if (a != b) yield return (a, b, key, kind);
            }
        }
    }

    /// <exception cref="InvalidDataException">A line comes twice.</exception>
    private static Dictionary<(string Programme, string? Source), ControlLineV1> ByKey(IReadOnlyList<ControlLineV1> lines)
    {
        var byKey = new Dictionary<(string, string?), ControlLineV1>();
        foreach (var line in lines)
        {
            if (!byKey.TryAdd((line.Programme, line.Source), line)) throw new InvalidDataException($"The control totals have a line twice: {line.Programme}/{line.Source ?? "*"}.");
        }

        return byKey;
    }

    private static string SourceZh(string? source) => source ?? "全部来源";

    private static string SourceEn(string? source) => source ?? "all sources";

    private static string Day(ControlTotalsV1 totals) => totals.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(ControlFigureV1 figure) => string.Create(CultureInfo.InvariantCulture, $"{figure.Count} 笔 {figure.Fen} 分");
}
