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
        Assert.True(money.IsZero);
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
    public void FromYuan_WholeFen_IsExact()
    {
        Assert.Equal(1999, Money.FromYuan(19.99m).Fen);
        Assert.Equal(1999, Money.FromYuan(19.99000m).Fen);
        Assert.Equal(-1, Money.FromYuan(-0.01m).Fen);
        Assert.Equal(long.MaxValue, Money.FromYuan(92233720368547758.07m).Fen);
        Assert.Equal(long.MinValue, Money.FromYuan(-92233720368547758.08m).Fen);
    }

    [Fact]
    public void FromYuan_AFractionOfAFenOrTooMuch_Throws()
    {
        foreach (var yuan in new[] { 19.995m, 0.001m, 92233720368547758.08m, -92233720368547758.09m, decimal.MaxValue })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Money.FromYuan(yuan));
        }
    }

    [Fact]
    public void FromYuan_OfYuan_IsTheAmountItself() => Gen.Long.Sample(fen => Money.FromYuan(new Money(fen).Yuan).Fen == fen);

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
        var plan = (235 * Money.FromYuan(2000)) + (Money.FromYuan(2000) * 10) + (234 * Money.FromYuan(600));
        Assert.Equal("630,400.00", plan.ToString());
        Assert.Equal("130,400.00", (plan - Money.FromYuan(500_000)).ToString());
        Assert.Equal(Money.Zero, plan + -plan);
        Assert.Equal(Money.Zero, Money.Sum([]));
    }

    [Fact]
    public void Comparison_OfTwoAmounts_FollowsTheFen() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        var (x, y) = (new Money(a), new Money(b));
        return x < y == a < b && x > y == a > b && x <= y == a <= b && x >= y == a >= b && Math.Sign(x.CompareTo(y)) == a.CompareTo(b);
    });

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(10, new long[] { 1, 2, 3 }, new long[] { 2, 3, 5 })]
    [InlineData(2, new long[] { 0, 1, 1, 1 }, new long[] { 0, 1, 1, 0 })]
    [InlineData(0, new long[] { 5, 0 }, new long[] { 0, 0 })]
    [InlineData(7, new long[] { 9 }, new long[] { 7 })]
    [InlineData(long.MaxValue, new long[] { long.MaxValue, long.MaxValue }, new long[] { 4611686018427387904, 4611686018427387903 })]
    [InlineData(long.MinValue, new long[] { 0, long.MaxValue }, new long[] { 0, long.MinValue })]
    public void Allocate_ByLargestRemainder_GivesTheKnownParts(long fen, long[] weights, long[] parts) =>
        Assert.Equal(parts, new Money(fen).Allocate(weights).Select(static m => m.Fen));

    [Fact]
    public void Allocate_AnyWeights_ConservesTheAmountAndStaysWithinAFenOfTheShare() =>
        Gen.Select(Gen.Long, Gen.Long[0, long.MaxValue].Array[1, 20]).Where(static (_, w) => w.Any(static x => x > 0)).Sample((fen, weights) =>
        {
            var parts = new Money(fen).Allocate(weights);
            var total = weights.Aggregate((Int128)0, static (sum, w) => sum + w);
            Assert.Equal(fen, (long)parts.Aggregate((Int128)0, static (sum, p) => sum + p.Fen));
            for (var i = 0; i < weights.Length; i++)
            {
                var share = (Int128)fen * weights[i] / total;
                Assert.InRange((long)(Int128.Abs(parts[i].Fen) - Int128.Abs(share)), 0, 1);
                Assert.True(weights[i] > 0 || parts[i].IsZero);
            }
        });

    [Fact]
    public void Allocate_WithoutAUsableWeight_Throws()
    {
        foreach (var weights in new long[][] { [], [0], [0, 0], [2, -1] })
        {
            Assert.Throws<ArgumentException>(() => new Money(100).Allocate(weights));
        }
    }
}
