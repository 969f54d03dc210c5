using System.Text;
using BenefitWorkflow.Files;
using BenefitWorkflow.Payments.BankFormats;
using CsCheck;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class HostileXmlTests
{
    private static readonly string Good = Pain002(Status("A-1", "ACSC", yuan: "1.00"));

    private static string? Code(string xml) => ReadXml(xml).Refusal?.Code;

    private static string After(string declarationEnd, string inserted) => Good.Replace(declarationEnd, declarationEnd + inserted, StringComparison.Ordinal);

    [Fact]
    public void Read_Good_IsRead() => Assert.Null(Code(Good));

    [Theory]
    [InlineData("<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE Document SYSTEM \"http://127.0.0.1:1/x.dtd\">")]
    [InlineData("<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>")]
    public void Read_DocumentType_IsRefused(string doctype) => Assert.Equal("bank-answer.hostile", Code(After("?>", doctype)));

    [Fact]
    public void Read_EntityCdataLongTextDeepNesting_AreRefused()
    {
        Assert.Equal("bank-answer.truncated", Code(Good.Replace("BANK-1", "&x;", StringComparison.Ordinal)));
        Assert.Equal("bank-answer.hostile", Code(Good.Replace("BANK-1", "<![CDATA[BANK-1]]>", StringComparison.Ordinal)));
        Assert.Equal("bank-answer.hostile", Code(Good.Replace("BANK-1", new string('A', 20_000), StringComparison.Ordinal)));
        Assert.Equal("bank-answer.hostile", Code(Good.Replace("<GrpHdr>", $"<GrpHdr a=\"{new string('A', 20_000)}\">", StringComparison.Ordinal)));
        var deep = "<SplmtryData><Envlp>" + string.Concat(Enumerable.Repeat("<x xmlns=\"urn:x\">", 100_000)) + string.Concat(Enumerable.Repeat("</x>", 100_000)) + "</Envlp></SplmtryData>";
        Assert.Equal("bank-answer.hostile", Code(Good.Replace("</CstmrPmtStsRpt>", deep + "</CstmrPmtStsRpt>", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_CommentsBetweenPiecesOfText_CannotGrowPastTheBound()
    {
        Assert.Null(Code(Good.Replace("BANK-1", "BA<!-- a comment -->NK-1", StringComparison.Ordinal)));
        var pieces = string.Concat(Enumerable.Repeat("AAAAAAAAAA<!-- -->", 100_000));
        Assert.NotNull(Code(Good.Replace("BANK-1", pieces, StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_AgainstTheSchema_NamesLineAndElementAndNoContent()
    {
        var (_, _, refusal) = ReadXml(Good.Replace("<OrgnlEndToEndId>A-1<", "<OrgnlEndToEndId>王芳的很长很长很长很长很长很长很长很长很长很长很长很长很长很长编号6222020000000000001<", StringComparison.Ordinal));
        Assert.Equal("bank-answer.schema", refusal!.Code);
        Assert.Contains("第 5 行的 <OrgnlEndToEndId>", refusal.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("王芳", refusal.Zh + refusal.En, StringComparison.Ordinal);
        Assert.DoesNotContain("6222", refusal.Zh + refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ElementOfAHostileName_IsNotRepeated()
    {
        var refusal = ReadXml(Good.Replace("<OrgnlMsgNmId>", "<王芳6222020000000000001/><OrgnlMsgNmId>", StringComparison.Ordinal)).Refusal!;
        Assert.Equal("bank-answer.schema", refusal.Code);
        Assert.Contains("<?>", refusal.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutOffAnywhere_IsRefusedAndNeverHalf()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < bytes.Length - 12; length += 7)
        {
            var (rows, _, refusal) = ReadWhole(bytes[..length]);
            Assert.Null(rows);
            Assert.NotNull(refusal);
        }
    }

    [Theory]
    [InlineData("gbk")]
    [InlineData("GB2312")]
    [InlineData("gb18030")]
    public void Read_ChineseEncodings_AreRead(string name)
    {
        var xml = Pain002(Status("A-1", "RJCT").Replace("</TxSts>", "</TxSts><StsRsnInf><AddtlInf>户名不符</AddtlInf></StsRsnInf>", StringComparison.Ordinal)).Replace("UTF-8", name, StringComparison.Ordinal);
        Assert.Equal("BE01", Assert.Single(ReadWhole(TextEncodings.Gb18030.GetBytes(xml)).Rows!).ReasonCode);
    }

    [Fact]
    public void Read_WrongEncoding_IsRefusedWithFileAndLine()
    {
        var xml = Pain002(Status("A-1", "RJCT").Replace("</TxSts>", "</TxSts><StsRsnInf><AddtlInf>户名不符</AddtlInf></StsRsnInf>", StringComparison.Ordinal));
        Assert.Equal("file.encoding", ReadWhole(TextEncodings.Gb18030.GetBytes(xml)).Refusal?.Code);
        Assert.Equal("file.encoding", ReadWhole([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Good)]).Refusal?.Code);
        Assert.Equal("file.encoding", ReadWhole(Encoding.UTF8.GetBytes(Good.Replace("UTF-8", "EBCDIC-CP-US", StringComparison.Ordinal))).Refusal?.Code);
        Assert.Null(ReadWhole([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Good)]).Refusal);
    }

    [Theory]
    [InlineData("pain.002.001.03")]
    [InlineData("pain.001.001.10")]
    [InlineData("camt.052.001.08")]
    public void Read_OtherMessageOrVersion_IsRefusedWithThoseThatAreTaken(string message)
    {
        var refusal = ReadXml(Good.Replace("pain.002.001.11\"><Cst", message + "\"><Cst", StringComparison.Ordinal)).Refusal!;
        Assert.Equal("bank-answer.unknown-message", refusal.Code);
        Assert.Contains("camt.053.001.08", refusal.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotAMessageAtAll_IsRefused()
    {
        Assert.Equal("bank-answer.unknown-message", Code("<html><body>维护中</body></html>"));
        Assert.Equal("bank-answer.unknown-message", Code("<Document xmlns=\"x:pain.002.001.11x\"/>"));
        Assert.Equal("bank-answer.schema", Code("<Wrong xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.11\"/>"));
        Assert.NotNull(Code("<Document xmlns=\"urn:other:pain.002.001.11\"><CstmrPmtStsRpt/></Document>"));
    }

    // What a bank could never write must come back as rows or a refusal, whatever was done to it.
    [Fact]
    public void Read_AnyMutation_GivesRowsOrARefusal()
    {
        string[] seeds = [Good, Camt054(Entry("1.00", false, Details("A-1", "1.00", null, "王芳", "6222020000000000001"))), Camt053(Entry("1.00", true, Details("A-1", returned: "AC04")), opening: "1.00", closing: "2.00")];
        var bytes = seeds.Select(Encoding.UTF8.GetBytes).ToArray();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Select(Gen.Int[0, 5_000], Gen.Byte).Array[1, 6]).Sample((which, edits) =>
        {
            var file = (byte[])bytes[which].Clone();
            foreach (var (at, value) in edits) file[at % file.Length] = value;
            var (rows, _, refusal) = ReadWhole(file);
            return rows is null != refusal is null;
        }, iter: 3_000);
    }

    [Fact]
    public void Read_AnyBytesBehindAngleBracket_GiveRowsOrARefusal() => Gen.Byte.Array[0, 300].Sample(noise =>
    {
        var (rows, _, refusal) = ReadWhole([(byte)'<', .. noise]);
        return rows is null != refusal is null;
    });
}
