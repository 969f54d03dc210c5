using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit;

/// <summary>
/// Other tables that speak of a case or of one of its history entries. Who removes a case, or cuts a history and mends the
/// case's own row to fit, still contradicts them.
/// </summary>
internal static class CaseTraces
{
    private sealed record Trace(long CaseId, string? CaseNumber, int? Seq);

    public static async Task CheckAsync(BenefitDb db, AuditFindings findings, CancellationToken ct)
    {
        await OfMissingCasesAsync("payment_orders", db.PaymentOrders.Where(o => !db.Cases.Any(c => c.Id == o.CaseId)).Select(o => new Trace(o.CaseId, o.CaseNumber, null)));
        await OfMissingCasesAsync("reservations", db.Reservations.Where(r => !db.Cases.Any(c => c.Id == r.CaseId)).Select(r => new Trace(r.CaseId, null, null)));
        await OfMissingCasesAsync("notice_lines", db.NoticeLines.Where(l => !db.Cases.Any(c => c.Id == l.CaseId)).Select(l => new Trace(l.CaseId, null, null)));
        await OfMissingEntriesAsync("determinations", db.Determinations.Where(d => !db.History.Any(h => h.CaseId == d.CaseId && h.Seq == d.Seq))
            .Select(d => new Trace(d.CaseId, db.Cases.Where(c => c.Id == d.CaseId).Select(c => c.Number).FirstOrDefault(), d.Seq)));
        await OfMissingEntriesAsync("survey_answers", db.SurveyAnswers.Where(a => !db.History.Any(h => h.CaseId == a.CaseId && h.Seq == a.Seq))
            .Select(a => new Trace(a.CaseId, db.Cases.Where(c => c.Id == a.CaseId).Select(c => c.Number).FirstOrDefault(), a.Seq)));

        async Task OfMissingCasesAsync(string table, IQueryable<Trace> traces)
        {
            foreach (var trace in await FirstAsync(traces))
                findings.Add(new AuditFinding(trace.CaseId, trace.CaseNumber, null, new Refusal("audit.case-missing",
                    $"{table} 提到的案件不存在：案件被删除；请从备份核对。", $"{table} speaks of a case that is not there: it was removed; compare with a backup.")));
        }

        async Task OfMissingEntriesAsync(string table, IQueryable<Trace> traces)
        {
            foreach (var trace in await FirstAsync(traces))
                findings.Add(new AuditFinding(trace.CaseId, trace.CaseNumber, trace.Seq, new Refusal("audit.entry-missing",
                    $"{table} 提到的第 {trace.Seq} 条历史记录缺失；请从备份核对。", $"{table} speaks of entry {trace.Seq}, which is missing; compare with a backup.")));
        }

        Task<List<Trace>> FirstAsync(IQueryable<Trace> traces) => traces.Distinct().Take(AuditReport.MostFindings).ToListAsync(ct);
    }
}
