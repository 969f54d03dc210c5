using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Audit.Evidence;
using BenefitWorkflow.Documents;
using static BenefitWorkflow.Tests.Audit.EvidencePacks;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Audit;

/// <summary>Whoever checks a pack did not make it: the check answers, whatever stands in it.</summary>
public sealed class When_a_pack_is_hostile
{
    [Theory]
    [InlineData("manifest.json", "null", "evidence.not-a-pack")]
    [InlineData("manifest.json", "[]", "evidence.not-a-pack")]
    [InlineData("manifest.json", "{", "evidence.not-a-pack")]
    [InlineData("manifest.json", """{"format":"benefitworkflow-evidence-1","caseNumber":"1","madeBy":"a","historyHead":"","publicKey":"","files":[null]}""", "evidence.not-a-pack")]
    [InlineData("manifest.json", """{"format":"benefitworkflow-evidence-1","caseNumber":"1","madeBy":"a","historyHead":"","publicKey":"","files":[{"path":null,"size":1,"sha256":null}]}""", "evidence.not-a-pack")]
    [InlineData("manifest.json", """{"format":"benefitworkflow-evidence-1","caseNumber":"1","madeBy":"a","historyHead":"","publicKey":"!","files":[]}""", "evidence.not-a-pack")]
    [InlineData("manifest.json", """{"format":"benefitworkflow-evidence-1","caseNumber":"1","madeBy":"a","historyHead":"","publicKey":"","files":[],"leftOut":[null]}""", "evidence.not-a-pack")]
    [InlineData("manifest.json", """{"format":"benefitworkflow-evidence-1","caseId":1e99,"files":[]}""", "evidence.not-a-pack")]
    [InlineData("manifest.sig", "not base64", "evidence.malformed")]
    [InlineData("history.json", "null", "evidence.malformed")]
    [InlineData("history.json", "{}", "evidence.malformed")]
    [InlineData("history.json", "[null]", "evidence.malformed")]
    [InlineData("history.json", "[{\"seq\":1}]", "evidence.malformed")]
    [InlineData("history.json", """[{"seq":1,"atMs":0,"actor":"a","action":"Open","detail":"{}","hash":"odd"}]""", "evidence.malformed")]
    [InlineData("history.json", """[{"seq":1,"atMs":9223372036854775807,"actor":"a","action":"Open","detail":"{}","hash":"00"}]""", "evidence.malformed")]
    [InlineData("documents.json", "[null]", "evidence.malformed")]
    [InlineData("documents.json", """[{"id":1},{"id":1}]""", "evidence.malformed")]
    [InlineData("documents.json", """[{"id":1}]""", "evidence.document-unproven")]
    public async Task Should_answer_whatever_stands_in_a_pack(string path, string content, string code)
    {
        await using var world = await CreateAsync();
        var pack = Edited(await PackAsync(world), path, _ => Encoding.UTF8.GetBytes(content));
        // With the keys another finding may come first; neither way is it taken for good.
        Assert.Contains(code, EvidenceCheck.Run(new MemoryStream(pack)).Findings.Concat(EvidenceCheck.Run(new MemoryStream(pack), world.Keys).Findings).Select(f => f.Code));
        Assert.False(EvidenceCheck.Run(new MemoryStream(pack), world.Keys).Ok);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"documentId":"x","sha256":1}}""")]
    [InlineData("""{"data":{"documentId":1e99,"sha256":""}}""")]
    public async Task Should_answer_whatever_stands_in_an_entry(string detail)
    {
        await using var world = await CreateAsync();
        var history = JsonSerializer.SerializeToUtf8Bytes<EvidenceEntry[]>([new(1, 0, "a", KeepDocuments.Added, null, null, null, detail, "00")], EvidenceManifest.Json);
        var pack = Edited(await PackAsync(world), "history.json", _ => history);
        Assert.Contains("evidence.malformed", EvidenceCheck.Run(new MemoryStream(pack)).Findings.Select(f => f.Code));
    }

    [Fact]
    public async Task Should_not_unpack_more_than_any_case_has()
    {
        await using var world = await CreateAsync();
        var pack = await PackAsync(world);
        // Zeros pack a thousandfold.
        var bomb = new byte[(64 << 20) + 1];
        Assert.Equal("evidence.not-a-pack", Assert.Single(EvidenceCheck.Run(new MemoryStream(Edited(pack, "manifest.json", _ => bomb))).Findings).Code);
        Assert.Contains("evidence.malformed", EvidenceCheck.Run(new MemoryStream(Edited(pack, "history.json", _ => bomb))).Findings.Select(f => f.Code));
        // The directory says a length that the content does not have, or lengths that no sum holds.
        foreach (var length in (uint[])[1, 0xFFFFFFFE])
            Assert.NotEmpty(EvidenceCheck.Run(new MemoryStream(Saying(pack, length))).Findings);
    }

    /// <summary>Every entry of the zip's directory says it unpacks to the length.</summary>
    private static byte[] Saying(byte[] pack, uint length)
    {
        byte[] edited = [.. pack];
        for (var at = 0; at < edited.Length - 28; at++)
            if (edited.AsSpan(at).StartsWith("PK\u0001\u0002"u8)) BinaryPrimitives.WriteUInt32LittleEndian(edited.AsSpan(at + 24), length);
        return edited;
    }
}
