using BenefitWorkflow.Beneficiaries.Identification;

namespace BenefitWorkflow.Tests.Beneficiaries.Identification;

public sealed class PhoneTests
{
    [Theory]
    [InlineData("13800138000")]
    [InlineData("138 0013 8000")]
    [InlineData("138-0013-8000")]
    [InlineData("+86 138-0013-8000")]
    [InlineData("+86-13800138000")]
    [InlineData("008613800138000")]
    [InlineData("8613800138000")]
    [InlineData("＋８６１３８００１３８０００")]
    public void TryParse_AMobileNumber_IsItsElevenDigits(string text)
    {
        Assert.True(Phone.TryParse(text, out var phone, out var refusal));
        Assert.Null(refusal);
        Assert.Equal("13800138000", phone.Value);
        Assert.Equal("138****8000", phone.Masked);
        Assert.Equal("138****8000", $"{phone}");
    }

    [Theory]
    [InlineData(null, "phone.length")]
    [InlineData("", "phone.length")]
    [InlineData("1380013800", "phone.length")]
    [InlineData("138001380000", "phone.length")]
    [InlineData("861380013800", "phone.length")]
    [InlineData("0878-3123456", "phone.not-mobile")]
    [InlineData("12800138000", "phone.not-mobile")]
    [InlineData("10000000000", "phone.not-mobile")]
    [InlineData("23800138000", "phone.not-mobile")]
    [InlineData("1.38E+10", "phone.characters")]
    [InlineData("13800138000/13900139000", "phone.characters")]
    [InlineData("+85213800138000", "phone.characters")]
    [InlineData("-13800138000", "phone.characters")]
    public void TryParse_AnythingElse_IsRefusedWithItsCode(string? text, string code)
    {
        Assert.False(Phone.TryParse(text, out var phone, out var refusal));
        Assert.Null(phone);
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public void TryParse_EachMobilePrefix_IsRead()
    {
        for (var second = 0; second <= 9; second++)
        {
            Assert.Equal(second >= 3, Phone.TryParse($"1{second}800138000", out _, out _));
        }
    }
}
