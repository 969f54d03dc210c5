using BenefitWorkflow.Cases;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Notices;

/// <summary>What the pages about notices ask: what can be posted, what runs, and one notice with its evidence.</summary>
internal sealed class NoticeBoard(BenefitStore store, ProgrammeCatalog catalog, PostNotice posting)
{
    /// <summary>Cases of a scheme that wait to be posted.</summary>
    public sealed record Ready(string Programme, string Scheme, int Cases, long Fen);

    public sealed record Candidate(long CaseId, string Number, string Name, string Unit, long AmountFen);

    public sealed record Row(
        long Id, string Number, string Programme, string Scheme, NoticeState State, DateOnly StartsOn, DateOnly EndsOn, DateTimeOffset EndsAt, string PostedBy, DateTimeOffset PostedAt, DateTimeOffset? ClosedAt,
        bool PhotoRequired, int Lines, int Objections, int OpenObjections, int StartPhotos, int EndPhotos);

    /// <param name="Next">Where the next page begins; null on the last.</param>
    public sealed record Page(IReadOnlyList<Row> Items, long? Next);

    /// <summary>Without the photograph itself.</summary>
    public sealed record Proof(long Id, ProofMoment Moment, DateTimeOffset At, string RecordedBy, byte[] PageHash, byte[]? UploadHash, byte[]? PhotoHash);

    public sealed record Line(int Number, long CaseId, string Name, string Unit, long AmountFen, NoticeLineState State);

    public sealed record Detail(Row Row, string Text, byte[] TextHash, IReadOnlyList<Line> Lines, IReadOnlyList<Proof> Proofs);

    /// <summary>By step, as the index of the work list is ordered: the cost is that of what waits.</summary>
    public async Task<IReadOnlyList<Ready>> ReadyAsync(CaseScope within, CancellationToken ct)
    {
        var steps = PostNotice.Steps(catalog);
        await using var db = store.Read();
        var ready = new List<Ready>();
        foreach (var programme in catalog.Programmes)
            ready.AddRange((await within.Limit(db.Cases)
                .Where(c => c.ProgrammeKey == programme.Key && c.State != CaseState.Closed && c.Step != null && steps.Contains(c.Step) && c.StepRole == Roles.Caseworker)
                .GroupBy(c => c.SchemeKey).Select(g => new { Scheme = g.Key, Cases = g.Count(), Fen = g.Sum(c => c.AmountFen) }).ToListAsync(ct))
                .OrderBy(g => g.Scheme, StringComparer.Ordinal).Select(g => new Ready(programme.Key, g.Scheme, g.Cases, g.Fen)));
        return ready;
    }

    /// <summary>Cases of the scheme that can be posted now, in the order in which they would stand on the notice.</summary>
    public async Task<IReadOnlyList<Candidate>> CandidatesAsync(CaseScope within, string programme, string scheme, CancellationToken ct)
    {
        if (!catalog.TryFindScheme(programme, scheme, out var found, out var foundScheme)) return [];
        await using var db = store.Read();
        var ids = PostNotice.Groups(await posting.WaitingAsync(db, within, found, foundScheme, null, [], ct)).SelectMany(group => group).Select(w => w.CaseId).ToList();
        var rows = await (from c in db.Cases
                          join b in db.Beneficiaries on c.BeneficiaryId equals b.Id
                          where ids.Contains(c.Id)
                          select new { c.Id, c.Number, b.Name, c.Unit, c.AmountFen }).ToDictionaryAsync(c => c.Id, ct);
        return [.. ids.Where(rows.ContainsKey).Select(id => new Candidate(id, rows[id].Number, rows[id].Name, rows[id].Unit, rows[id].AmountFen))];
    }

    /// <summary>Newest first.</summary>
    /// <param name="before">Id above those of the page; null: from the newest.</param>
    public async Task<Page> ReadAsync(CaseScope within, string? programme, NoticeState? state, long? before, int limit, CancellationToken ct)
    {
        await using var db = store.Read();
        var notices = within.LimitAny(db.Notices, n => n.ProgrammeKey).Where(n => n.Id < (before ?? long.MaxValue));
        if (programme is not null) notices = notices.Where(n => n.ProgrammeKey == programme);
        if (state is not null) notices = notices.Where(n => n.State == state);
        var rows = await Rows(db, notices.OrderByDescending(n => n.Id).Take(limit + 1)).ToListAsync(ct);
        return new Page([.. rows.OrderByDescending(r => r.Id).Take(limit)], rows.Count > limit ? rows.OrderByDescending(r => r.Id).ElementAt(limit - 1).Id : null);
    }

    /// <summary>One notice; null where there is none.</summary>
    public async Task<Detail?> FindAsync(CaseScope within, long id, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await Rows(db, within.LimitAny(db.Notices, n => n.ProgrammeKey).Where(n => n.Id == id)).SingleOrDefaultAsync(ct) is not { } row) return null;
        var text = await db.Notices.Where(n => n.Id == id).Select(n => new { n.Text, n.TextHash }).SingleAsync(ct);
        var lines = await db.NoticeLines.Where(l => l.NoticeId == id).OrderBy(l => l.LineNumber).Select(l => new Line(l.LineNumber, l.CaseId, l.Name, l.Unit, l.AmountFen, l.State)).ToListAsync(ct);
        var proofs = await db.NoticeProofs.Where(p => p.NoticeId == id).OrderBy(p => p.Id).Select(p => new Proof(p.Id, p.Moment, p.At, p.RecordedBy, p.PageHash, p.UploadHash, p.PhotoHash)).ToListAsync(ct);
        return new Detail(row, text.Text, text.TextHash, lines, proofs);
    }

    private static IQueryable<Row> Rows(BenefitDb db, IQueryable<Notice> notices) => notices.Select(n => new Row(
        n.Id, n.Number, n.ProgrammeKey, n.SchemeKey, n.State, n.StartsOn, n.EndsOn, n.EndsAt, n.PostedBy, n.PostedAt, n.ClosedAt, n.PhotoRequired,
        db.NoticeLines.Count(l => l.NoticeId == n.Id), db.Objections.Count(o => o.NoticeId == n.Id), db.Objections.Count(o => o.NoticeId == n.Id && o.State == ObjectionState.Open),
        db.NoticeProofs.Count(p => p.NoticeId == n.Id && p.Moment == ProofMoment.Start && p.PhotoHash != null), db.NoticeProofs.Count(p => p.NoticeId == n.Id && p.Moment == ProofMoment.End && p.PhotoHash != null)));
}
