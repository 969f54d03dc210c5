using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices.Objections;

/// <summary>What the page of objections asks: the register, and what an objection may be about.</summary>
internal sealed class ObjectionBoard(BenefitStore store, Protector protector, TimeProvider time)
{
    /// <summary>What was said may name people and illness: only who investigates or supervises reads it.</summary>
    public static readonly string[] TextReaders = [Roles.Reviewer, Roles.Supervisor];

    /// <param name="Text">What was said; null for who may not read it, likewise contact and answer.</param>
    /// <param name="MergedInto">Receipt of the objection that answers this one too.</param>
    public sealed record Row(
        long Id, string Number, long NoticeId, string Notice, int Line, string Name, long CaseId, string Case, DateTimeOffset ReceivedAt, string TakenDownBy, ObjectionState State,
        string? DecidedBy, DateTimeOffset? DecidedAt, string? Text, string? Contact, string? Answer, string? MergedInto, string? MergeReason);

    /// <param name="Next">Where the next page begins; null on the last.</param>
    public sealed record Page(IReadOnlyList<Row> Items, long? Next);

    public sealed record Running(long Id, string Number, string Programme, string Scheme, DateOnly EndsOn);

    /// <summary>Newest first.</summary>
    /// <param name="before">Id above those of the page; null: from the newest.</param>
    public async Task<Page> ReadAsync(Actor actor, string? programme, ObjectionState? state, long? notice, long? before, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var found = from o in db.Objections
                    join n in db.Notices on o.NoticeId equals n.Id
                    join l in db.NoticeLines on new { o.NoticeId, o.CaseId } equals new { l.NoticeId, l.CaseId }
                    join c in CaseScope.Of(actor).Limit(db.Cases) on o.CaseId equals c.Id
                    where o.Id < (before ?? long.MaxValue) && (programme == null || n.ProgrammeKey == programme) && (state == null || o.State == state) && (notice == null || o.NoticeId == notice)
                    orderby o.Id descending
                    select new { Objection = o, c.ProgrammeKey, c.Unit, Notice = n.Number, l.LineNumber, l.Name, Case = c.Number, Into = db.Objections.Where(other => other.Id == o.MergedInto).Select(other => other.Number).FirstOrDefault() };
        var rows = await found.Take(limit + 1).ToListAsync(ct);
        return new Page([.. rows.Take(limit).Select(r =>
        {
            var (o, may) = (r.Objection, actor.HasFor(r.ProgrammeKey, r.Unit, TextReaders));
            return new Row(o.Id, o.Number, o.NoticeId, r.Notice, r.LineNumber, r.Name, o.CaseId, r.Case, o.ReceivedAt, o.TakenDownBy, o.State, o.DecidedBy, o.DecidedAt,
                may ? protector.Decrypt(o.TextCipher) : null, may && o.ContactCipher is { } contact ? protector.Decrypt(contact) : null, may ? o.Answer : null, r.Into, may ? o.MergeReason : null);
        })], rows.Count > limit ? rows[limit - 1].Objection.Id : null);
    }

    /// <summary>Notices that can still be objected to, soonest to end first.</summary>
    public async Task<IReadOnlyList<Running>> RunningAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = store.Read();
        return await db.Notices.Where(n => n.State == NoticeState.Posted && n.EndsAt > now).OrderBy(n => n.EndsAt).ThenBy(n => n.Id).Take(500)
            .Select(n => new Running(n.Id, n.Number, n.ProgrammeKey, n.SchemeKey, n.EndsOn)).ToListAsync(ct);
    }

    /// <summary>The case on a line of a running notice; null where there is no such line.</summary>
    public async Task<NoticeBoard.Line?> LineAsync(long notice, int line, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.NoticeLines.Where(l => l.NoticeId == notice && l.LineNumber == line).Select(l => new NoticeBoard.Line(l.LineNumber, l.CaseId, l.Name, l.Unit, l.AmountFen, l.State)).FirstOrDefaultAsync(ct);
    }

    /// <summary>Open objections about the case of an open one, other than itself: what it could be merged into.</summary>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<(long Id, string Number)>>> OthersAsync(IReadOnlyCollection<long> cases, CancellationToken ct)
    {
        await using var db = store.Read();
        var open = await db.Objections.Where(o => cases.Contains(o.CaseId) && o.State == ObjectionState.Open).OrderBy(o => o.Id).Select(o => new { o.CaseId, o.Id, o.Number }).ToListAsync(ct);
        return open.GroupBy(o => o.CaseId).ToDictionary(g => g.Key, g => (IReadOnlyList<(long, string)>)[.. g.Select(o => (o.Id, o.Number))]);
    }
}
