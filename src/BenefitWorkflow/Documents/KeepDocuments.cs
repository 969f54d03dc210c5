using System.Security.Cryptography;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Documents;

/// <summary>A document as lists show it.</summary>
/// <param name="Kind">Key of the programme's document type; null: another document.</param>
/// <param name="FileName">Null where it is damaged and cannot be read.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="WithdrawnAt">Null while it counts, as the two below.</param>
public sealed record DocumentView(
    long Id, string? Kind, string? FileName, string MediaType, long Size, string Sha256, string UploadedBy, DateTimeOffset UploadedAt,
    DateTimeOffset? WithdrawnAt, string? WithdrawnBy, string? WithdrawReason)
{
    // A file's name may be somebody's number.
    public override string ToString() => $"{nameof(DocumentView)} {Id}";
}

/// <summary>Takes in, lists, hands out and withdraws a case's documents. Each is proven by an entry of the case's history that holds its hash.</summary>
public sealed partial class KeepDocuments(BenefitStore store, CaseExecutor executor, ProgrammeCatalog programmes, Protector protector, TimeProvider time, ILogger<KeepDocuments> logger)
{
    /// <summary>Actions of the history.</summary>
    public const string Added = "AddDocument", Withdrawn = "WithdrawDocument";

    /// <summary>Most documents of a case, withdrawn ones included.</summary>
    public const int MostPerCase = 100;

    private const int LongestReason = 500;

    /// <summary>Who may look into documents, which show illness and income: whoever prepares, decides, watches or audits; not who only pays.</summary>
    public static IReadOnlyList<string> Readers { get; } = [Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor, Roles.Auditor];

    /// <summary>Who may bring and withdraw them.</summary>
    internal static readonly string[] Keepers = [Roles.Caseworker];

    /// <param name="kind">Key of a document type of the case's programme; null or empty: another document.</param>
    /// <param name="bytes">The file as uploaded.</param>
    public async Task<(DocumentView? Document, Refusal? Refusal)> AddAsync(Actor actor, long caseId, string? kind, string fileName, byte[] bytes, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, Keepers) is { } lacking) return (null, lacking);
        var (file, unfit) = DocumentFile.Read(fileName, bytes);
        if (file is null) return (null, unfit);
        var (name, cipher) = (protector.Encrypt(file.Name), protector.Encrypt(file.Bytes));
        await using var tx = await store.BeginWriteAsync(ct);
        var (programme, barred) = await PrepareAsync(tx, actor, caseId, ct);
        if (barred is not null) return (null, barred);
        if (!string.IsNullOrEmpty(kind) && !programme!.Documents.Any(d => d.Key == kind))
            return (null, new Refusal("document.unknown-type", "该项目没有这种材料；请从列表中选择。", "The programme has no such document; choose one from the list."));
        var known = await tx.Db.CaseDocuments.Where(d => d.CaseId == caseId).Select(d => new { d.Hash, d.WithdrawnAt }).ToListAsync(ct);
        if (known.Any(d => d.WithdrawnAt is null && d.Hash.AsSpan().SequenceEqual(file.Hash)))
            return (null, new Refusal("document.known", "该案件已有内容相同的文件，无需重复上传。", "The case already has this very file; it is not needed twice."));
        if (known.Count >= MostPerCase)
            return (null, new Refusal("document.too-many", $"每件案件最多保存 {MostPerCase} 份材料。", $"A case keeps at most {MostPerCase} documents."));
        var document = new CaseDocument
        {
            Id = await tx.TakeNumbersAsync(CaseDocument.Sequence, 1, ct), CaseId = caseId, Kind = string.IsNullOrEmpty(kind) ? null : kind, FileNameCipher = name, MediaType = file.MediaType,
            Size = file.Bytes.Length, Hash = file.Hash, UploadedBy = actor.Id, UploadedAt = time.GetUtcNow(),
        };
        await tx.InsertAsync(document, ct);
        await tx.InsertAsync(new CaseDocumentContent { Id = document.Id, Cipher = cipher }, ct);
        // Whoever brings the evidence prepares the case, and may not decide on it.
        await executor.NoteWithinAsync(tx, actor, [new CaseNote(caseId, Added, Detail(document), Act: Acts.Prepare)], ct);
        await tx.CommitAsync(ct);
        return (View(document), null);
    }

    public async Task<Refusal?> WithdrawAsync(Actor actor, long caseId, long id, string? reason, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, Keepers) is { } lacking) return lacking;
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            return new Refusal("document.reason", $"请说明撤下的原因（1 至 {LongestReason} 字）。", $"Say why it is withdrawn (1 to {LongestReason} characters).");
        await using var tx = await store.BeginWriteAsync(ct);
        if (await tx.Db.CaseDocuments.SingleOrDefaultAsync(d => d.Id == id && d.CaseId == caseId, ct) is not { } document) return Unknown;
        if (document.WithdrawnAt is not null) return new Refusal("document.withdrawn", "该材料已撤下。", "The document is withdrawn already.");
        if ((await PrepareAsync(tx, actor, caseId, ct)).Refusal is { } barred) return barred;
        document.Withdraw(actor.Id, reason.Trim(), time.GetUtcNow());
        await tx.UpdateAsync(document, ct);
        await executor.NoteWithinAsync(tx, actor, [new CaseNote(caseId, Withdrawn, Detail(document), reason.Trim(), Acts.Prepare)], ct);
        await tx.CommitAsync(ct);
        return null;
    }

    /// <summary>All of a case, withdrawn ones included, oldest first; none where refused.</summary>
    public async Task<(IReadOnlyList<DocumentView> Documents, Refusal? Refusal)> ListAsync(Actor actor, BenefitDb db, long caseId, CancellationToken ct) =>
        RoleRefusal.Unless(actor, [.. Readers]) is { } lacking ? ([], lacking)
            : ((await db.CaseDocuments.Where(d => d.CaseId == caseId).OrderBy(d => d.Id).ToListAsync(ct)).ConvertAll(View), null);

    /// <summary>The document itself; who looked is logged by ids.</summary>
    /// <returns>Document and bytes, or the refusal.</returns>
    public async Task<(DocumentView? Document, byte[] Bytes, Refusal? Refusal)> OpenAsync(Actor actor, long caseId, long id, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, [.. Readers]) is { } lacking) return (null, [], lacking);
        await using var db = store.Read();
        if (!await CaseScope.Of(actor, Readers).Limit(db.Cases).AnyAsync(c => c.Id == caseId, ct)) return (null, [], Unknown);
        if (await db.CaseDocuments.SingleOrDefaultAsync(d => d.Id == id && d.CaseId == caseId, ct) is not { } document) return (null, [], Unknown);
        LogOpened(logger, actor.Id, id, caseId);
        return await BytesAsync(db, id, ct) is { } bytes ? (View(document), bytes, null) : (null, [], Unreadable(id));
    }

    /// <summary>What was uploaded; null where it is gone or damaged, which must not hide the other documents.</summary>
    internal async Task<byte[]?> BytesAsync(BenefitDb db, long id, CancellationToken ct) =>
        await db.CaseDocumentContents.SingleOrDefaultAsync(c => c.Id == id, ct) is { } content ? Readable(() => protector.DecryptBytes(content.Cipher)) : null;

    // Whoever approved may not change afterwards what they decided on. The lock holds until the entry is written, so that nobody decides in between.
    private async Task<(Programme? Programme, Refusal? Refusal)> PrepareAsync(WriteTransaction tx, Actor actor, long caseId, CancellationToken ct)
    {
        if ((await tx.LockAsync<Case>([caseId], ct)).SingleOrDefault() is not { } @case) return (null, NoCase(caseId));
        if (programmes.Find(@case.ProgrammeKey, @case.ProgrammeVersion) is not { } programme) return (null, ProgrammeCatalog.NotFound(@case.ProgrammeKey));
        return (programme, RoleRefusal.Unless(actor, @case.ProgrammeKey, @case.Unit, Keepers) ?? SeparationOfDuties.Check(programme, @case, Acts.Prepare, actor));
    }

    internal static Refusal Unknown { get; } = new("document.unknown", "没有这份材料；请核对。", "There is no such document; check it.");

    internal static Refusal NoCase(long id) => new("case.not-found", $"没有编号为 {id} 的案件；请核对。", $"There is no case with id {id}; check it.");

    internal static Refusal Unreadable(long id) => new("document.unreadable",
        $"材料 {id} 无法读取：已损坏或丢失；请运行 verify-audit，并从备份恢复。", $"Document {id} cannot be read: it is damaged or gone; run verify-audit and restore it from a backup.");

    private static T? Readable<T>(Func<T> read) where T : class
    {
        try { return read(); }
        catch (CryptographicException) { return null; }
    }

    private DocumentView View(CaseDocument d) => new(
        d.Id, d.Kind, Readable(() => protector.Decrypt(d.FileNameCipher)), d.MediaType, d.Size, Convert.ToHexStringLower(d.Hash), d.UploadedBy, d.UploadedAt, d.WithdrawnAt, d.WithdrawnBy, d.WithdrawReason);

    private static Dictionary<string, object?> Detail(CaseDocument d) => new()
    {
        ["documentId"] = d.Id, ["kind"] = d.Kind, ["mediaType"] = d.MediaType, ["size"] = d.Size, ["sha256"] = Convert.ToHexStringLower(d.Hash),
    };

    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "Account {Account} opened document {DocumentId} of case {CaseId}")]
    private static partial void LogOpened(ILogger logger, string account, long documentId, long caseId);
}
