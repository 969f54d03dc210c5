using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit;

/// <summary>
/// Recomputes every case's hash chain and compares it with what is stored, so that an edited, inserted, removed or reordered
/// entry, a truncated history and a missing case are found. Streams: memory does not grow with the history.
/// Runs beside the service without stopping it: what looks wrong while a case is being written is read again.
/// </summary>
public sealed class AuditVerifier(BenefitStore store, KeyRing keys)
{
    private const int MostReads = 5;

    /// <summary>Cases read at a time.</summary>
    internal int ChunkSize { get; init; } = 1_000;

    /// <summary>Null where the actor may have everything verified: findings name cases of any programme.</summary>
    public static Refusal? Unless(Actor actor) =>
        actor.HasEverywhere(Roles.Auditor, Roles.Administrator) ? null : RoleRefusal.Unless(actor, [Roles.Auditor, Roles.Administrator]) ?? RoleRefusal.OutOfScope;

    /// <summary>Without the scans' contents: rows and hashes, which one request can wait for.</summary>
    public Task<AuditReport> VerifyAsync(CancellationToken ct) => VerifyAsync(contents: false, ct);

    /// <param name="contents">True: also decrypts and hashes every scan that is kept.</param>
    public async Task<AuditReport> VerifyAsync(bool contents, CancellationToken ct)
    {
        var (findings, numbers) = (new AuditFindings(), new CaseNumbers());
        var (cases, entries, after) = (0L, 0L, 0L);
        await using var db = store.Read();
        var before = await CaseNumbers.Sequences(db).ToListAsync(ct);
        for (var more = true; more;)
        {
            var chunk = await db.Cases.Where(c => c.Id > after).OrderBy(c => c.Id).Take(ChunkSize).ToListAsync(ct);
            more = chunk.Count == ChunkSize;
            // The last chunk also takes history of cases above the highest: such history is forged, or its cases are gone.
            var last = more ? chunk[^1].Id : long.MaxValue;
            foreach (var @case in chunk) numbers.Saw(@case, findings);
            var (read, doubtful) = await ReadChunkAsync(db, chunk, after, last, ct);
            foreach (var id in doubtful)
                if (await CheckAgainAsync(id, ct) is { } finding) findings.Add(finding);
            cases += chunk.Count;
            entries += read;
            after = last;
        }
        numbers.Compare(before, await CaseNumbers.Sequences(db).ToListAsync(ct), findings);
        await CaseTraces.CheckAsync(db, findings, ct);
        await new DocumentTraces(db, new Protector(keys), findings, contents).CheckAsync(ct);
        foreach (var year in await db.Cases.Select(c => new { c.ProgrammeKey, c.Year }).Distinct().ToListAsync(ct))
        foreach (var difference in await IndicatorTotals.CompareAsync(db, year.ProgrammeKey, year.Year, ct))
            findings.Add(new AuditFinding(0, null, null, difference));
        return new AuditReport(findings.Count == 0, cases, entries, findings.Count, findings.List);
    }

    /// <summary>Cases and their history are both in the order of the case's id and are merged as they come.</summary>
    private async Task<(long Entries, List<long> Doubtful)> ReadChunkAsync(BenefitDb db, List<Case> cases, long after, long last, CancellationToken ct)
    {
        var (entries, doubtful, at) = (0L, new List<long>(), 0);
        HistoryChain? chain = null;
        await foreach (var entry in db.History.Where(h => h.CaseId > after && h.CaseId <= last).OrderBy(h => h.CaseId).ThenBy(h => h.Seq).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (chain is not null && chain.CaseId != entry.CaseId)
            {
                End(chain);
                chain = null;
            }
            chain ??= new HistoryChain(entry.CaseId, keys.AuditKey);
            chain.Add(entry);
            entries++;
        }
        if (chain is not null) End(chain);
        while (at < cases.Count) Doubt(cases[at++].Id);
        return (entries, doubtful);

        void End(HistoryChain ended)
        {
            // Cases passed over have no history.
            while (at < cases.Count && cases[at].Id < ended.CaseId) Doubt(cases[at++].Id);
            var @case = at < cases.Count && cases[at].Id == ended.CaseId ? cases[at++] : null;
            if (ended.End(@case) is not null) Doubt(ended.CaseId);
        }

        // Forged history may name any number of cases; a report of the first says enough.
        void Doubt(long id)
        {
            if (doubtful.Count < AuditReport.MostFindings) doubtful.Add(id);
        }
    }

    /// <summary>Case and history are read by two queries; the finding stands if the case was the same before and after.</summary>
    private async Task<AuditFinding?> CheckAgainAsync(long id, CancellationToken ct)
    {
        AuditFinding? finding = null;
        for (var read = 0; read < MostReads; read++)
        {
            await using var db = store.Read();
            var before = await db.Cases.FirstOrDefaultAsync(c => c.Id == id, ct);
            var chain = new HistoryChain(id, keys.AuditKey);
            await foreach (var entry in db.History.Where(h => h.CaseId == id).OrderBy(h => h.Seq).AsAsyncEnumerable().WithCancellation(ct)) chain.Add(entry);
            finding = chain.End(before);
            var after = await db.Cases.FirstOrDefaultAsync(c => c.Id == id, ct);
            if (finding is null || before?.Version == after?.Version) return finding;
        }
        return finding;
    }
}
