using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit;

/// <summary>
/// Documents against the histories that prove them: each is there, on its case, is the one that came from who brought it, and counts or is
/// withdrawn as its case's history says. Reads by chunks: memory does not grow with the documents.
/// </summary>
/// <param name="contents">True: every scan is decrypted and hashed too, which takes as long as there are scans; false: it is only there.</param>
internal sealed class DocumentTraces(BenefitDb db, Protector protector, AuditFindings findings, bool contents)
{
    private const int Chunk = 200;

    /// <summary>What an entry tells of a document.</summary>
    private sealed record Told([property: JsonPropertyName("documentId")] long Id, string? Kind, string MediaType, long Size, string Sha256);

    /// <param name="Seq">Newest entry of it.</param>
    /// <param name="Withdrawal">By whom and why; null while it counts.</param>
    private sealed record Proof(int Seq, Told Told, string UploadedBy, (string By, string? Reason)? Withdrawal);

    public async Task CheckAsync(CancellationToken ct)
    {
        var after = 0L;
        while (await db.CaseDocuments.Where(d => d.Id > after).OrderBy(d => d.Id).Take(Chunk).ToListAsync(ct) is { Count: > 0 } documents)
        {
            var ids = documents.ConvertAll(d => d.Id);
            var proofs = await ProofsAsync([.. documents.Select(d => d.CaseId).Distinct()], ct);
            var stored = (await db.CaseDocumentContents.Where(c => ids.Contains(c.Id)).Select(c => c.Id).ToListAsync(ct)).ToHashSet();
            foreach (var document in documents)
            {
                var proof = proofs.GetValueOrDefault((document.CaseId, document.Id));
                if (proof is null || !stored.Contains(document.Id) || !await StandsAsync(document, proof, ct) || (contents && !await IsWholeAsync(document, ct)))
                    findings.Add(Changed(document.CaseId, proof?.Seq, document.Id));
            }
            after = documents[^1].Id;
        }
        await MissingAsync(ct);
    }

    private async Task<bool> StandsAsync(CaseDocument document, Proof proof, CancellationToken ct)
    {
        // It may have been withdrawn between the two questions; then its row says so by now.
        if (proof.Withdrawal is not null && document.WithdrawnAt is null && await db.CaseDocuments.SingleOrDefaultAsync(d => d.Id == document.Id, ct) is { } now) document = now;
        return proof.Told == new Told(document.Id, document.Kind, document.MediaType, document.Size, Convert.ToHexStringLower(document.Hash))
            && proof.UploadedBy == document.UploadedBy
            && (document.WithdrawnAt is null ? proof.Withdrawal is null && document is { WithdrawnBy: null, WithdrawReason: null } : proof.Withdrawal == (document.WithdrawnBy!, document.WithdrawReason));
    }

    private async Task<bool> IsWholeAsync(CaseDocument document, CancellationToken ct)
    {
        if (await db.CaseDocumentContents.SingleOrDefaultAsync(c => c.Id == document.Id, ct) is not { } content) return false;
        try
        {
            var bytes = protector.DecryptBytes(content.Cipher);
            return bytes.Length == document.Size && SHA256.HashData(bytes).AsSpan().SequenceEqual(document.Hash);
        }
        catch (CryptographicException) { return false; }
    }

    /// <summary>What histories say of documents, by case and document: another case's entry proves nothing.</summary>
    private async Task<Dictionary<(long CaseId, long Id), Proof>> ProofsAsync(List<long> cases, CancellationToken ct)
    {
        var proofs = new Dictionary<(long, long), Proof>();
        foreach (var entry in await db.History.Where(h => cases.Contains(h.CaseId) && (h.Action == KeepDocuments.Added || h.Action == KeepDocuments.Withdrawn)).OrderBy(h => h.CaseId).ThenBy(h => h.Seq).ToListAsync(ct))
        {
            if (Read(entry.Detail) is not { } told) continue;
            if (entry.Action == KeepDocuments.Added) proofs[(entry.CaseId, told.Id)] = new Proof(entry.Seq, told, entry.Actor, null);
            else if (proofs.TryGetValue((entry.CaseId, told.Id), out var proof)) proofs[(entry.CaseId, told.Id)] = proof with { Seq = entry.Seq, Withdrawal = (entry.Actor, entry.Reason) };
        }
        return proofs;
    }

    private async Task MissingAsync(CancellationToken ct)
    {
        var (lastCase, lastSeq) = (0L, 0);
        while (true)
        {
            var entries = await db.History.Where(h => h.CaseId >= lastCase && (h.CaseId > lastCase || h.Seq > lastSeq) && h.Action == KeepDocuments.Added)
                .OrderBy(h => h.CaseId).ThenBy(h => h.Seq).Select(h => new { h.CaseId, h.Seq, h.Detail }).Take(Chunk).ToListAsync(ct);
            if (entries.Count == 0) return;
            (lastCase, lastSeq) = (entries[^1].CaseId, entries[^1].Seq);
            var told = entries.Select(e => (Read(e.Detail)?.Id, e.CaseId, e.Seq)).Where(t => t.Id is not null).ToList();
            var ids = told.ConvertAll(t => t.Id!.Value);
            var there = (await db.CaseDocuments.Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.CaseId }).ToListAsync(ct)).Select(d => (d.Id, d.CaseId)).ToHashSet();
            foreach (var (id, caseId, seq) in told.Where(t => !there.Contains((t.Id!.Value, t.CaseId))))
                findings.Add(new AuditFinding(caseId, null, seq, new Refusal("audit.document-missing",
                    $"第 {seq} 条历史记录的材料 {id} 不存在：被删除，或被移到另一案件；请从备份核对。", $"Document {id} of entry {seq} is not there: it was removed, or moved to another case; compare with a backup.")));
        }
    }

    // A detail that cannot be read was changed: the chain says so itself.
    private static Told? Read(string detail)
    {
        try
        {
            using var json = JsonDocument.Parse(detail);
            return json.RootElement.GetProperty("data").Deserialize<Told>(JsonSerializerOptions.Web) is { MediaType: not null, Sha256: not null } told ? told : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static AuditFinding Changed(long caseId, int? seq, long id) => new(caseId, null, seq, new Refusal("audit.document-changed",
        $"材料 {id} 与历史记录不符：内容、种类、状态或所属案件被改动，或是伪造的；请从备份核对。", $"Document {id} is not as the history says: its content, kind, state or case was changed, or it is forged; compare with a backup."));
}
