using System.Globalization;
using CsCheck;

namespace BenefitWorkflow.Tests;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("19.99", 1999)]
    [InlineData("1,409.50", 140950)]
    [InlineData("1409.5", 140950)]
    [InlineData("￥2,000", 200000)]
    [InlineData("¥ 0.07", 7)]
    [InlineData(" 600.00 ", 60000)]
    [InlineData("\u3000６００．０５", 60005)]
    [InlineData("１，４０９．５０", 140950)]
    [InlineData("-0.01", -1)]
    [InlineData("\u22125", -500)]
    [InlineData("-¥1,000", -100000)]
    [InlineData("0", 0)]
    [InlineData("-0.00", 0)]
    [InlineData("12,345,678.90", 1234567890)]
    [InlineData("92233720368547758.07", long.MaxValue)]
    [InlineData("-92233720368547758.08", long.MinValue)]
    public void TryParse_AnAmountAsWritten_GivesItsFen(string text, long fen)
    {
        Assert.True(Money.TryParse(text, out var money, out var refusal));
        Assert.Equal(fen, money.Fen);
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData("19.995", "money.third-decimal")]
    [InlineData("19.990", "money.third-decimal")]
    [InlineData("19.989999999999998", "money.third-decimal")]
    [InlineData("1e3", "money.malformed")]
    [InlineData("1.5E+4", "money.malformed")]
    [InlineData("1.23456e2", "money.malformed")]
    [InlineData("", "money.malformed")]
    [InlineData(null, "money.malformed")]
    [InlineData("-", "money.malformed")]
    [InlineData("¥", "money.malformed")]
    [InlineData("+5", "money.malformed")]
    [InlineData("--5", "money.malformed")]
    [InlineData("¥-5", "money.malformed")]
    [InlineData("¥¥5", "money.malformed")]
    [InlineData("5.", "money.malformed")]
    [InlineData(".5", "money.malformed")]
    [InlineData("1.2.3", "money.malformed")]
    [InlineData("1 409.50", "money.malformed")]
    [InlineData("14,09.50", "money.malformed")]
    [InlineData("1,4095", "money.malformed")]
    [InlineData("1409,500", "money.malformed")]
    [InlineData(",409", "money.malformed")]
    [InlineData("1,409,", "money.malformed")]
    [InlineData("1,,409", "money.malformed")]
    [InlineData("1.2,3", "money.malformed")]
    [InlineData("000123", "money.malformed")]
    [InlineData("0,123", "money.malformed")]
    [InlineData("五百", "money.malformed")]
    [InlineData("٣", "money.malformed")]
    [InlineData("NaN", "money.malformed")]
    [InlineData("92233720368547758.08", "money.out-of-range")]
    [InlineData("-92233720368547758.09", "money.out-of-range")]
    [InlineData("99999999999999999999999999999999", "money.out-of-range")]
    public void TryParse_AnythingElse_IsRefusedWithItsCode(string? text, string code)
    {
        Assert.False(Money.TryParse(text, out var money, out var refusal));
        Assert.Equal(code, refusal.Code);
        Assert.Equal(Money.Zero, money);
    }

    [Fact]
    public void TryParse_AWrongColumn_DoesNotRepeatItsContent()
    {
        Assert.False(Money.TryParse("11010519491231002X", out _, out var refusal));
        Assert.DoesNotContain("11010519491231002X", refusal.Zh + refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_AnyAmount_IsReadBackAsTheSame() => Gen.Long.Sample(fen =>
        Money.TryParse(new Money(fen).ToString(), out var back, out _) && back.Fen == fen);

    [Theory]
    [InlineData(140950, "1,409.50")]
    [InlineData(0, "0.00")]
    [InlineData(-5, "-0.05")]
    [InlineData(100000000, "1,000,000.00")]
    [InlineData(long.MinValue, "-92,233,720,368,547,758.08")]
    public void ToString_InACultureWithOtherSeparators_StaysInvariant(long fen, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(expected, new Money(fen).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Arithmetic_BeyondTheRange_Throws()
    {
        var (most, least) = (new Money(long.MaxValue), new Money(long.MinValue));
        Assert.Throws<OverflowException>(() => most + new Money(1));
        Assert.Throws<OverflowException>(() => least - new Money(1));
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => Money.Sum([most, new Money(1)]));
    }

    [Fact]
    public void Arithmetic_TheModelWorkersPlan_AddsUp()
    {
        // 63.04万 = 235 x 2,000 + 10 x 2,000 + 234 x 600
        var plan = (235 * new Money(200_000)) + (new Money(200_000) * 10) + (234 * new Money(60_000));
        Assert.Equal("630,400.00", plan.ToString());
        Assert.Equal("130,400.00", (plan - new Money(50_000_000)).ToString());
        Assert.Equal(Money.Zero, plan + -plan);
        Assert.Equal(Money.Zero, Money.Sum([]));
    }

    [Fact]
    public void Comparison_OfTwoAmounts_FollowsTheFen() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        var (x, y) = (new Money(a), new Money(b));
        return x < y == a < b && x > y == a > b && x <= y == a <= b && x >= y == a >= b && Math.Sign(x.CompareTo(y)) == a.CompareTo(b);
    });
}
