using System.Globalization;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices.Activities;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <param name="CaseIds">Null: every case of the scheme that waits to be posted.</param>
public sealed record PostNoticeRequest(string Programme, string Scheme, IReadOnlyList<long>? CaseIds = null);

public sealed record PostedNotice(long Id, string Number, DateOnly StartsOn, DateOnly EndsOn, DateTimeOffset EndsAt, int Lines);

/// <param name="Notices">One per notice step of the process, version of the programme and 1,000 cases; empty where nothing was posted.</param>
/// <param name="Refusal">Of the whole request; null where its cases were looked at.</param>
public sealed record PostNoticeResult(IReadOnlyList<PostedNotice> Notices, IReadOnlyList<CaseOutcome> Outcomes, Refusal? Refusal = null);

/// <summary>
/// Puts cases that wait at a notice step on a notice. Signals, notice and lines of one notice are one transaction;
/// a case that refuses gets no line. Doing it again posts nothing, because the cases are no longer waiting.
/// </summary>
public sealed class PostNotice(BenefitStore store, CaseExecutor executor, ProgrammeCatalog catalog, CalendarSource calendar, TimeProvider time)
{
    public const int MaximumLines = 1_000;

    /// <summary>Most cases that one request may name.</summary>
    public const int MaximumCases = 50_000;

    private const string ActivityType = "BenefitWorkflow.PublicNotice";

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/notices", async (PostNoticeRequest request, PostNotice useCase, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var result = await useCase.RunAsync(CurrentActor.Of(http), request, ct);
                if (result.Refusal is { } refusal) return (null, Problems.Of(refusal));
                var body = CaseResults.Of(result.Outcomes);
                return (new { notice = result.Notices.FirstOrDefault(), notices = result.Notices, body.Results, body.Applied, body.Refused, body.Incidents }, null);
            }, ct);
        }).RequireRoles(Roles.Caseworker);

    public async Task<PostNoticeResult> RunAsync(Actor actor, PostNoticeRequest request, CancellationToken ct)
    {
        if (!catalog.TryFindScheme(request.Programme, request.Scheme, out var programme, out var scheme))
            return Refused("programme.unknown-scheme", "项目或类别不存在；请核对代码。", "The programme or scheme does not exist; check its key.");
        if (request.CaseIds is { Count: > MaximumCases })
            return Refused("notice.too-many-cases", $"一次最多指定 {MaximumCases} 个案件；请分次提交。", $"A request names at most {MaximumCases} cases; split it.");

        var outcomes = new List<CaseOutcome>();
        // A case is put on notice by the rules it was opened under: their period, title and text.
        var groups = (await WaitingAsync(programme, scheme, request.CaseIds, outcomes, ct)).GroupBy(waiting => (waiting.Kind, waiting.ProgrammeVersion))
            .OrderBy(group => group.Key.ProgrammeVersion).ThenBy(group => group.Key.Kind, StringComparer.Ordinal).ToList();
        if (groups.Count == 0 && outcomes.Count == 0)
            return Refused("notice.nothing-to-post", "该类别没有等待公示的案件。", "No case of this scheme waits to be posted.");

        var notices = new List<PostedNotice>();
        try
        {
            foreach (var group in groups)
            {
                // Cases of a version that is not loaded are refused by the executor, whatever stands here.
                var rules = catalog.Find(programme.Key, group.Key.ProgrammeVersion) ?? programme;
                var rulesOfScheme = rules.FindScheme(scheme.Key) ?? scheme;
                foreach (var chunk in group.OrderBy(waiting => waiting.CaseId).Chunk(MaximumLines))
                    if (await PostAsync(actor, rules, rulesOfScheme, group.Key.Kind, chunk, outcomes, ct) is { } posted) notices.Add(posted);
            }
        }
        catch (CalendarYearMissingException missing)
        {
            // A later notice's transaction was rolled back; what was posted before stands and is reported.
            if (notices.Count == 0) return new PostNoticeResult([], [], missing.Refusal);
        }
        return new PostNoticeResult(notices, outcomes);
    }

    private async Task<PostedNotice?> PostAsync(Actor actor, Programme programme, Scheme scheme, string kind, IReadOnlyList<Waiting> cases, List<CaseOutcome> outcomes, CancellationToken ct)
    {
        await using var tx = await store.BeginWriteAsync(ct);
        // Only now: waiting for other writers may have taken until the next day, and a day lost to it would be missing from the period.
        var now = time.GetUtcNow();
        var startsOn = ShanghaiTime.LocalDate(now);
        var period = programme.NoticePeriod(scheme);
        var endsOn = period.LastDay(startsOn, await calendar.ReadAsync(tx.Db, ct));
        var endsAt = ShanghaiTime.EndOfDay(endsOn);
        var id = await tx.TakeNumbersAsync("notices", 1, ct);
        var data = new Dictionary<string, object?> { ["noticeId"] = id, ["endsAtMs"] = endsAt.ToUnixTimeMilliseconds() };
        var answers = await executor.SignalWithinAsync(tx, actor,
            [.. cases.Select(waiting => new CaseSignal(waiting.CaseId, new Signal(PublicNotice.Post, data, waiting.ActivityId, waiting.Visit)))], ct);
        outcomes.AddRange(answers);
        var posted = cases.Where((_, i) => answers[i].Kind == CaseOutcomeKind.Applied).ToList();
        if (posted.Count == 0)
        {
            // No notice then, but an incident that the executor marked on a case must stay marked.
            if (answers.Any(answer => answer.Kind == CaseOutcomeKind.Incident)) await tx.CommitAsync(ct);
            return null;
        }

        // Read again: the executor has locked the cases by now, so what is frozen is what is decided on.
        var ids = posted.Select(waiting => waiting.CaseId).ToList();
        var people = await (from @case in tx.Db.Cases
                            join beneficiary in tx.Db.Beneficiaries on @case.BeneficiaryId equals beneficiary.Id
                            where ids.Contains(@case.Id)
                            select new { @case.Id, beneficiary.Name, @case.Unit, @case.AmountFen }).ToDictionaryAsync(row => row.Id, ct);
        var entries = posted.ConvertAll(waiting => people[waiting.CaseId]);
        var serial = await tx.TakeNumbersAsync($"notices/{programme.Code}-{programme.Year}", 1, ct);
        var number = string.Create(CultureInfo.InvariantCulture, $"GS-{programme.Code}-{programme.Year}-{serial:0000}");
        var text = NoticeText.Compose(programme, scheme, number, startsOn, endsOn, period,
            entries.ConvertAll(entry => new NoticeEntry(entry.Name, entry.Unit, scheme.Title.Zh, entry.AmountFen)));
        var notice = new Notice
        {
            Id = id, Number = number, ProgrammeKey = programme.Key, SchemeKey = scheme.Key, Kind = kind, Text = text, TextHash = NoticeText.Hash(text),
            PostedBy = actor.Id, PostedAt = now, StartsOn = startsOn, EndsOn = endsOn, EndsAt = endsAt, PhotoRequired = programme.Notice.PhotoRequired,
        };
        await tx.InsertAsync(notice, ct);
        await tx.InsertAsync(NoticeProof.OfPage(await tx.TakeNumbersAsync(NoticeProof.Sequence, 1, ct), notice, ProofMoment.Start, actor.Id, now), ct);
        await tx.Bulk.InsertAsync(posted.Select((waiting, i) => new NoticeLine
        {
            NoticeId = id, CaseId = waiting.CaseId, LineNumber = i + 1, Visit = waiting.Visit, ActivityId = waiting.ActivityId,
            Name = entries[i].Name, Unit = entries[i].Unit, AmountFen = entries[i].AmountFen,
        }).ToList(), ct);
        await tx.CommitAsync(ct);
        return new PostedNotice(id, number, startsOn, endsOn, endsAt, posted.Count);
    }

    /// <summary>Cases at a notice step that are on no running notice; a named case that is not such gets its refusal.</summary>
    private async Task<List<Waiting>> WaitingAsync(Programme programme, Scheme scheme, IReadOnlyList<long>? caseIds, List<CaseOutcome> outcomes, CancellationToken ct)
    {
        await using var db = store.Read();
        var named = caseIds?.Distinct().ToList();
        var open = db.Cases.Where(c => c.ProgrammeKey == programme.Key && c.SchemeKey == scheme.Key && c.State != CaseState.Closed && c.Step != null);
        if (named is not null) open = open.Where(c => named.Contains(c.Id));
        var rows = await open.OrderBy(c => c.Id).Select(c => new
        {
            c.Id, c.Number, c.ProgrammeVersion, c.DefinitionId, c.DefinitionVersion, Step = c.Step!, c.StepVisit, c.Version,
            OnNotice = db.NoticeLines.Any(line => line.CaseId == c.Id && line.ActivityId == c.Step && line.Visit == c.StepVisit && line.State == NoticeLineState.Open),
        }).ToListAsync(ct);

        var waiting = new List<Waiting>();
        var found = new HashSet<long>();
        foreach (var row in rows)
        {
            found.Add(row.Id);
            var node = catalog.FindDefinition(row.DefinitionId, row.DefinitionVersion)?.Find(row.Step);
            if (node?.Declaration.Type == ActivityType && !row.OnNotice)
                waiting.Add(new Waiting(row.Id, row.ProgrammeVersion, row.Step, row.StepVisit, node.Name));
            else if (named is not null)
                outcomes.Add(new CaseOutcome(row.Id, row.Number, CaseOutcomeKind.Refused, row.OnNotice ? AlreadyPosted : NotWaiting, row.Step, row.Version));
        }
        foreach (var id in named ?? [])
            if (!found.Contains(id)) outcomes.Add(new CaseOutcome(id, null, CaseOutcomeKind.Refused, NotWaiting, null, 0));
        return waiting;
    }

    private static PostNoticeResult Refused(string code, string zh, string en) => new([], [], new Refusal(code, zh, en));

    private static readonly Refusal AlreadyPosted = new("notice.already-posted", "该案件已在公示中。", "The case is already on a notice.");

    private static readonly Refusal NotWaiting = new("notice.not-waiting",
        "该案件不是本类别中等待公示的案件；请核对案件编号与类别。", "The case is not one of this scheme that waits to be posted; check its id and scheme.");

    private sealed record Waiting(long CaseId, int ProgrammeVersion, string ActivityId, int Visit, string Kind);
}
