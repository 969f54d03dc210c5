using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>
/// All there is to prove a case by, in one zip: summary in both languages, facts and rule trace, history with its chain, documents, notices with
/// their proofs, payments with cash vouchers, and a signed manifest over every file.
/// </summary>
public sealed partial class EvidencePack(BenefitStore store, KeyRing keys, Protector protector, KeepDocuments documents, ProgrammeCatalog programmes, EvidenceKey key, TimeProvider time, ILogger<EvidencePack> logger)
{
    private const int MostReads = 5;

    /// <summary>Who may take a whole case out of the house.</summary>
    internal static readonly string[] May = [Roles.Auditor, Roles.Supervisor];

    /// <summary>Writes the pack.</summary>
    /// <param name="to">Seekable; left at its end. Holds nothing of use where refused.</param>
    /// <returns>The manifest, or the refusal.</returns>
    public async Task<(EvidenceManifest? Manifest, Refusal? Refusal)> WriteAsync(Actor actor, long caseId, Stream to, CancellationToken ct)
    {
        if (RoleRefusal.Unless(actor, May) is { } lacking) return (null, lacking);
        for (var read = 1; ; read++)
        {
            to.SetLength(0);
            await using var db = store.Read();
            if (await CaseScope.Of(actor, May).Limit(db.Cases).SingleOrDefaultAsync(c => c.Id == caseId, ct) is not { } before) return (null, KeepDocuments.NoCase(caseId));
            var manifest = await WriteAsync(db, before, actor, to, ct);
            var after = await db.Cases.Where(c => c.Id == caseId).Select(c => c.Version).SingleAsync(ct);
            // Somebody acted on the case while it was read: what was read does not belong together.
            if (before.Version != after)
            {
                if (read < MostReads) continue;
                return (null, Busy);
            }
            LogMade(logger, actor.Id, caseId, manifest.Entries, manifest.Files.Count);
            return (manifest, null);
        }
    }

    private async Task<EvidenceManifest> WriteAsync(BenefitDb db, Case @case, Actor actor, Stream to, CancellationToken ct)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        var files = new Files(zip, time.GetUtcNow());
        var history = await db.History.Where(h => h.CaseId == @case.Id).OrderBy(h => h.Seq).ToListAsync(ct);
        var chain = new HistoryChain(@case.Id, keys.AuditKey);
        foreach (var entry in history) chain.Add(entry);
        var fault = chain.End(@case)?.Finding.Code;

        var view = (await ShowCase.ReadAsync(db, CaseScope.All, protector, @case.Id, ct))!;
        files.AddJson("case.json", view);
        files.AddJson(EvidenceManifest.HistoryName, history.ConvertAll(h =>
            new EvidenceEntry(h.Seq, h.At.ToUnixTimeMilliseconds(), h.Actor, h.Action, h.FromStep, h.ToStep, h.Reason, h.Detail, Convert.ToHexStringLower(h.Hash))));
        var papers = await AddDocumentsAsync(db, @case.Id, actor, files, ct);
        await AddNoticesAsync(db, @case.Id, files, ct);
        await AddPaymentsAsync(db, @case.Id, files, ct);
        var programme = programmes.Find(@case.ProgrammeKey, @case.ProgrammeVersion);
        foreach (var (name, language) in (ReadOnlySpan<(string, string)>)[("summary.zh.html", "zh-CN"), ("summary.en.html", "en")])
            files.Add(name, EvidenceSummary.Write(language, view, papers, programme, programmes.FindDefinition(@case.DefinitionId, @case.DefinitionVersion), fault, files.LeftOut, time.GetUtcNow()));

        var manifest = new EvidenceManifest(EvidenceManifest.Version1, @case.Id, @case.Number, time.GetUtcNow(), actor.Id, history.Count,
            Convert.ToHexStringLower(history.Count > 0 ? history[^1].Hash : []), fault, files.LeftOut, Convert.ToBase64String(key.PublicKey), files.Listed);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, EvidenceManifest.Json);
        files.Add(EvidenceManifest.Name, bytes);
        files.Add(EvidenceManifest.SignatureName, Encoding.ASCII.GetBytes(Convert.ToBase64String(key.Sign(bytes))));
        return manifest;
    }

    private async Task<IReadOnlyList<EvidenceDocument>> AddDocumentsAsync(BenefitDb db, long caseId, Actor actor, Files files, CancellationToken ct)
    {
        var list = new List<EvidenceDocument>();
        foreach (var d in (await documents.ListAsync(actor, db, caseId, ct)).Documents)
        {
            // Named by its id: people name files by names and numbers, and a file system need not carry them.
            var path = string.Create(CultureInfo.InvariantCulture, $"documents/{d.Id}{DocumentFile.ExtensionOf(d.MediaType)}");
            list.Add(new EvidenceDocument(d.Id, path, d.Kind, d.FileName, d.MediaType, d.Sha256, d.UploadedBy, d.UploadedAt, d.WithdrawReason));
            files.AddOrLeaveOut(path, await documents.BytesAsync(db, d.Id, ct));
        }
        files.AddJson(EvidenceManifest.DocumentsName, list);
        return list;
    }

    private async Task AddNoticesAsync(BenefitDb db, long caseId, Files files, CancellationToken ct)
    {
        var ids = await db.NoticeLines.Where(l => l.CaseId == caseId).Select(l => l.NoticeId).Distinct().ToListAsync(ct);
        foreach (var notice in await db.Notices.Where(n => ids.Contains(n.Id)).OrderBy(n => n.Id).ToListAsync(ct))
        {
            files.Add($"notices/{notice.Number}.html", Encoding.UTF8.GetBytes(NoticePage.Notice(notice.Number, notice.Text, notice.TextHash, english: false)));
            var proofs = await db.NoticeProofs.Where(p => p.NoticeId == notice.Id).OrderBy(p => p.Id).ToListAsync(ct);
            files.AddJson($"notices/{notice.Number}.json", new
            {
                notice.Number, notice.PostedAt, notice.PostedBy, notice.StartsOn, notice.EndsOn, notice.EndsAt, notice.ClosedAt, TextHash = Convert.ToHexStringLower(notice.TextHash),
                Proofs = proofs.Select(p => new { p.Id, Moment = p.Moment.ToString(), p.At, p.RecordedBy, PageHash = Convert.ToHexStringLower(p.PageHash), PhotoHash = p.PhotoHash is null ? null : Convert.ToHexStringLower(p.PhotoHash) }),
            });
            foreach (var proof in proofs.Where(p => p.PhotoCipher is not null))
                files.AddOrLeaveOut($"notices/{notice.Number}-{proof.Id}.{(proof.MediaType == "image/png" ? "png" : "jpg")}", Readable(() => protector.DecryptBytes(proof.PhotoCipher!)));
        }
    }

    /// <summary>Orders with their batches, as the bank was told and answered; the account only masked, as pages show it.</summary>
    private async Task AddPaymentsAsync(BenefitDb db, long caseId, Files files, CancellationToken ct)
    {
        var orders = await db.PaymentOrders.Where(o => o.CaseId == caseId).OrderBy(o => o.Attempt).ToListAsync(ct);
        if (orders.Count == 0) return;
        var batchIds = orders.Where(o => o.BatchId is not null).Select(o => o.BatchId!.Value).ToList();
        var batches = (await db.PaymentBatches.Where(b => batchIds.Contains(b.Id)).ToListAsync(ct)).ToDictionary(b => b.Id);
        var orderIds = orders.ConvertAll(o => o.Id);
        var vouchers = await db.CashVouchers.Where(v => orderIds.Contains(v.Id)).OrderBy(v => v.Id).ToListAsync(ct);
        files.AddJson("payments.json", orders.Select(o => new
        {
            o.Id, o.EndToEndId, o.Instalment, o.Attempt, o.ReplacesOrderId, o.AmountFen, State = o.State.ToString(), Channel = o.Channel.ToString(), o.BankName, o.OrderedAt, o.DueAt, o.ReleasedAt, o.SettledAt, o.ReasonCode,
            o.OnTime, o.WorkingDaysUsed,
            Batch = o.BatchId is { } id && batches.TryGetValue(id, out var b) ? new { b.Number, b.PreparedBy, b.PreparedAt, Digest = Convert.ToHexStringLower(b.Digest) } : null,
            Voucher = vouchers.Where(v => v.Id == o.Id).Select(v => new { v.Reason, v.ProposedBy, v.ProposedAt, v.ConfirmedBy, v.ConfirmedAt, Sha256 = Convert.ToHexStringLower(v.Hash) }).FirstOrDefault(),
        }));
        foreach (var voucher in vouchers)
            files.AddOrLeaveOut(string.Create(CultureInfo.InvariantCulture, $"payments/voucher-{voucher.Id}{DocumentFile.ExtensionOf(voucher.MediaType)}"), Readable(() => protector.DecryptBytes(voucher.ContentCipher)));
    }

    private static Refusal Busy { get; } = new("evidence.busy", "案件正在办理，读取期间一再变动；请稍后重试。", "The case is being worked on and changed each time it was read; try again later.");

    // One damaged scan must not keep the rest of the case from the auditor.
    private static byte[]? Readable(Func<byte[]> read)
    {
        try { return read(); }
        catch (Exception e) when (e is CryptographicException or FormatException) { return null; }
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Information, Message = "Account {Account} took the evidence of case {CaseId}: {Entries} entries, {Files} files")]
    private static partial void LogMade(ILogger logger, string account, long caseId, int entries, int files);

    /// <summary>Files of the zip, hashed as they go in.</summary>
    private sealed class Files(ZipArchive zip, DateTimeOffset now)
    {
        private readonly List<EvidenceFile> _listed = [];

        private readonly List<string> _leftOut = [];

        /// <summary>Paths of what could not be read.</summary>
        public IReadOnlyList<string> LeftOut => [.. _leftOut];

        public IReadOnlyList<EvidenceFile> Listed => [.. _listed];

        public void AddJson<T>(string path, T value) => Add(path, JsonSerializer.SerializeToUtf8Bytes(value, EvidenceManifest.Json));

        /// <param name="bytes">Null: could not be read.</param>
        public void AddOrLeaveOut(string path, byte[]? bytes)
        {
            if (bytes is null) _leftOut.Add(path);
            else Add(path, bytes);
        }

        public void Add(string path, byte[] bytes)
        {
            var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
            entry.LastWriteTime = now;
            using (var stream = entry.Open()) stream.Write(bytes);
            _listed.Add(new EvidenceFile(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }
    }
}
