using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit;

/// <summary>Documents against the histories that prove them: each is there, is the one that came, and counts or is withdrawn as its case's history says.</summary>
internal static class DocumentTraces
{
    private const int Chunk = 200;

    private sealed record Proof(string Sha256, int Seq, bool Withdrawn);

    public static async Task CheckAsync(BenefitDb db, Protector protector, AuditFindings findings, CancellationToken ct)
    {
        var after = 0L;
        while (await db.CaseDocuments.Where(d => d.Id > after).OrderBy(d => d.Id).Take(Chunk).ToListAsync(ct) is { Count: > 0 } documents)
        {
            var proofs = await ProofsAsync(db, [.. documents.Select(d => d.CaseId).Distinct()], ct);
            foreach (var document in documents)
                if (!await StandsAsync(db, protector, document, proofs, ct)) findings.Add(Changed(document.CaseId, proofs.GetValueOrDefault(document.Id)?.Seq, document.Id));
            after = documents[^1].Id;
        }
        await MissingAsync(db, findings, ct);
    }

    private static async Task<bool> StandsAsync(BenefitDb db, Protector protector, CaseDocument document, Dictionary<long, Proof> proofs, CancellationToken ct)
    {
        if (!proofs.TryGetValue(document.Id, out var proof) || proof.Sha256 != Convert.ToHexStringLower(document.Hash)) return false;
        // It may have been withdrawn between the two questions; then its row says so by now.
        if (proof.Withdrawn != document.WithdrawnAt is not null
            && proof.Withdrawn != await db.CaseDocuments.AnyAsync(d => d.Id == document.Id && d.WithdrawnAt != null, ct)) return false;
        if (await db.CaseDocumentContents.SingleOrDefaultAsync(c => c.Id == document.Id, ct) is not { } content) return false;
        try { return SHA256.HashData(protector.DecryptBytes(content.Cipher)).AsSpan().SequenceEqual(document.Hash); }
        catch (CryptographicException) { return false; }
    }

    /// <summary>What histories say of documents, by the document.</summary>
    private static async Task<Dictionary<long, Proof>> ProofsAsync(BenefitDb db, List<long> cases, CancellationToken ct)
    {
        var proofs = new Dictionary<long, Proof>();
        foreach (var entry in await db.History.Where(h => cases.Contains(h.CaseId) && (h.Action == KeepDocuments.Added || h.Action == KeepDocuments.Withdrawn)).OrderBy(h => h.CaseId).ThenBy(h => h.Seq).ToListAsync(ct))
            if (Read(entry.Detail) is var (id, sha256)) proofs[id] = new Proof(sha256, entry.Seq, entry.Action == KeepDocuments.Withdrawn);
        return proofs;
    }

    private static async Task MissingAsync(BenefitDb db, AuditFindings findings, CancellationToken ct)
    {
        var told = new List<(long Id, long CaseId, int Seq)>(Chunk);
        await foreach (var entry in db.History.Where(h => h.Action == KeepDocuments.Added).OrderBy(h => h.CaseId).ThenBy(h => h.Seq).Select(h => new { h.CaseId, h.Seq, h.Detail }).AsAsyncEnumerable().WithCancellation(ct))
            if (Read(entry.Detail) is var (id, _)) told.Add((id, entry.CaseId, entry.Seq));
        foreach (var chunk in told.Chunk(Chunk))
        {
            var ids = chunk.Select(t => t.Id).ToList();
            var there = await db.CaseDocuments.Where(d => ids.Contains(d.Id)).Select(d => d.Id).ToListAsync(ct);
            foreach (var (id, caseId, seq) in chunk.Where(t => !there.Contains(t.Id)))
                findings.Add(new AuditFinding(caseId, null, seq, new Refusal("audit.document-missing",
                    $"第 {seq} 条历史记录的材料 {id} 不存在：被删除；请从备份核对。", $"Document {id} of entry {seq} is not there: it was removed; compare with a backup.")));
        }
    }

    // A detail that cannot be read was changed: the chain says so itself.
    private static (long Id, string Sha256)? Read(string detail)
    {
        try
        {
            using var json = JsonDocument.Parse(detail);
            return json.RootElement.TryGetProperty("data", out var data) && data.TryGetProperty("documentId", out var id) && data.TryGetProperty("sha256", out var sha256)
                ? (id.GetInt64(), sha256.GetString() ?? "") : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static AuditFinding Changed(long caseId, int? seq, long id) => new(caseId, null, seq, new Refusal("audit.document-changed",
        $"材料 {id} 与历史记录不符：内容、状态被改动，或是伪造的；请从备份核对。", $"Document {id} is not as the history says: its content or state was changed, or it is forged; compare with a backup."));
}
