using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Audit;

public sealed class When_evidence_is_packed
{
    [Fact]
    public async Task Should_hold_the_whole_case_and_check_out_with_and_without_the_keys()
    {
        await using var world = await CreateAsync();
        var pack = await PackAsync(world);

        using (var zip = new ZipArchive(new MemoryStream(pack)))
            Assert.Equal(["case.json", "documents.json", "documents/1.pdf", "history.json", "manifest.json", "manifest.sig", "notices/GS-1.html", "notices/GS-1.json", "payments.json", "summary.en.html", "summary.zh.html"],
                zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
        var alone = EvidenceCheck.Run(new MemoryStream(pack));
        Assert.Empty(alone.Findings);
        using var key = new EvidenceKey(world.Keys);
        Assert.Equal(key.Fingerprint, alone.Fingerprint);
        Assert.Empty(EvidenceCheck.Run(new MemoryStream(pack), world.Keys, key.Fingerprint).Findings);
        Assert.Equal("evidence.other-key", Assert.Single(EvidenceCheck.Run(new MemoryStream(pack), fingerprint: new string('0', 64)).Findings).Code);
        Assert.Equal("evidence.not-a-pack", Assert.Single(EvidenceCheck.Run(new MemoryStream(pack, 0, pack.Length / 2)).Findings).Code);
        // No personal data in the clear but the names of documents, which are the case's own.
        var summary = Text(pack, "summary.zh.html");
        Assert.Contains("KNBF-2023-000001", summary, StringComparison.Ordinal);
        Assert.DoesNotContain(Frontline(1).IdNumber, summary, StringComparison.Ordinal);
        Assert.DoesNotContain(Frontline(1).Account!, summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("documents/1.pdf", "evidence.file-changed,evidence.document-unproven")]
    [InlineData("payments.json", "evidence.file-changed")]
    [InlineData("summary.zh.html", "evidence.file-changed")]
    [InlineData("manifest.sig", "evidence.signature")]
    public async Task Should_name_a_file_that_was_tampered_with(string path, string codes)
    {
        await using var world = await CreateAsync();
        var pack = Edited(await PackAsync(world), path, bytes => path == "manifest.sig" ? Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[64])) : [.. bytes, (byte)' ']);
        Assert.Equal(codes, string.Join(',', EvidenceCheck.Run(new MemoryStream(pack)).Findings.Select(f => f.Code)));
    }

    [Fact]
    public async Task Should_name_a_file_that_was_removed_or_added()
    {
        await using var world = await CreateAsync();
        var pack = await PackAsync(world);
        Assert.Equal("evidence.file-missing", Assert.Single(EvidenceCheck.Run(new MemoryStream(Edited(pack, "notices/GS-1.json", _ => null))).Findings).Code);
        Assert.Equal("evidence.file-added", Assert.Single(EvidenceCheck.Run(new MemoryStream(Edited(pack, "documents/2.pdf", _ => [1]))).Findings).Code);
    }

    [Fact]
    public async Task Should_find_a_truncated_history_also_where_the_manifest_was_mended_and_signed_by_somebody_else()
    {
        await using var world = await CreateAsync();
        var pack = await PackAsync(world);
        var cut = Edited(pack, "history.json", bytes => JsonSerializer.SerializeToUtf8Bytes(Entries(bytes).SkipLast(1)));
        // The last entry is the document's.
        Assert.Equal(["evidence.file-changed", "evidence.history-cut", "evidence.document-unproven"], EvidenceCheck.Run(new MemoryStream(cut)).Findings.Select(f => f.Code));
        var hole = Edited(pack, "history.json", bytes => JsonSerializer.SerializeToUtf8Bytes(Entries(bytes).Where((_, i) => i != 1)));
        Assert.Equal(["evidence.file-changed", "evidence.history-gap"], EvidenceCheck.Run(new MemoryStream(hole)).Findings.Select(f => f.Code));

        // The forger mends the manifest to fit and signs it with a key of their own.
        await using var other = await CreateAsync();
        using var forger = new EvidenceKey(other.Keys);
        var manifest = JsonSerializer.Deserialize<EvidenceManifest>(Bytes(pack, "manifest.json"), EvidenceManifest.Json)!;
        var history = Entries(Bytes(pack, "history.json")).SkipLast(1).ToList();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(history, EvidenceManifest.Json);
        var mended = JsonSerializer.SerializeToUtf8Bytes(manifest with
        {
            Entries = history.Count, HistoryHead = history[^1].GetProperty("hash").GetString()!, PublicKey = Convert.ToBase64String(forger.PublicKey),
            Files = [.. manifest.Files.Select(f => f.Path != "history.json" ? f : new EvidenceFile(f.Path, bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))))],
        }, EvidenceManifest.Json);
        var forged = Edited(Edited(Edited(pack, "history.json", _ => bytes), "manifest.json", _ => mended), "manifest.sig", _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(forger.Sign(mended))));
        Assert.Equal(["evidence.other-key", "evidence.document-unproven"], EvidenceCheck.Run(new MemoryStream(forged), world.Keys).Findings.Select(f => f.Code));
        using var key = new EvidenceKey(world.Keys);
        Assert.Equal(["evidence.other-key", "evidence.document-unproven"], EvidenceCheck.Run(new MemoryStream(forged), fingerprint: key.Fingerprint).Findings.Select(f => f.Code));
    }

    [Fact]
    public async Task Should_recompute_the_chain_with_the_keys_and_say_where_it_was_broken_before()
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        await PackAsync(world);
        await using (var db = world.Store.Read()) Assert.Equal(1, await db.Database.ExecuteSqlAsync($"UPDATE history SET reason = 'forged' WHERE case_id = 1 AND seq = 2"));
        var pack = await WriteAsync(world);
        Assert.Equal(["evidence.chain-fault"], EvidenceCheck.Run(new MemoryStream(pack)).Findings.Select(f => f.Code));
        Assert.Equal(["evidence.entry-changed", "evidence.chain-fault"], EvidenceCheck.Run(new MemoryStream(pack), world.Keys).Findings.Select(f => f.Code));
    }

    [Fact]
    public async Task Should_be_checked_by_a_command()
    {
        await using var world = await CreateAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, await PackAsync(world));
            using var said = new StringWriter();
            Assert.Equal(0, VerifyEvidenceCommand.Run([file, "--data", world.Settings.DataFolder], said));
            Assert.Contains("evidence ok", said.ToString(), StringComparison.Ordinal);
            Assert.Equal(1, VerifyEvidenceCommand.Run([file, "--key", "00"], said));
            Assert.Contains("evidence.other-key", said.ToString(), StringComparison.Ordinal);
            Assert.Equal(2, VerifyEvidenceCommand.Run([], said));
        }
        finally { File.Delete(file); }
    }

    /// <summary>A paid case with one document.</summary>
    private static async Task<byte[]> PackAsync(CaseWorld world)
    {
        var id = (await world.PaidAsync(Frontline(1)))[0];
        Assert.Null((await When_documents_are_kept.Keeper(world).AddAsync(Caseworker, id, "id-card", "身份证.pdf", When_documents_are_kept.Pdf(), default)).Refusal);
        return await WriteAsync(world);
    }

    private static async Task<byte[]> WriteAsync(CaseWorld world)
    {
        using var key = new EvidenceKey(world.Keys);
        using var to = new MemoryStream();
        var pack = new EvidencePack(world.Store, world.Keys, world.Protector, When_documents_are_kept.Keeper(world), world.Programmes, key, world.Time, NullLogger<EvidencePack>.Instance);
        Assert.NotNull(await pack.WriteAsync(Person("audit", Roles.Auditor), 1, to, default));
        Assert.Null(await pack.WriteAsync(Person("audit", Roles.Auditor), 99, new MemoryStream(), default));
        return to.ToArray();
    }

    private static List<JsonElement> Entries(byte[] history) => JsonSerializer.Deserialize<List<JsonElement>>(history)!;

    private static byte[] Bytes(byte[] pack, string path)
    {
        using var zip = new ZipArchive(new MemoryStream(pack));
        using var bytes = new MemoryStream();
        using var stream = zip.GetEntry(path)!.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Text(byte[] pack, string path) => Encoding.UTF8.GetString(Bytes(pack, path));

    /// <param name="edit">Gets what is there, empty where nothing is; null: remove it.</param>
    private static byte[] Edited(byte[] pack, string path, Func<byte[], byte[]?> edit)
    {
        using var stream = new MemoryStream();
        stream.Write(pack);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.GetEntry(path);
            var bytes = edit(entry is null ? [] : Bytes(pack, path));
            entry?.Delete();
            if (bytes is not null)
            {
                using var to = zip.CreateEntry(path).Open();
                to.Write(bytes);
            }
        }
        return stream.ToArray();
    }
}
