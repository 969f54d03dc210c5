using System.IO.Compression;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Documents;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Audit;

/// <summary>Packs of a paid case with one document, and the forger's tools.</summary>
internal static class EvidencePacks
{
    /// <summary>A paid case with one document.</summary>
    internal static async Task<byte[]> PackAsync(CaseWorld world)
    {
        var id = (await world.PaidAsync(Frontline(1)))[0];
        Assert.Null((await When_documents_are_kept.Keeper(world).AddAsync(Caseworker, id, "id-card", "身份证.pdf", When_documents_are_kept.Pdf(), default)).Refusal);
        return await WriteAsync(world);
    }

    internal static async Task<byte[]> WriteAsync(CaseWorld world)
    {
        using var key = new EvidenceKey(world.Keys);
        using var to = new MemoryStream();
        var pack = Packer(world, key);
        Assert.NotNull((await pack.WriteAsync(Auditor, 1, to, default)).Manifest);
        Assert.Equal("case.not-found", (await pack.WriteAsync(Auditor, 99, new MemoryStream(), default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await pack.WriteAsync(Caseworker, 1, new MemoryStream(), default)).Refusal?.Code);
        return to.ToArray();
    }

    internal static Actor Auditor { get; } = Person("audit", Roles.Auditor);

    internal static EvidencePack Packer(CaseWorld world, EvidenceKey key) =>
        new(world.Store, world.Keys, world.Protector, When_documents_are_kept.Keeper(world), world.Programmes, key, world.Time, NullLogger<EvidencePack>.Instance);

    /// <summary>The pack with another manifest, signed by the key.</summary>
    internal static byte[] Signed(byte[] pack, EvidenceKey by, Func<EvidenceManifest, EvidenceManifest> edit)
    {
        var manifest = JsonSerializer.Deserialize<EvidenceManifest>(Bytes(pack, "manifest.json"), EvidenceManifest.Json)!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(edit(manifest) with { PublicKey = Convert.ToBase64String(by.PublicKey) }, EvidenceManifest.Json);
        return Edited(Edited(pack, "manifest.json", _ => bytes), "manifest.sig", _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(by.Sign(bytes))));
    }

    internal static byte[] Bytes(byte[] pack, string path)
    {
        using var zip = new ZipArchive(new MemoryStream(pack));
        using var bytes = new MemoryStream();
        using var stream = zip.GetEntry(path)!.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    internal static string Text(byte[] pack, string path) => Encoding.UTF8.GetString(Bytes(pack, path));

    /// <param name="edit">Gets what is there, empty where nothing is; null: remove it.</param>
    internal static byte[] Edited(byte[] pack, string path, Func<byte[], byte[]?> edit)
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
