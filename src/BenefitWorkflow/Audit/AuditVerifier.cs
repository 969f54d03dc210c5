using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit;

/// <param name="CaseNumber">Null where the case's row itself is gone.</param>
/// <param name="Seq">History entry; null where the case as a whole is at fault.</param>
public sealed record AuditFinding(long CaseId, string? CaseNumber, int? Seq, Refusal Finding);

public sealed record AuditReport(bool Ok, long Cases, long Entries, IReadOnlyList<AuditFinding> Findings);

/// <summary>
/// Recomputes every case's hash chain and compares it with what is stored, so that an edited, inserted, removed or reordered
/// entry, a truncated history and a missing case are found. Streams: memory does not grow with the history.
/// </summary>
public sealed class AuditVerifier(BenefitStore store, KeyRing keys)
{
    private const int ChunkSize = 1_000, MostFindings = 1_000;

    public async Task<AuditReport> VerifyAsync(CancellationToken ct)
    {
        var findings = new List<AuditFinding>();
        var (cases, entries, after) = (0L, 0L, 0L);
        await using var db = store.Read();
        while (findings.Count < MostFindings)
        {
            var chunk = await db.Cases.Where(c => c.Id > after).OrderBy(c => c.Id).Take(ChunkSize).ToListAsync(ct);
            var last = chunk.Count < ChunkSize ? long.MaxValue : chunk[^1].Id;
            var history = (await db.History.Where(h => h.CaseId > after && h.CaseId <= last).OrderBy(h => h.CaseId).ThenBy(h => h.Seq).ToListAsync(ct)).ToLookup(h => h.CaseId);
            foreach (var @case in chunk) Check(@case, [.. history[@case.Id]], findings);
            var known = chunk.Select(c => c.Id).ToHashSet();
            foreach (var orphan in history.Where(h => !known.Contains(h.Key)))
                findings.Add(new AuditFinding(orphan.Key, null, orphan.First().Seq, new Refusal("audit.case-missing", "有历史记录但案件不存在：案件被删除。", "There is history of a case that does not exist: the case was removed.")));
            cases += chunk.Count;
            entries += history.Sum(h => h.Count());
            if (last == long.MaxValue) break;
            after = last;
        }
        await CheckNumbersAsync(db, findings, ct);
        return new AuditReport(findings.Count == 0, cases, entries, findings);
    }

    private void Check(Case @case, List<HistoryEntry> history, List<AuditFinding> findings)
    {
        byte[] previous = [];
        for (var i = 0; i < history.Count; i++)
        {
            var entry = history[i];
            if (entry.Seq != i + 1)
            {
                Find(entry.Seq, "audit.entry-missing", $"第 {i + 1} 条历史记录缺失或次序被改动。", $"Entry {i + 1} is missing or out of order.");
                return;
            }
            if (!entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash(keys.AuditKey, previous)))
            {
                Find(entry.Seq, "audit.entry-changed", $"第 {entry.Seq} 条历史记录被改动。", $"Entry {entry.Seq} was changed.");
                return;
            }
            previous = entry.Hash;
        }
        if (history.Count != @case.Version || !@case.HistoryHead.AsSpan().SequenceEqual(previous))
            Find(history.Count + 1, "audit.history-truncated", $"历史记录应有 {@case.Version} 条，实有 {history.Count} 条，或末条与案件不符。", $"The case knows {@case.Version} entries, {history.Count} are there, or the last is not the one it knows.");

        void Find(int seq, string code, string zh, string en) => findings.Add(new AuditFinding(@case.Id, @case.Number, seq, new Refusal(code, zh, en)));
    }

    // Case numbers run without gaps: a case deleted with all its history still leaves a hole.
    private static async Task CheckNumbersAsync(BenefitDb db, List<AuditFinding> findings, CancellationToken ct)
    {
        var stored = await db.Cases.GroupBy(c => new { c.ProgrammeKey, c.Year }).Select(g => new { g.Key.ProgrammeKey, g.Key.Year, Count = g.LongCount() }).ToListAsync(ct);
        foreach (var sequence in await db.NumberSequences.Where(s => s.Name.StartsWith("case_number:")).ToListAsync(ct))
        {
            var count = stored.SingleOrDefault(s => CaseOpener.NumberSequenceName(s.ProgrammeKey, s.Year) == sequence.Name)?.Count ?? 0;
            if (count != sequence.Next - 1)
                findings.Add(new AuditFinding(0, sequence.Name, null, new Refusal("audit.cases-missing",
                    $"{sequence.Name}：已编号 {sequence.Next - 1} 件，实有 {count} 件案件。", $"{sequence.Name}: {sequence.Next - 1} case numbers were given, {count} cases are there.")));
        }
    }
}
