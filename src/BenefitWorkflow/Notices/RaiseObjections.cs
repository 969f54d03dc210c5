using System.Globalization;
using System.Security.Cryptography;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Activities;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>An objection as a caseworker takes it down, or as it came by the public page.</summary>
/// <param name="Contact">How to reach who objected; null or empty: they did not say.</param>
public sealed record NewObjection(string NoticeNumber, long CaseId, string Text, string? Contact = null)
{
    public override string ToString() => nameof(NewObjection);
}

public sealed record RaiseObjectionsRequest(IReadOnlyList<NewObjection> Items);

/// <param name="Number">Receipt for who objected; null where it was refused.</param>
public sealed record ObjectionOutcome(CaseOutcome Outcome, string? Number);

/// <summary>
/// Takes objections down while their notice runs; the case then goes to re-investigation instead of payment, and no other case with it. Further
/// ones about the same line are kept beside the first, each with a receipt, and decided with it.
/// </summary>
public sealed class RaiseObjections(BenefitStore store, CaseExecutor executor, Protector protector, TimeProvider time)
{
    public const int MaximumItems = 1_000, MaximumText = 4_000, MaximumContact = 200;

    /// <summary>Most undecided objections about one line: what more would say, who investigates has long heard.</summary>
    public const int MaximumOpen = 50;

    // No 0, O, 1, I, L: a receipt is read out and copied by hand.
    private const string ReceiptLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int ReceiptLength = 8;

    internal static readonly string[] May = [Roles.Caseworker];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/objections", async (RaiseObjectionsRequest request, RaiseObjections useCase, HttpContext http, CancellationToken ct) =>
        {
            if (Lists.Check(request.Items) is { } bad) return bad;
            if (request.Items.Count > MaximumItems)
                return Problems.Of(new Refusal("request.too-many", $"一次最多提交 {MaximumItems} 条异议；请分批。", $"At most {MaximumItems} objections at once; send them in parts."), StatusCodes.Status400BadRequest);
            if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
            var (rows, kept) = await useCase.RunAsync(CurrentActor.Of(http), request.Items, keyed, ct);
            return kept ?? Results.Ok(Body(rows));
        }).RequireRoles(May);

    /// <param name="items">At most <see cref="MaximumItems"/>: one transaction.</param>
    /// <param name="takenDownBy">Who took them down, where that is not the actor.</param>
    /// <returns>In the order of the items; or what was answered to the same keyed request before.</returns>
    public async Task<(IReadOnlyList<ObjectionOutcome> Rows, IResult? Kept)> RunAsync(Actor actor, IReadOnlyList<NewObjection> items, KeyedRequest? keyed, CancellationToken ct, string? takenDownBy = null)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        if (keyed is not null && await keyed.FindAsync(tx.Db, ct) is { } kept) return ([], kept);
        // Only now: an objection counts by when it is taken down, not by when it began to wait for other writers.
        var now = time.GetUtcNow();
        var numbers = items.Select(item => item.NoticeNumber).Distinct(StringComparer.Ordinal).ToList();
        var notices = await tx.Db.Notices.Where(n => numbers.Contains(n.Number)).ToDictionaryAsync(n => n.Number, StringComparer.Ordinal, ct);
        var (noticeIds, caseIds) = (notices.Values.Select(n => n.Id).ToList(), items.Select(item => item.CaseId).Distinct().ToList());
        var lines = await tx.Db.NoticeLines.Where(line => noticeIds.Contains(line.NoticeId) && caseIds.Contains(line.CaseId)).ToDictionaryAsync(line => (line.NoticeId, line.CaseId), ct);

        var open = (await tx.Db.Objections.Where(o => noticeIds.Contains(o.NoticeId) && caseIds.Contains(o.CaseId) && o.State == ObjectionState.Open)
            .Select(o => new { o.NoticeId, o.CaseId }).ToListAsync(ct)).ToLookup(o => (o.NoticeId, o.CaseId));

        var results = new ObjectionOutcome[items.Count];
        var accepted = new List<(int Index, Notice Notice, NoticeLine Line)>();
        var seen = new HashSet<long>();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var notice = notices.GetValueOrDefault(item.NoticeNumber);
            var line = notice is null ? null : lines.GetValueOrDefault((notice.Id, item.CaseId));
            if (Check(item, notice, line, line is null ? 0 : open[(line.NoticeId, line.CaseId)].Count(), now) is { } refusal) results[i] = Refused(item, refusal);
            else if (actor != Actor.System && !actor.HasFor(notice!.ProgrammeKey, line!.Unit, May)) results[i] = Refused(item, RoleRefusal.OutOfScope);
            else if (!seen.Add(item.CaseId)) results[i] = Refused(item, Repeated);
            else accepted.Add((i, notice!, line!));
        }

        var firstId = await tx.TakeNumbersAsync("objections", accepted.Count, ct);
        var answers = await AnswerAsync(tx, actor, accepted, firstId, ct);
        var rows = new List<Objection>();
        for (var k = 0; k < accepted.Count; k++)
        {
            var (index, notice, line) = accepted[k];
            string? number = null;
            if (answers[k].Kind == CaseOutcomeKind.Applied)
            {
                var serial = await tx.TakeNumbersAsync($"objections/{notice.Number}", 1, ct);
                number = string.Create(CultureInfo.InvariantCulture, $"YY-{notice.Number}-{serial}-{RandomNumberGenerator.GetString(ReceiptLetters, ReceiptLength)}");
                rows.Add(new Objection
                {
                    Id = firstId + k, Number = number, NoticeId = notice.Id, CaseId = line.CaseId, TextCipher = protector.Encrypt(items[index].Text.Trim()),
                    ContactCipher = string.IsNullOrWhiteSpace(items[index].Contact) ? null : protector.Encrypt(items[index].Contact!.Trim()), ReceivedAt = now, TakenDownBy = takenDownBy ?? actor.Id,
                });
            }
            results[index] = new ObjectionOutcome(answers[k], number);
        }
        await tx.Bulk.InsertAsync(rows, ct);
        foreach (var group in rows.GroupBy(row => row.NoticeId))
            await NotificationWriter.ObjectionsAsync(tx, accepted.First(entry => entry.Notice.Id == group.Key).Notice, group.Count(), now, ct);
        if (keyed is not null) await keyed.KeepAsync(tx, Body(results), now, ct);
        await tx.CommitAsync(ct);
        return (results, null);
    }

    /// <summary>Sends each first objection to its case; one about a case that is being looked into already moves nothing.</summary>
    private async Task<CaseOutcome[]> AnswerAsync(WriteTransaction tx, Actor actor, List<(int Index, Notice Notice, NoticeLine Line)> accepted, long firstId, CancellationToken ct)
    {
        var answers = new CaseOutcome[accepted.Count];
        var first = Enumerable.Range(0, accepted.Count).Where(k => accepted[k].Line.State == NoticeLineState.Open).ToList();
        var moved = await executor.SignalWithinAsync(tx, actor, [.. first.Select(k => new CaseSignal(accepted[k].Line.CaseId,
            new Signal(PublicNotice.Object, new Dictionary<string, object?> { ["objectionId"] = firstId + k }, accepted[k].Line.ActivityId, accepted[k].Line.Visit)))], ct);
        for (var i = 0; i < first.Count; i++) answers[first[i]] = moved[i];
        var joining = accepted.Where(entry => entry.Line.State == NoticeLineState.Objected).Select(entry => entry.Line.CaseId).ToList();
        var cases = joining.Count == 0 ? [] : await tx.Db.Cases.Where(c => joining.Contains(c.Id)).Select(c => new { c.Id, c.Number, c.Step, c.Version }).ToDictionaryAsync(c => c.Id, ct);
        for (var k = 0; k < accepted.Count; k++)
            if (cases.TryGetValue(accepted[k].Line.CaseId, out var at)) answers[k] = new CaseOutcome(at.Id, at.Number, CaseOutcomeKind.Applied, null, at.Step, at.Version);
        return answers;
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

    private static Refusal? Check(NewObjection item, Notice? notice, NoticeLine? line, int open, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(item.Text))
            return new Refusal("notice.objection-text-missing", "请记录异议的内容。", "Take down what the objection says.");
        if (item.Text.Length > MaximumText)
            return new Refusal("notice.objection-text-long", $"异议内容最多 {MaximumText} 字；请摘要并另存原件。", $"An objection has at most {MaximumText} characters; summarise it and keep the original.");
        if (item.Contact?.Trim().Length > MaximumContact)
            return new Refusal("notice.objection-contact-long", $"联系方式最多 {MaximumContact} 字；请缩短。", $"How to reach you has at most {MaximumContact} characters; shorten it.");
        if (notice is null || line is null)
            return new Refusal("notice.unknown-line", "该公示中没有这个案件；请核对公示编号和案件。", "The case is not on that notice; check the notice's number and the case.");
        // The period counts, not the closing job: an end that has passed is an end.
        if (now >= notice.EndsAt || notice.State != NoticeState.Posted)
            return new Refusal("notice.ended", "公示期已满，不能再提出异议；请按复核处理。", "The notice period is over; ask for a recheck instead.");
        return line.State switch
        {
            NoticeLineState.Open => null,
            NoticeLineState.Objected when open >= MaximumOpen => new Refusal("notice.objections-full",
                "对该事项的异议已足够多，正在复核；请等待处理结果。", "So many objections about it are being looked into that no more are taken; wait for the result."),
            NoticeLineState.Objected when open > 0 => null,
            _ => new Refusal("notice.line-ended", "该案件已不在公示中，无需异议。", "The case is no longer on notice; no objection is needed."),
        };
    }

    private static ObjectionOutcome Refused(NewObjection item, Refusal refusal) =>
        new(new CaseOutcome(item.CaseId, null, CaseOutcomeKind.Refused, refusal, null, 0), null);

    internal static readonly Refusal Incident = new("case.incident", "该案件处理时出错，异议未登记；请由管理员查看后重试。", "The case's step failed and the objection was not taken down; have the administrator look at it, then try again.");

    private static readonly Refusal Repeated = new("notice.objection-repeated",
        "同一请求中对该案件有多条异议；请合并为一条或分次提交。", "The list names the case more than once; put it into one objection or send them apart.");
}
