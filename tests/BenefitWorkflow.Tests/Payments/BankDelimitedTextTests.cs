using BenefitWorkflow.Files;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankDelimitedTextTests
{
    private static readonly BankRow[] Rows =
    [
        new("KNBF-2023-000001-1-1", "王䶮", "6222020000000000001", "工商银行", 140_950),
        new("KNBF-2023-000002-1-1", "买买提·吐尔逊", "6222020000000000002", null, 5),
        new("KNBF-2023-000003-1-1", "𠮷田", "6222020000000000003", "建设银行", 300_000_000),
    ];

    [Fact]
    public void Write_RareCharacters_IsTheGoldenGb18030File()
    {
        var (bytes, refusal) = BankDelimitedText.Write(Rows);
        Assert.Null(refusal);
        Assert.Equal(
            "序号|端到端编号|姓名|账号|开户行|金额|\r\n"
            + "1|KNBF-2023-000001-1-1|王䶮|6222020000000000001|工商银行|1409.50|\r\n"
            + "2|KNBF-2023-000002-1-1|买买提·吐尔逊|6222020000000000002||0.05|\r\n"
            + "3|KNBF-2023-000003-1-1|𠮷田|6222020000000000003|建设银行|3000000.00|\r\n"
            + "合计|3|3001409.55|\r\n", TextEncodings.Gb18030.GetString(bytes!));

        // Known bytes, since an encoder and its own decoder agree even where both are wrong: 王 is CD F5, 䶮 is FE 9F.
        var hex = Convert.ToHexString(bytes!);
        Assert.Contains("7CCDF5FE9F7C", hex, StringComparison.Ordinal);
        Assert.DoesNotContain("3F", Convert.ToHexString(bytes!, 0, bytes!.Length).Chunk(2).Select(c => new string(c)));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(BankDelimitedText.Write(Rows).Bytes, BankDelimitedText.Write([.. Rows]).Bytes);

    [Fact]
    public void Write_GbkCannotWriteAName_RefusesWithTheRowAndWithoutTheName()
    {
        var (bytes, refusal) = BankDelimitedText.Write([Rows[1], Rows[2]], gbk: true);
        Assert.Null(bytes);
        Assert.Equal("payment.file-character", refusal!.Code);
        Assert.Contains("第 2 笔", refusal.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("田", refusal.Zh + refusal.En, StringComparison.Ordinal);
        Assert.Null(BankDelimitedText.Write([Rows[1]], gbk: true).Refusal);
    }

    [Fact]
    public void Write_LoneSurrogate_IsRefusedInEveryEncoding() =>
        Assert.Equal("payment.file-character", BankDelimitedText.Write([Rows[0] with { Name = "王\uD842" }]).Refusal!.Code);

    [Theory]
    [InlineData("王|芳")]
    [InlineData("王\n芳")]
    [InlineData("王\0芳")]
    public void Write_SeparatorInAField_IsRefused(string name) =>
        Assert.Equal("payment.file-separator", BankDelimitedText.Write([Rows[1], Rows[1] with { Name = name }]).Refusal!.Code);

    [Fact]
    public void Write_NoRows_StillHasItsControlTotal() =>
        Assert.EndsWith("合计|0|0.00|\r\n", TextEncodings.Gb18030.GetString(BankDelimitedText.Write([]).Bytes!), StringComparison.Ordinal);

    [Fact]
    public void Row_Printed_HoldsNoPersonalData() => Assert.Equal("BankRow", Rows[0].ToString());
}
