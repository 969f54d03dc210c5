using BenefitWorkflow.Payments.Banking;
using CsCheck;

namespace BenefitWorkflow.Tests.Payments.Banking;

public sealed class CnapsCodeTests
{
    /// <summary>Published codes of head offices: ICBC, ABC, BOC, CCB, BoCom, CMB.</summary>
    [Theory]
    [InlineData("102100099996")]
    [InlineData("103100000026")]
    [InlineData("104100000004")]
    [InlineData("105100000017")]
    [InlineData("301290000007")]
    [InlineData("308584000013")]
    public void TryParse_APublishedCode_IsRead(string text)
    {
        Assert.True(CnapsCode.TryParse(text, out var code, out var refusal));
        Assert.Null(refusal);
        Assert.Equal(text, code.Value);
        Assert.Equal(text, code.ToString());
    }

    [Fact]
    public void TryParse_AFullWidthCodeWithSpaces_IsNormalisedAndSplit()
    {
        Assert.True(CnapsCode.TryParse("３０８ 5840 00013", out var code, out _));
        Assert.Equal("308584000013", code.Value);
        Assert.Equal("308", code.Bank);
        Assert.Equal("5840", code.Area);
    }

    [Theory]
    [InlineData(null, "cnaps-code.length")]
    [InlineData("10210009999", "cnaps-code.length")]
    [InlineData("1021000999960", "cnaps-code.length")]
    [InlineData("10210009999X", "cnaps-code.characters")]
    [InlineData("102100099997", "cnaps-code.checksum")]
    [InlineData("102100099969", "cnaps-code.checksum")]
    public void TryParse_AFaultyCode_IsRefusedWithItsCode(string? text, string expected)
    {
        Assert.False(CnapsCode.TryParse(text, out var code, out var refusal));
        Assert.Null(code);
        Assert.Equal(expected, refusal.Code);
    }

    /// <summary>MOD 11,10 finds every single wrong digit, and gives each payload exactly one check digit.</summary>
    [Fact]
    public void TryParse_AnySingleWrongDigit_IsRefused() => Gen.Select(Gen.Char['0', '9'].Array[11], Gen.Int[0, 11], Gen.Int[1, 9]).Sample(static (payload, at, shift) =>
    {
        var right = new string(payload) + CnapsCode.CheckDigit(payload);
        Assert.True(CnapsCode.TryParse(right, out _, out _));
        var wrong = right.ToCharArray();
        wrong[at] = (char)('0' + (wrong[at] - '0' + shift) % 10);
        Assert.False(CnapsCode.TryParse(new string(wrong), out _, out _));
    });
}
