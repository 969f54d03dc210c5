using BenefitWorkflow.Payments.Banking;
using CsCheck;

namespace BenefitWorkflow.Tests.Payments.Banking;

public sealed class BankAccountTests
{
    [Theory]
    [InlineData("4111111111111111", "4111111111111111")]
    [InlineData("6228480402564890018", "6228480402564890018")]
    [InlineData(" 6228 4804 0256 4890 018 ", "6228480402564890018")]
    [InlineData("6228-4804-0256-4890-018", "6228480402564890018")]
    [InlineData("６２２８４８０４０２５６４８９００１８", "6228480402564890018")]
    public void TryParse_ACardNumber_HasNoWarning(string text, string value)
    {
        Assert.True(BankAccount.TryParse(text, out var account, out var refusal));
        Assert.Null(refusal);
        Assert.Equal(value, account.Value);
        Assert.Empty(account.Warnings);
    }

    [Theory]
    [InlineData("4111111111111112", "bank-account.luhn")]
    [InlineData("6228480402564890019", "bank-account.luhn")]
    [InlineData("6228480402564980018", "bank-account.luhn")]
    [InlineData("12345678", "bank-account.length-unusual")]
    [InlineData("411111111111111", "bank-account.length-unusual")]
    [InlineData("62284804025648900180", "bank-account.length-unusual")]
    [InlineData("12345678901234567890123456789012", "bank-account.length-unusual")]
    [InlineData("6228480402564890000", "bank-account.rounded")]
    [InlineData("62284804025648900", "bank-account.rounded")]
    public void TryParse_AnAccountThatLooksWrong_IsReadWithAWarning(string text, string code)
    {
        Assert.True(BankAccount.TryParse(text, out var account, out _));
        var warning = Assert.Single(account.Warnings);
        Assert.Equal(code, warning.Code);
        Assert.DoesNotContain(text, warning.Zh + warning.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "bank-account.length")]
    [InlineData("", "bank-account.length")]
    [InlineData("1234567", "bank-account.length")]
    [InlineData("123456789012345678901234567890123", "bank-account.length")]
    [InlineData("6.22848E+18", "bank-account.characters")]
    [InlineData("62284804O2564890018", "bank-account.characters")]
    [InlineData("'6228480402564890018", "bank-account.characters")]
    [InlineData("-6228480402564890018", "bank-account.characters")]
    public void TryParse_WhatNoAccountCanBe_IsRefusedWithItsCodeAndNotRepeated(string? text, string code)
    {
        Assert.False(BankAccount.TryParse(text, out var account, out var refusal));
        Assert.Null(account);
        Assert.Equal(code, refusal.Code);
        Assert.True(string.IsNullOrEmpty(text) || !(refusal.Zh + refusal.En).Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_OfACardWithOneWrongDigit_ArePresent() =>
        Gen.Select(Gen.Char['1', '9'].Array[15, 18], Gen.Int[0, 18], Gen.Int[1, 9]).Sample(static (payload, at, shift) =>
        {
            var card = new string(payload) + BankAccount.LuhnDigit(payload);
            Assert.True(BankAccount.TryParse(card, out var right, out _));
            Assert.Empty(right.Warnings);

            var wrong = card.ToCharArray();
            wrong[at % wrong.Length] = (char)('0' + (wrong[at % wrong.Length] - '0' + shift) % 10);
            Assert.True(BankAccount.TryParse(new string(wrong), out var account, out _));
            Assert.NotEmpty(account.Warnings);
        });

    [Fact]
    public void ToString_OfAnAccount_ShowsTheLastFourDigitsOnly()
    {
        Assert.True(BankAccount.TryParse("6228480402564890018", out var account, out _));
        Assert.Equal("****0018", $"{account}");
    }

    [Fact]
    public void Equality_OfTwoSpellings_IsByNumber()
    {
        Assert.True(BankAccount.TryParse("1234 5678", out var a, out _));
        Assert.True(BankAccount.TryParse("12345678", out var b, out _));
        Assert.True(BankAccount.TryParse("12345679", out var c, out _));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, c);
    }
}
