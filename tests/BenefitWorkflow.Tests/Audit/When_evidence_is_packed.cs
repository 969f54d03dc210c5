using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Audit.EvidencePacks;
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
        // It fits itself; whose it is, nobody has said.
        Assert.False(alone.Ok);
        using var key = new EvidenceKey(world.Keys);
        Assert.Equal(key.Fingerprint, alone.Fingerprint);
        Assert.True(EvidenceCheck.Run(new MemoryStream(pack), world.Keys, key.Fingerprint).Ok);
        Assert.True(EvidenceCheck.Run(new MemoryStream(pack), fingerprint: key.Fingerprint).Ok);
        Assert.Equal("evidence.other-key", Assert.Single(EvidenceCheck.Run(new MemoryStream(pack), fingerprint: new string('0', 64)).Findings).Code);
        Assert.Equal("evidence.not-a-pack", Assert.Single(EvidenceCheck.Run(new MemoryStream(pack, 0, pack.Length / 2)).Findings).Code);
    }

    [Fact]
    public async Task Should_hold_no_number_of_the_person_in_the_clear()
    {
        await using var world = await CreateAsync();
        var (pack, person) = (await PackAsync(world), Frontline(1));
        using var key = new EvidenceKey(world.Keys);
        using var zip = new ZipArchive(new MemoryStream(pack));
        // A scan shows what it shows; all that the service itself wrote is text.
        var texts = zip.Entries.Select(e => e.FullName).Where(name => Path.GetExtension(name) is ".json" or ".html" or ".sig").ToList();
        Assert.Equal(10, texts.Count);
        foreach (var path in texts)
        foreach (var secret in (string[])[person.IdNumber, person.Phone!, person.Account!])
            Assert.False(Text(pack, path).Contains(secret, StringComparison.Ordinal), path);
        // Whoever opens the summary reads where the fingerprint comes from, and not the fingerprint.
        foreach (var path in (string[])["summary.zh.html", "summary.en.html"])
        {
            Assert.Contains("KNBF-2023-000001", Text(pack, path), StringComparison.Ordinal);
            Assert.Contains("--key FINGERPRINT", Text(pack, path), StringComparison.Ordinal);
            Assert.DoesNotContain(key.Fingerprint, Text(pack, path), StringComparison.Ordinal);
        }
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
        var history = Entries(Bytes(pack, "history.json")).SkipLast(1).ToList();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(history, EvidenceManifest.Json);
        var forged = Signed(Edited(pack, "history.json", _ => bytes), forger, manifest => manifest with
        {
            Entries = history.Count, HistoryHead = history[^1].GetProperty("hash").GetString()!,
            Files = [.. manifest.Files.Select(f => f.Path != "history.json" ? f : new EvidenceFile(f.Path, bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))))],
        });
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

            // A pack signed anew by a forger fits itself, and is not called good.
            await using var other = await CreateAsync();
            using var forger = new EvidenceKey(other.Keys);
            await File.WriteAllBytesAsync(file, Signed(await File.ReadAllBytesAsync(file), forger, manifest => manifest with { CaseNumber = "KNBF\u001b[2J" }));
            using var forged = new StringWriter();
            Assert.Equal(3, VerifyEvidenceCommand.Run([file], forged));
            Assert.Contains("evidence.signer-unchecked", forged.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("evidence ok", forged.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", forged.ToString(), StringComparison.Ordinal);
            using var key = new EvidenceKey(world.Keys);
            Assert.Equal(1, VerifyEvidenceCommand.Run([file, "--key", key.Fingerprint], forged));
        }
        finally { File.Delete(file); }
    }

    [Theory]
    [InlineData("DELETE FROM case_document_contents")]
    [InlineData("UPDATE case_document_contents SET cipher = substr(cipher, 1, 40)")]
    public async Task Should_pack_the_rest_of_a_case_whose_document_is_damaged(string sql)
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        await PackAsync(world);
#pragma warning disable EF1002 // the test's own constant statements
        await using (var db = world.Store.Read()) Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(sql));
#pragma warning restore EF1002
        var pack = await WriteAsync(world);
        Assert.Equal("evidence.left-out", Assert.Single(EvidenceCheck.Run(new MemoryStream(pack), world.Keys).Findings).Code);
        Assert.Contains("生成时无法读取、未收入的文件：documents/1.pdf", Text(pack, "summary.zh.html"), StringComparison.Ordinal);
        Assert.Contains("Unreadable", Text(pack, "summary.en.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_case_that_changes_each_time_it_is_read()
    {
        await using var world = await CreateAsync(BenefitWorkflow.Store.StoreKind.Sqlite);
        await PackAsync(world);
        using var key = new EvidenceKey(world.Keys);
        var times = 0;
        using var to = new Disturbed(() =>
        {
            times++;
            using var db = world.Store.Read();
            db.Database.ExecuteSql($"UPDATE cases SET version = version + 1 WHERE id = 1");
        });
        Assert.Equal("evidence.busy", (await Packer(world, key).WriteAsync(Auditor, 1, to, default)).Refusal?.Code);
        Assert.Equal(5, times);
    }

    /// <summary>On which somebody acts each time it is written.</summary>
    private sealed class Disturbed(Action disturb) : MemoryStream
    {
        private bool _done;

        public override void SetLength(long value)
        {
            _done = false;
            base.SetLength(value);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Disturb();
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Disturb();
            base.Write(buffer);
        }

        private void Disturb()
        {
            if (_done) return;
            _done = true;
            disturb();
        }
    }

    private static List<JsonElement> Entries(byte[] history) => JsonSerializer.Deserialize<List<JsonElement>>(history)!;
}
