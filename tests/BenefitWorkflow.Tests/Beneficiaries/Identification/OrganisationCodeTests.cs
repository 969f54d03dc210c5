using BenefitWorkflow.Beneficiaries.Identification;
using CsCheck;

namespace BenefitWorkflow.Tests.Beneficiaries.Identification;

public sealed class OrganisationCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly Gen<string> Valid = Gen.Int[0, 30].Array[17].Select(static places =>
    {
        var code = string.Concat(places.Select(static p => Alphabet[p]));
        return code + OrganisationCode.CheckCharacter(code);
    });

    [Theory]
    [InlineData("91350100M000100Y43", "91350100M000100Y43")]
    [InlineData("13530103015119637B", "13530103015119637B")]
    [InlineData("91350100m000100y43", "91350100M000100Y43")]
    [InlineData(" 9135 0100 M000 100Y 43 ", "91350100M000100Y43")]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43")]
    [InlineData("91-350100-M000100Y4-3", "91350100M000100Y43")]
    public void TryParse_AValidCode_IsNormalised(string text, string value)
    {
        Assert.True(OrganisationCode.TryParse(text, out var code, out var refusal));
        Assert.Null(refusal);
        Assert.Equal(value, code.Value);
        Assert.Equal(value, code.ToString());
    }

    [Theory]
    [InlineData(null, "organisation-code.length")]
    [InlineData("91350100M000100Y4", "organisation-code.length")]
    [InlineData("91350100M000100Y433", "organisation-code.length")]
    [InlineData("91350100M000100I43", "organisation-code.characters")]
    [InlineData("9135010OM000100Y43", "organisation-code.characters")]
    [InlineData("S1350100M000100Y43", "organisation-code.characters")]
    [InlineData("V1350100M000100Y43", "organisation-code.characters")]
    [InlineData("91350100M000100Y4Z", "organisation-code.characters")]
    [InlineData("91350100M000100_43", "organisation-code.characters")]
    [InlineData("91350100M000100Y44", "organisation-code.checksum")]
    [InlineData("13530103015119637C", "organisation-code.checksum")]
    public void TryParse_AFaultyCode_IsRefusedWithItsCode(string? text, string expected)
    {
        Assert.False(OrganisationCode.TryParse(text, out var code, out var refusal));
        Assert.Null(code);
        Assert.Equal(expected, refusal.Code);
    }

    [Fact]
    public void TryParse_AnyValidCode_IsReadAndAnySingleWrongCharacterIsNot() =>
        Gen.Select(Valid, Gen.Int[0, 17], Gen.Int[1, 30]).Sample(static (code, at, shift) =>
        {
            Assert.True(OrganisationCode.TryParse(code, out _, out _));
            var wrong = code.ToCharArray();
            wrong[at] = Alphabet[(Alphabet.IndexOf(wrong[at], StringComparison.Ordinal) + shift) % 31];
            Assert.False(OrganisationCode.TryParse(new string(wrong), out _, out var refusal));
            Assert.Equal("organisation-code.checksum", refusal.Code);
        });
}
