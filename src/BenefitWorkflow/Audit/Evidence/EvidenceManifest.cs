using System.Text.Encodings.Web;
using System.Text.Json;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>What a pack says of itself: every file with its hash, and how the case's history stood.</summary>
/// <param name="Format">Always <see cref="Version1"/>.</param>
/// <param name="Entries">Entries of the history.</param>
/// <param name="HistoryHead">Hash of the newest, lower-case hex.</param>
/// <param name="ChainFault">Code of what was wrong with the chain when the pack was made; null: nothing.</param>
/// <param name="LeftOut">Files that were damaged or gone when the pack was made and are not in it; empty or null: none.</param>
/// <param name="PublicKey">Whose signature <c>manifest.sig</c> is; base64 of SubjectPublicKeyInfo.</param>
public sealed record EvidenceManifest(
    string Format, long CaseId, string CaseNumber, DateTimeOffset MadeAt, string MadeBy, int Entries, string HistoryHead, string? ChainFault, IReadOnlyList<string>? LeftOut, string PublicKey, IReadOnlyList<EvidenceFile> Files)
{
    public const string Version1 = "benefitworkflow-evidence-1", Name = "manifest.json", SignatureName = "manifest.sig", HistoryName = "history.json", DocumentsName = "documents.json";

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

/// <param name="Path">Within the pack, with slashes.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record EvidenceFile(string Path, long Size, string Sha256);

/// <summary>One entry of the history with all that its hash covers.</summary>
/// <param name="AtMs">Milliseconds since 1970, UTC.</param>
/// <param name="Detail">JSON as text: the hash covers its very characters.</param>
/// <param name="Hash">Lower-case hex.</param>
public sealed record EvidenceEntry(int Seq, long AtMs, string Actor, string Action, string? FromStep, string? ToStep, string? Reason, string Detail, string Hash);

/// <summary>A document of the case.</summary>
/// <param name="Path">Within the pack; no such file where the manifest says that it is left out.</param>
/// <param name="FileName">Null where it is damaged.</param>
/// <param name="WithdrawnReason">Null while it counts.</param>
public sealed record EvidenceDocument(long Id, string Path, string? Kind, string? FileName, string MediaType, string Sha256, string UploadedBy, DateTimeOffset UploadedAt, string? WithdrawnReason)
{
    public override string ToString() => $"{nameof(EvidenceDocument)} {Id}";
}
