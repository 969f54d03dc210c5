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
/// <param name="Previewed">SHA-256, in hex, of the texts that were looked at, one per notice, as a preview gives them; another text is refused. Null: whatever the texts are.</param>
public sealed record PostNoticeRequest(string Programme, string Scheme, IReadOnlyList<long>? CaseIds = null, IReadOnlyList<string>? Previewed = null);

public sealed record PostedNotice(long Id, string Number, DateOnly StartsOn, DateOnly EndsOn, DateTimeOffset EndsAt, int Lines);

/// <param name="Notices">One per notice step of the process, version of the programme and 1,000 cases; empty where nothing was posted.</param>
/// <param name="Refusal">Of the whole request; null where its cases were looked at.</param>
public sealed record PostNoticeResult(IReadOnlyList<PostedNotice> Notices, IReadOnlyList<CaseOutcome> Outcomes, Refusal? Refusal = null);

/// <param name="EndsOn">Last day, inclusive.</param>
/// <param name="Text">As it would be frozen, but for the number.</param>
public sealed record NoticePreview(DateOnly StartsOn, DateOnly EndsOn, NoticePeriod Period, int Lines, long TotalFen, string Text)
{
    /// <summary>SHA-256 in lower hex; covers the dates, the period and each line.</summary>
    public string TextSha256 => Convert.ToHexStringLower(NoticeText.Hash(Text));
}

/// <summary>
/// Puts cases that wait at a notice step on a notice. Signals, notice and lines of one notice are one transaction;
/// a case that refuses gets no line. Doing it again posts nothing, because the cases are no longer waiting.
/// </summary>
public sealed class PostNotice(BenefitStore store, CaseExecutor executor, ProgrammeCatalog catalog, CalendarSource calendar, TimeProvider time)
{
    public const int MaximumLines = 1_000;

    /// <summary>Most cases that one request may name.</summary>
    public const int MaximumCases = 50_000;

    internal const string ActivityType = "BenefitWorkflow.PublicNotice";

    internal static readonly string[] May = [Roles.Caseworker];

    internal static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/notices", async (PostNoticeRequest request, bool? run, PostNotice useCase, PostNoticesRun runs, BenefitStore store, TimeProvider time, HttpContext http, CancellationToken ct) =>
        {
            if (run is true) return await runs.StartAsync(http, request, ct);
            if (!KeyedRequest.TryRead(http, request, out var keyed, out var unfit)) return unfit;
            return await KeyedRequest.OnceAsync(keyed, store, time, async () =>
            {
                var result = await useCase.RunAsync(CurrentActor.Of(http), request, ct);
                if (result.Refusal is { } refusal) return (null, Problems.Of(refusal));
                var body = CaseResults.Of(result.Outcomes);
                return (new { notice = result.Notices.FirstOrDefault(), notices = result.Notices, body.Results, body.Applied, body.Refused, body.Incidents }, null);
            }, ct);
        }).RequireRoles(May);

    public async Task<PostNoticeResult> RunAsync(Actor actor, PostNoticeRequest request, CancellationToken ct)
    {
        if (!catalog.TryFindScheme(request.Programme, request.Scheme, out var programme, out var scheme))
            return new PostNoticeResult([], [], UnknownScheme);
        if (request.CaseIds is { Count: > MaximumCases }) return new PostNoticeResult([], [], TooManyCases(MaximumCases));

        var outcomes = new List<CaseOutcome>();
        // A case is put on notice by the rules it was opened under: their period, title and text.
        List<Waiting> waiting;
        await using (var db = store.Read()) waiting = await WaitingAsync(db, CaseScope.Of(actor), programme, scheme, request.CaseIds, outcomes, ct);
        var chunks = Chunks(waiting);
        if (chunks.Count == 0 && outcomes.Count == 0) return new PostNoticeResult([], [], NothingToPost);
        if (chunks.Count > 0 && request.Previewed is { } seen && seen.Count != chunks.Count) return new PostNoticeResult([], [], NotAsPreviewed);

        var notices = new List<PostedNotice>();
        try
        {
            for (var i = 0; i < chunks.Count; i++)
            {
                await using var tx = await store.BeginWriteAsync(ct);
                var first = outcomes.Count;
                if (await PostWithinAsync(tx, actor, programme, scheme, chunks[i], request.Previewed?[i], outcomes, ct) is { } posted) notices.Add(posted);
                // No notice then, but an incident that the executor marked on a case must stay marked.
                else if (!outcomes.Skip(first).Any(o => o.Kind == CaseOutcomeKind.Incident)) continue;
                await tx.CommitAsync(ct);
            }
        }
        catch (CalendarYearMissingException missing)
        {
            // A later notice's transaction was rolled back; what was posted before stands and is reported.
            if (notices.Count == 0) return new PostNoticeResult([], [], missing.Refusal);
        }
        // Some may have been posted before one was found changed: then the rest stands in its rows.
        return notices.Count == 0 && outcomes.Exists(o => o.Refusal == NotAsPreviewed) ? new PostNoticeResult([], [], NotAsPreviewed) : new PostNoticeResult(notices, outcomes);
    }

    /// <summary>One per notice.</summary>
    private static List<IReadOnlyList<Waiting>> Chunks(IEnumerable<Waiting> waiting) => [.. Groups(waiting).SelectMany(group => group.Chunk(MaximumLines))];

    /// <summary>Cases that can be on one notice, version by version.</summary>
    internal static List<IReadOnlyList<Waiting>> Groups(IEnumerable<Waiting> waiting) =>
    [
        .. waiting.GroupBy(w => (w.Kind, w.ProgrammeVersion)).OrderBy(group => group.Key.ProgrammeVersion).ThenBy(group => group.Key.Kind, StringComparer.Ordinal)
            .Select(group => group.OrderBy(w => w.CaseId).ToList()),
    ];

    /// <summary>Posts cases of one group inside the caller's transaction.</summary>
    /// <param name="previewed">Hash of the text that was looked at; null: none was.</param>
    /// <returns>Null where no case could be posted.</returns>
    /// <exception cref="CalendarYearMissingException">The period's end cannot be reckoned; nothing was changed.</exception>
    internal async Task<PostedNotice?> PostWithinAsync(WriteTransaction tx, Actor actor, Programme current, Scheme currentScheme, IReadOnlyList<Waiting> cases, string? previewed, List<CaseOutcome> outcomes, CancellationToken ct)
    {
        var (programme, scheme) = RulesOf(current, currentScheme, cases[0].ProgrammeVersion);
        var kind = cases[0].Kind;
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
        if (previewed is not null)
        {
            // By now the cases are locked and the day is that of the posting.
            var looked = NoticeText.Compose(programme, scheme, NumberToCome, startsOn, endsOn, period, await EntriesAsync(tx.Db, cases, scheme, ct));
            if (!previewed.Equals(Convert.ToHexStringLower(NoticeText.Hash(looked)), StringComparison.OrdinalIgnoreCase))
            {
                outcomes.AddRange(cases.Select(waiting => new CaseOutcome(waiting.CaseId, null, CaseOutcomeKind.Refused, NotAsPreviewed, waiting.ActivityId, 0)));
                return null;
            }
        }
        outcomes.AddRange(answers);
        var posted = cases.Where((_, i) => answers[i].Kind == CaseOutcomeKind.Applied).ToList();
        if (posted.Count == 0) return null;

        // Read again: the executor has locked the cases by now, so what is frozen is what is decided on.
        var entries = await EntriesAsync(tx.Db, posted, scheme, ct);
        var serial = await tx.TakeNumbersAsync($"notices/{programme.Code}-{programme.Year}", 1, ct);
        var number = string.Create(CultureInfo.InvariantCulture, $"GS-{programme.Code}-{programme.Year}-{serial:0000}");
        var text = NoticeText.Compose(programme, scheme, number, startsOn, endsOn, period, entries);
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
        return new PostedNotice(id, number, startsOn, endsOn, endsAt, posted.Count);
    }

    /// <summary>The texts as they would be posted now, one per notice; only the number is given when they are.</summary>
    /// <returns>Nothing was changed; a refusal where nothing could be posted.</returns>
    public async Task<(IReadOnlyList<NoticePreview> Notices, Refusal? Refusal)> PreviewAsync(Actor actor, PostNoticeRequest request, CancellationToken ct)
    {
        if (!catalog.TryFindScheme(request.Programme, request.Scheme, out var current, out var currentScheme)) return ([], UnknownScheme);
        await using var db = store.Read();
        return await PreviewAsync(db, current, currentScheme, await WaitingAsync(db, CaseScope.Of(actor), current, currentScheme, request.CaseIds, [], ct), ct);
    }

    internal async Task<(IReadOnlyList<NoticePreview> Notices, Refusal? Refusal)> PreviewAsync(BenefitDb db, Programme current, Scheme currentScheme, IEnumerable<Waiting> waiting, CancellationToken ct)
    {
        var chunks = Chunks(waiting);
        if (chunks.Count == 0) return ([], NothingToPost);
        var days = await calendar.ReadAsync(db, ct);
        var startsOn = ShanghaiTime.LocalDate(time.GetUtcNow());
        var previews = new List<NoticePreview>();
        try
        {
            foreach (var chunk in chunks)
            {
                var (programme, scheme) = RulesOf(current, currentScheme, chunk[0].ProgrammeVersion);
                var period = programme.NoticePeriod(scheme);
                var endsOn = period.LastDay(startsOn, days);
                var entries = await EntriesAsync(db, chunk, scheme, ct);
                previews.Add(new NoticePreview(startsOn, endsOn, period, entries.Count, entries.Sum(e => e.AmountFen), NoticeText.Compose(programme, scheme, NumberToCome, startsOn, endsOn, period, entries)));
            }
        }
        catch (CalendarYearMissingException missing)
        {
            return ([], missing.Refusal);
        }
        return (previews, null);
    }

    /// <summary>Stands in a preview where the number will be.</summary>
    internal const string NumberToCome = "（张贴时编号）";

    // Cases of a version that is not loaded are refused by the executor, whatever stands here.
    private (Programme Programme, Scheme Scheme) RulesOf(Programme current, Scheme currentScheme, int version)
    {
        var programme = catalog.Find(current.Key, version) ?? current;
        return (programme, programme.FindScheme(currentScheme.Key) ?? currentScheme);
    }

    /// <summary>Lines in the order of the cases.</summary>
    private static async Task<List<NoticeEntry>> EntriesAsync(BenefitDb db, IReadOnlyList<Waiting> cases, Scheme scheme, CancellationToken ct)
    {
        var ids = cases.Select(waiting => waiting.CaseId).ToList();
        var people = await (from @case in db.Cases
                            join beneficiary in db.Beneficiaries on @case.BeneficiaryId equals beneficiary.Id
                            where ids.Contains(@case.Id)
                            select new { @case.Id, beneficiary.Name, @case.Unit, @case.AmountFen }).ToDictionaryAsync(row => row.Id, ct);
        return ids.ConvertAll(id => new NoticeEntry(people[id].Name, people[id].Unit, scheme.Title.Zh, people[id].AmountFen));
    }

    /// <summary>Cases at a notice step that are on no running notice; a named case that is not such gets its refusal.</summary>
    internal async Task<List<Waiting>> WaitingAsync(BenefitDb db, CaseScope within, Programme programme, Scheme scheme, IReadOnlyList<long>? caseIds, List<CaseOutcome> outcomes, CancellationToken ct)
    {
        var named = caseIds?.Distinct().ToList();
        var open = within.Limit(db.Cases).Where(c => c.ProgrammeKey == programme.Key && c.SchemeKey == scheme.Key && c.State != CaseState.Closed && c.Step != null);
        var steps = named is null ? Steps(catalog) : [];
        open = named is null ? open.Where(c => steps.Contains(c.Step!)) : open.Where(c => named.Contains(c.Id));
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

    /// <summary>Steps at which a case waits to be posted, of whatever process.</summary>
    internal static List<string> Steps(ProgrammeCatalog catalog) => [.. catalog.Definitions.SelectMany(d => d.Activities).Where(a => a.Declaration.Type == ActivityType).Select(a => a.Id).Distinct()];

    internal static readonly Refusal UnknownScheme = new("programme.unknown-scheme", "项目或类别不存在；请核对代码。", "The programme or scheme does not exist; check its key.");

    internal static readonly Refusal NothingToPost = new("notice.nothing-to-post", "该类别没有等待公示的案件。", "No case of this scheme waits to be posted.");

    internal static readonly Refusal NotAsPreviewed = new("notice.not-as-previewed",
        "公示内容与预览不同（日期、名单或金额已变化），未张贴；请重新预览后再张贴。", "The notice is not what was previewed: its date, names or amounts have changed. It was not posted; preview it again, then post it.");

    internal static Refusal TooManyCases(int most) => new("notice.too-many-cases", $"一次最多指定 {most} 个案件；请分次提交。", $"A request names at most {most} cases; split it.");

    private static readonly Refusal AlreadyPosted = new("notice.already-posted", "该案件已在公示中。", "The case is already on a notice.");

    private static readonly Refusal NotWaiting = new("notice.not-waiting",
        "该案件不是本类别中等待公示的案件；请核对案件编号与类别。", "The case is not one of this scheme that waits to be posted; check its id and scheme.");

    internal sealed record Waiting(long CaseId, int ProgrammeVersion, string ActivityId, int Visit, string Kind);
}
