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
/// <param name="SignerChecked">False where nothing was given to know the signer by: then the pack may be anybody's.</param>
public sealed record EvidenceReport(EvidenceManifest? Manifest, string? Fingerprint, IReadOnlyList<Refusal> Findings, bool SignerChecked)
{
    public bool Ok => SignerChecked && Findings.Count == 0;
}

/// <summary>
/// Checks a pack by itself, without service or database: the manifest's signature, every file's hash, nothing missing or added, the history
/// without gaps to the head that the manifest names, every document proven by its entry. With the key ring also the chain itself, entry by entry.
/// </summary>
public static class EvidenceCheck
{
    /// <param name="pack">Seekable.</param>
    /// <param name="keys">The installation's; null: the chain's hashes are only compared with the manifest's head, and the signer is not known.</param>
    /// <param name="fingerprint">Of the key that must have signed it; null: that of <paramref name="keys"/>, or any.</param>
    public static EvidenceReport Run(Stream pack, KeyRing? keys = null, string? fingerprint = null)
    {
        var found = new List<Refusal>();
        EvidenceManifest? manifest = null;
        string? signer = null;
        var part = EvidenceManifest.Name;
        try
        {
            using var files = new PackFiles(pack);
            if (files.Read(EvidenceManifest.Name) is not { } bytes || JsonSerializer.Deserialize<EvidenceManifest>(bytes, EvidenceManifest.Json) is not { Format: EvidenceManifest.Version1, CaseNumber: not null, MadeBy: not null, HistoryHead: not null, PublicKey: not null, Files: not null } read
                || read.Files.Any(f => f is not { Path: not null, Sha256: not null }) || read.LeftOut?.Contains(null!) == true)
                return NotAPackReport;
            var publicKey = Convert.FromBase64String(read.PublicKey);
            (manifest, signer, part) = (read, EvidenceKey.FingerprintOf(publicKey), EvidenceManifest.SignatureName);
            Signature(found, files, bytes, publicKey, keys, fingerprint);
            part = "zip";
            Listed(found, files, manifest);
            part = EvidenceManifest.HistoryName;
            if (History(found, files, manifest, keys) is { } history)
            {
                part = EvidenceManifest.DocumentsName;
                Documents(found, files, manifest, history);
            }
            foreach (var path in manifest.LeftOut ?? [])
                found.Add(new Refusal("evidence.left-out", $"生成证据包时文件 {path} 已损坏或丢失，未能收入；请用 verify-audit 核验数据库。", $"The file {path} was damaged or gone when the pack was made and is left out; run verify-audit on the database."));
            if (manifest.ChainFault is { } fault)
                found.Add(new Refusal("evidence.chain-fault", $"生成证据包时经过链已有问题（{fault}）；请用 verify-audit 核验数据库。", $"The chain was at fault when the pack was made ({fault}); run verify-audit on the database."));
        }
        // Whoever checks a pack did not make it: whatever stands in it must be an answer.
        catch (Exception e) when (e is InvalidDataException or JsonException or FormatException or IOException or NotSupportedException or OverflowException or KeyNotFoundException or InvalidOperationException or ArgumentException or CryptographicException)
        {
            if (manifest is null) return NotAPackReport;
            found.Add(new Refusal("evidence.malformed", $"证据包中的 {part} 不合格式，未能核验：已损坏或是伪造的；请重新取得。", $"{part} of the pack is malformed and could not be checked: it is damaged or forged; get the pack again."));
        }
        return new EvidenceReport(manifest, signer, found, keys is not null || fingerprint is not null);
    }

    private static void Signature(List<Refusal> found, PackFiles files, byte[] manifest, byte[] publicKey, KeyRing? keys, string? fingerprint)
    {
        if (files.Read(EvidenceManifest.SignatureName) is not { } signature || !EvidenceKey.Verifies(publicKey, manifest, Convert.FromBase64String(Encoding.ASCII.GetString(signature))))
            found.Add(new Refusal("evidence.signature", "清单的签名不符：清单在生成后被改动；请向出具单位重新取得。", "The manifest's signature does not fit: it was changed after it was made; get the pack from its source again."));
        if (fingerprint is null && keys is not null)
        {
            using var key = new EvidenceKey(keys);
            fingerprint = key.Fingerprint;
        }
        if (fingerprint is not null && !string.Equals(fingerprint, EvidenceKey.FingerprintOf(publicKey), StringComparison.OrdinalIgnoreCase))
            found.Add(new Refusal("evidence.other-key", "证据包不是由所指定的系统签名的：可能是伪造，或指纹有误；请核对指纹。", "The pack was not signed by the system named: it is forged or the fingerprint is wrong; compare the fingerprint."));
    }

    private static void Listed(List<Refusal> found, PackFiles files, EvidenceManifest manifest)
    {
        foreach (var file in manifest.Files)
        {
            if (!files.ByPath.TryGetValue(file.Path, out var stored))
                found.Add(new Refusal("evidence.file-missing", $"缺少文件 {file.Path}：被删除；请重新取得。", $"The file {file.Path} is missing: it was removed; get the pack again."));
            else if (stored.Any(e => e.Length != file.Size || PackFiles.Hash(e) != file.Sha256))
                found.Add(new Refusal("evidence.file-changed", $"文件 {file.Path} 与清单不符：被改动；请重新取得。", $"The file {file.Path} is not the one of the manifest: it was changed; get the pack again."));
        }
        var listed = manifest.Files.Select(f => f.Path).Append(EvidenceManifest.Name).Append(EvidenceManifest.SignatureName).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, stored) in files.ByPath)
            if (stored.Count > 1 || !listed.Contains(path))
                found.Add(new Refusal("evidence.file-added", $"文件 {path} 不在清单中：是后来加入的；不要采信。", $"The file {path} is not in the manifest: it was added later; do not rely on it."));
    }

    /// <returns>Null where it has a hole, behind which nothing can be told.</returns>
    private static IReadOnlyList<EvidenceEntry>? History(List<Refusal> found, PackFiles files, EvidenceManifest manifest, KeyRing? keys)
    {
        // A missing file was told already.
        if (!files.ByPath.ContainsKey(EvidenceManifest.HistoryName)) return null;
        var history = files.List<EvidenceEntry>(EvidenceManifest.HistoryName);
        if (history.Any(e => e is not { Actor: not null, Action: not null, Detail: not null, Hash: not null })) throw new InvalidDataException("An entry lacks what its hash covers.");
        byte[] previous = [];
        for (var i = 0; i < history.Count; i++)
        {
            var entry = history[i];
            if (entry.Seq != i + 1)
            {
                found.Add(new Refusal("evidence.history-gap", $"第 {i + 1} 条经过缺失或次序被改动；请重新取得。", $"Entry {i + 1} of the history is missing or out of order; get the pack again."));
                return null;
            }
            if (keys is not null && Convert.ToHexStringLower(Of(manifest.CaseId, entry).ComputeHash(keys.AuditKey, previous)) != entry.Hash)
            {
                found.Add(new Refusal("evidence.entry-changed", $"第 {entry.Seq} 条经过被改动或伪造；请与数据库核对。", $"Entry {entry.Seq} of the history was changed or forged; compare with the database."));
                return null;
            }
            previous = Convert.FromHexString(entry.Hash);
        }
        if (history.Count != manifest.Entries || Convert.ToHexStringLower(previous) != manifest.HistoryHead)
            found.Add(new Refusal("evidence.history-cut", $"经过共 {manifest.Entries} 条，包中只有 {history.Count} 条或末条不符：被截断；请重新取得。", $"The history has {manifest.Entries} entries; the pack has {history.Count}, or another last one: it was cut; get the pack again."));
        return history;
    }

    private static void Documents(List<Refusal> found, PackFiles files, EvidenceManifest manifest, IReadOnlyList<EvidenceEntry> history)
    {
        if (!files.ByPath.ContainsKey(EvidenceManifest.DocumentsName)) return;
        var documents = files.List<EvidenceDocument>(EvidenceManifest.DocumentsName).ToDictionary(d => d.Id);
        var proven = new Dictionary<long, string>();
        foreach (var entry in history.Where(e => e.Action == KeepDocuments.Added))
        {
            using var detail = JsonDocument.Parse(entry.Detail);
            var data = detail.RootElement.GetProperty("data");
            proven[data.GetProperty("documentId").GetInt64()] = data.GetProperty("sha256").GetString() ?? "";
        }
        foreach (var id in documents.Keys.Union(proven.Keys).Order())
            if (documents.GetValueOrDefault(id) is not { Path: { } path, Sha256: { } sha256 } || proven.GetValueOrDefault(id) != sha256 || !Fits(path, sha256))
                found.Add(new Refusal("evidence.document-unproven", $"材料 {id} 与经过中记录的不是同一份，或只在一处；请与数据库核对。", $"Document {id} is not the one that the history records, or stands in one of the two only; compare with the database."));

        // One that could not be read is told as left out.
        bool Fits(string path, string sha256) => files.ByPath.TryGetValue(path, out var stored) ? PackFiles.Hash(stored[0]) == sha256 : manifest.LeftOut?.Contains(path) == true;
    }

    private static HistoryEntry Of(long caseId, EvidenceEntry e) => new()
    {
        CaseId = caseId, Seq = e.Seq, At = DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs), Actor = e.Actor, Action = e.Action, FromStep = e.FromStep, ToStep = e.ToStep, Reason = e.Reason, Detail = e.Detail,
    };

    private static EvidenceReport NotAPackReport => new(null, null, [new Refusal("evidence.not-a-pack", "文件不是证据包，或已损坏；请重新取得。", "The file is no evidence pack, or it is damaged; get it again.")], SignerChecked: false);

    /// <summary>Anybody can make a pack that fits itself: whose it is, only the fingerprint tells.</summary>
    internal static Refusal SignerUnchecked { get; } = new("evidence.signer-unchecked", "未核对签名者：伪造的证据包也能自相符合；请从系统审计页（不是从证据包）取得指纹，用 --key 重新核验。",
        "The signer was not checked: a forged pack fits itself too; take the fingerprint from the service's audit page, never from the pack, and check again with --key.");
}
