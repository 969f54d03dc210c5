using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>What a check of a pack found.</summary>
/// <param name="Manifest">Null where the file is no pack.</param>
/// <param name="Fingerprint">Of the key that signed it; null as above.</param>
public sealed record EvidenceReport(EvidenceManifest? Manifest, string? Fingerprint, IReadOnlyList<Refusal> Findings)
{
    public bool Ok => Findings.Count == 0;
}

/// <summary>
/// Checks a pack by itself, without service or database: the manifest's signature, every file's hash, nothing missing or added, the history
/// without gaps to the head that the manifest names, every document proven by its entry. With the key ring also the chain itself, entry by entry.
/// </summary>
public static class EvidenceCheck
{
    private const int MostFiles = 2_000;
    private const long MostBytes = 4L << 30;

    /// <param name="pack">Seekable.</param>
    /// <param name="keys">The installation's; null: the chain's hashes are only compared with the manifest's head, and the signer is not known.</param>
    /// <param name="fingerprint">Of the key that must have signed it; null: that of <paramref name="keys"/>, or any.</param>
    public static EvidenceReport Run(Stream pack, KeyRing? keys = null, string? fingerprint = null)
    {
        var found = new List<Refusal>();
        try
        {
            using var zip = new ZipArchive(pack, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
            // What unpacks to more than any case has is an attack on who checks it.
            if (zip.Entries.Count > MostFiles || zip.Entries.Sum(e => e.Length) > MostBytes) return new EvidenceReport(null, null, [NotAPack]);
            var entries = zip.Entries.GroupBy(e => e.FullName, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
            if (Read(entries, EvidenceManifest.Name) is not { } bytes || JsonSerializer.Deserialize<EvidenceManifest>(bytes, EvidenceManifest.Json) is not { Format: EvidenceManifest.Version1, Files: not null, PublicKey: not null } manifest)
                return new EvidenceReport(null, null, [NotAPack]);
            var publicKey = Convert.FromBase64String(manifest.PublicKey);
            Signature(found, entries, bytes, publicKey, keys, fingerprint);
            Files(found, entries, manifest);
            History(found, entries, manifest, keys);
            if (manifest.ChainFault is { } fault)
                found.Add(new Refusal("evidence.chain-fault", $"生成证据包时经过链已有问题（{fault}）；请用 verify-audit 核验数据库。", $"The chain was at fault when the pack was made ({fault}); run verify-audit on the database."));
            return new EvidenceReport(manifest, EvidenceKey.FingerprintOf(publicKey), found);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or IOException or NotSupportedException)
        {
            return new EvidenceReport(null, null, [NotAPack]);
        }
    }

    private static void Signature(List<Refusal> found, Dictionary<string, List<ZipArchiveEntry>> entries, byte[] manifest, byte[] publicKey, KeyRing? keys, string? fingerprint)
    {
        if (Read(entries, EvidenceManifest.SignatureName) is not { } signature || !EvidenceKey.Verifies(publicKey, manifest, Convert.FromBase64String(Encoding.ASCII.GetString(signature))))
            found.Add(new Refusal("evidence.signature", "清单的签名不符：清单在生成后被改动；请向出具单位重新取得。", "The manifest's signature does not fit: it was changed after it was made; get the pack from its source again."));
        if (fingerprint is null && keys is not null)
        {
            using var key = new EvidenceKey(keys);
            fingerprint = key.Fingerprint;
        }
        if (fingerprint is not null && !string.Equals(fingerprint, EvidenceKey.FingerprintOf(publicKey), StringComparison.OrdinalIgnoreCase))
            found.Add(new Refusal("evidence.other-key", "证据包不是由所指定的系统签名的：可能是伪造，或指纹有误；请核对指纹。", "The pack was not signed by the system named: it is forged or the fingerprint is wrong; compare the fingerprint."));
    }

    private static void Files(List<Refusal> found, Dictionary<string, List<ZipArchiveEntry>> entries, EvidenceManifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!entries.TryGetValue(file.Path, out var stored))
                found.Add(new Refusal("evidence.file-missing", $"缺少文件 {file.Path}：被删除；请重新取得。", $"The file {file.Path} is missing: it was removed; get the pack again."));
            else if (stored.Any(e => e.Length != file.Size || Hash(e) != file.Sha256))
                found.Add(new Refusal("evidence.file-changed", $"文件 {file.Path} 与清单不符：被改动；请重新取得。", $"The file {file.Path} is not the one of the manifest: it was changed; get the pack again."));
        }
        var listed = manifest.Files.Select(f => f.Path).Append(EvidenceManifest.Name).Append(EvidenceManifest.SignatureName).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, stored) in entries)
            if (stored.Count > 1 || !listed.Contains(path))
                found.Add(new Refusal("evidence.file-added", $"文件 {path} 不在清单中：是后来加入的；不要采信。", $"The file {path} is not in the manifest: it was added later; do not rely on it."));
    }

    private static void History(List<Refusal> found, Dictionary<string, List<ZipArchiveEntry>> entries, EvidenceManifest manifest, KeyRing? keys)
    {
        // A missing file was told already.
        if (Read(entries, EvidenceManifest.HistoryName) is not { } bytes) return;
        var history = JsonSerializer.Deserialize<List<EvidenceEntry>>(bytes, EvidenceManifest.Json) ?? [];
        byte[] previous = [];
        for (var i = 0; i < history.Count; i++)
        {
            var entry = history[i];
            if (entry.Seq != i + 1)
            {
                found.Add(new Refusal("evidence.history-gap", $"第 {i + 1} 条经过缺失或次序被改动；请重新取得。", $"Entry {i + 1} of the history is missing or out of order; get the pack again."));
                return;
            }
            if (keys is not null && Convert.ToHexStringLower(Of(manifest.CaseId, entry).ComputeHash(keys.AuditKey, previous)) != entry.Hash)
            {
                found.Add(new Refusal("evidence.entry-changed", $"第 {entry.Seq} 条经过被改动或伪造；请与数据库核对。", $"Entry {entry.Seq} of the history was changed or forged; compare with the database."));
                return;
            }
            previous = Convert.FromHexString(entry.Hash);
        }
        if (history.Count != manifest.Entries || Convert.ToHexStringLower(previous) != manifest.HistoryHead)
            found.Add(new Refusal("evidence.history-cut", $"经过共 {manifest.Entries} 条，包中只有 {history.Count} 条或末条不符：被截断；请重新取得。", $"The history has {manifest.Entries} entries; the pack has {history.Count}, or another last one: it was cut; get the pack again."));
        Documents(found, entries, history);
    }

    private static void Documents(List<Refusal> found, Dictionary<string, List<ZipArchiveEntry>> entries, List<EvidenceEntry> history)
    {
        if (Read(entries, EvidenceManifest.DocumentsName) is not { } bytes) return;
        var documents = (JsonSerializer.Deserialize<List<EvidenceDocument>>(bytes, EvidenceManifest.Json) ?? []).ToDictionary(d => d.Id);
        var proven = new Dictionary<long, string>();
        foreach (var entry in history.Where(e => e.Action == KeepDocuments.Added))
        {
            using var detail = JsonDocument.Parse(entry.Detail);
            var data = detail.RootElement.GetProperty("data");
            proven[data.GetProperty("documentId").GetInt64()] = data.GetProperty("sha256").GetString() ?? "";
        }
        foreach (var id in documents.Keys.Union(proven.Keys).Order())
        {
            var document = documents.GetValueOrDefault(id);
            if (document is null || proven.GetValueOrDefault(id) != document.Sha256 || !entries.TryGetValue(document.Path, out var stored) || Hash(stored[0]) != document.Sha256)
                found.Add(new Refusal("evidence.document-unproven", $"材料 {id} 与经过中记录的不是同一份，或只在一处；请与数据库核对。", $"Document {id} is not the one that the history records, or stands in one of the two only; compare with the database."));
        }
    }

    private static HistoryEntry Of(long caseId, EvidenceEntry e) => new()
    {
        CaseId = caseId, Seq = e.Seq, At = DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs), Actor = e.Actor, Action = e.Action, FromStep = e.FromStep, ToStep = e.ToStep, Reason = e.Reason, Detail = e.Detail,
    };

    private static byte[]? Read(Dictionary<string, List<ZipArchiveEntry>> entries, string name)
    {
        if (!entries.TryGetValue(name, out var stored)) return null;
        using var stream = stored[0].Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Hash(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static Refusal NotAPack { get; } = new("evidence.not-a-pack", "文件不是证据包，或已损坏；请重新取得。", "The file is no evidence pack, or it is damaged; get it again.");
}
