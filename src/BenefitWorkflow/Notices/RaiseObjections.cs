using System.Globalization;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Activities;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>An objection as a caseworker takes it down.</summary>
public sealed record NewObjection(string NoticeNumber, long CaseId, string Text)
{
    public override string ToString() => nameof(NewObjection);
}

public sealed record RaiseObjectionsRequest(IReadOnlyList<NewObjection> Items);

/// <param name="Number">Receipt for who objected; null where it was refused.</param>
public sealed record ObjectionOutcome(CaseOutcome Outcome, string? Number);

/// <summary>Takes objections down while their notice runs; the case then goes to re-investigation instead of payment.</summary>
public sealed class RaiseObjections(BenefitStore store, CaseExecutor executor, Protector protector, TimeProvider time)
{
    public const int MaximumItems = 1_000, MaximumText = 4_000;

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/objections", async (RaiseObjectionsRequest request, RaiseObjections useCase, HttpContext http, CancellationToken ct) =>
        {
            if (Lists.Check(request.Items) is { } bad) return bad;
            if (request.Items.Count > MaximumItems)
                return Problems.Of(new Refusal("request.too-many", $"一次最多提交 {MaximumItems} 条异议；请分批。", $"At most {MaximumItems} objections at once; send them in parts."), StatusCodes.Status400BadRequest);
            if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
            var (rows, kept) = await useCase.RunAsync(CurrentActor.Of(http), request.Items, keyed, ct);
            return kept ?? Results.Ok(Body(rows));
        }).RequireRoles(Roles.Caseworker);

    /// <param name="items">At most <see cref="MaximumItems"/>: one transaction.</param>
    /// <returns>In the order of the items; or what was answered to the same keyed request before.</returns>
    public async Task<(IReadOnlyList<ObjectionOutcome> Rows, IResult? Kept)> RunAsync(Actor actor, IReadOnlyList<NewObjection> items, KeyedRequest? keyed, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (keyed is not null && await keyed.FindAsync(tx.Db, ct) is { } kept) return ([], kept);
        // Only now: an objection counts by when it is taken down, not by when it began to wait for other writers.
        var now = time.GetUtcNow();
        var numbers = items.Select(item => item.NoticeNumber).Distinct(StringComparer.Ordinal).ToList();
        var notices = await tx.Db.Notices.Where(n => numbers.Contains(n.Number)).ToDictionaryAsync(n => n.Number, StringComparer.Ordinal, ct);
        var (noticeIds, caseIds) = (notices.Values.Select(n => n.Id).ToList(), items.Select(item => item.CaseId).Distinct().ToList());
        var lines = await tx.Db.NoticeLines.Where(line => noticeIds.Contains(line.NoticeId) && caseIds.Contains(line.CaseId)).ToDictionaryAsync(line => (line.NoticeId, line.CaseId), ct);

        var results = new ObjectionOutcome[items.Count];
        var accepted = new List<(int Index, Notice Notice, NoticeLine Line)>();
        var seen = new HashSet<long>();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var notice = notices.GetValueOrDefault(item.NoticeNumber);
            var line = notice is null ? null : lines.GetValueOrDefault((notice.Id, item.CaseId));
            if (Check(item, notice, line, now) is { } refusal) results[i] = Refused(item, refusal);
            else if (!seen.Add(item.CaseId)) results[i] = Refused(item, Repeated);
            else accepted.Add((i, notice!, line!));
        }

        var firstId = await tx.TakeNumbersAsync("objections", accepted.Count, ct);
        var answers = await executor.SignalWithinAsync(tx, actor, [.. accepted.Select((entry, k) => new CaseSignal(entry.Line.CaseId,
            new Signal(PublicNotice.Object, new Dictionary<string, object?> { ["objectionId"] = firstId + k }, entry.Line.ActivityId, entry.Line.Visit)))], ct);
        var rows = new List<Objection>();
        for (var k = 0; k < accepted.Count; k++)
        {
            var (index, notice, line) = accepted[k];
            string? number = null;
            if (answers[k].Kind == CaseOutcomeKind.Applied)
            {
                var serial = await tx.TakeNumbersAsync($"objections/{notice.Number}", 1, ct);
                number = string.Create(CultureInfo.InvariantCulture, $"YY-{notice.Number}-{serial}");
                rows.Add(new Objection
                {
                    Id = firstId + k, Number = number, NoticeId = notice.Id, CaseId = line.CaseId,
                    TextCipher = protector.Encrypt(items[index].Text.Trim()), ReceivedAt = now, TakenDownBy = actor.Id,
                });
            }
            results[index] = new ObjectionOutcome(answers[k], number);
        }
        await tx.Bulk.InsertAsync(rows, ct);
        if (keyed is not null) await keyed.KeepAsync(tx, Body(results), now, ct);
        await tx.CommitAsync(ct);
        return (results, null);
    }

    private static object Body(IReadOnlyList<ObjectionOutcome> rows)
    {
        var body = CaseResults.Of([.. rows.Select(row => row.Outcome)]);
        return new
        {
            results = body.Results.Select((row, i) => new { row.CaseId, row.CaseNumber, row.Status, row.Code, row.Zh, row.En, row.Step, row.Version, objectionNumber = rows[i].Number }),
            body.Applied, body.Refused, body.Incidents,
        };
    }

    private static Refusal? Check(NewObjection item, Notice? notice, NoticeLine? line, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(item.Text))
            return new Refusal("notice.objection-text-missing", "请记录异议的内容。", "Take down what the objection says.");
        if (item.Text.Length > MaximumText)
            return new Refusal("notice.objection-text-long", $"异议内容最多 {MaximumText} 字；请摘要并另存原件。", $"An objection has at most {MaximumText} characters; summarise it and keep the original.");
        if (notice is null || line is null)
            return new Refusal("notice.unknown-line", "该公示中没有这个案件；请核对公示编号和案件。", "The case is not on that notice; check the notice's number and the case.");
        // The period counts, not the closing job: an end that has passed is an end.
        if (now >= notice.EndsAt || notice.State != NoticeState.Posted)
            return new Refusal("notice.ended", "公示期已满，不能再提出异议；请按复核处理。", "The notice period is over; ask for a recheck instead.");
        return line.State switch
        {
            NoticeLineState.Open => null,
            NoticeLineState.Objected => Repeated,
            _ => new Refusal("notice.line-ended", "该案件已不在公示中，无需异议。", "The case is no longer on notice; no objection is needed."),
        };
    }

    private static ObjectionOutcome Refused(NewObjection item, Refusal refusal) =>
        new(new CaseOutcome(item.CaseId, null, CaseOutcomeKind.Refused, refusal, null, 0), null);

    private static readonly Refusal Repeated = new("notice.objection-repeated",
        "该案件已有异议在复核中；请把补充内容交给复核人员。", "The case already has an objection under re-investigation; hand what is new to who investigates.");
}
