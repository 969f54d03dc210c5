using CsCheck;

namespace BenefitWorkflow.Tests;

public sealed class AmountInWordsTests
{
    [Theory]
    [InlineData(140950, "人民币壹仟肆佰零玖元伍角")]
    [InlineData(600714, "人民币陆仟零柒元壹角肆分")]
    [InlineData(32504, "人民币叁佰贰拾伍元零肆分")]
    [InlineData(0, "人民币零元整")]
    [InlineData(1, "人民币壹分")]
    [InlineData(50, "人民币伍角")]
    [InlineData(55, "人民币伍角伍分")]
    [InlineData(100, "人民币壹元整")]
    [InlineData(1000, "人民币壹拾元整")]
    [InlineData(1001, "人民币壹拾元零壹分")]
    [InlineData(10000, "人民币壹佰元整")]
    [InlineData(10100, "人民币壹佰零壹元整")]
    [InlineData(100100, "人民币壹仟零壹元整")]
    [InlineData(101000, "人民币壹仟零壹拾元整")]
    [InlineData(110100, "人民币壹仟壹佰零壹元整")]
    [InlineData(168032, "人民币壹仟陆佰捌拾元叁角贰分")]
    [InlineData(1640902, "人民币壹万陆仟肆佰零玖元零贰分")]
    [InlineData(10700053, "人民币壹拾万柒仟元伍角叁分")]
    [InlineData(10050000, "人民币壹拾万零伍佰元整")]
    [InlineData(1000000, "人民币壹万元整")]
    [InlineData(1000100, "人民币壹万零壹元整")]
    [InlineData(63040000, "人民币陆拾叁万零肆佰元整")]
    [InlineData(300000000, "人民币叁佰万元整")]
    [InlineData(10_000_000_000, "人民币壹亿元整")]
    [InlineData(10_000_000_100, "人民币壹亿零壹元整")]
    [InlineData(10_000_100_000, "人民币壹亿零壹仟元整")]
    [InlineData(10_010_000_000, "人民币壹亿零壹拾万元整")]
    [InlineData(11_000_000_000, "人民币壹亿壹仟万元整")]
    [InlineData(10_001_000_100, "人民币壹亿零壹万零壹元整")]
    [InlineData(100_000_000_000_000, "人民币壹万亿元整")]
    [InlineData(100_000_000_010_000, "人民币壹万亿零壹佰元整")]
    [InlineData(100_010_000_000_000, "人民币壹万零壹亿元整")]
    [InlineData(123_456_789_012_345, "人民币壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分")]
    [InlineData(999_999_999_999_999_999, "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分")]
    [InlineData(-32504, "人民币负叁佰贰拾伍元零肆分")]
    public void InWords_AnAmount_FollowsTheAnnex(long fen, string words) => Assert.Equal(words, new Money(fen).InWords());

    [Theory]
    [InlineData(1_000_000_000_000_000_000)]
    [InlineData(-1_000_000_000_000_000_000)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void InWords_BeyondTheLargestUnit_Throws(long fen) => Assert.Throws<ArgumentOutOfRangeException>(() => new Money(fen).InWords());

    [Fact]
    public void InWords_AnyAmount_ReadsBackAsTheSame() =>
        Gen.Long[0, 999_999_999_999_999_999].Sample(fen => Read(new Money(fen).InWords()) == fen);

    /// <summary>Long runs of zeros are where the rules are; uniform numbers hardly have any.</summary>
    [Fact]
    public void InWords_AmountsFullOfZeros_ReadBackAndKeepTheRulesOfZero() =>
        Gen.OneOf(Gen.Const(0), Gen.Int[0, 9]).Array[18].Sample(digits =>
        {
            var fen = digits.Aggregate(0L, static (number, digit) => number * 10 + digit);
            var words = new Money(fen).InWords();
            Assert.Equal(fen, Read(words));
            Assert.DoesNotContain("零零", words, StringComparison.Ordinal);
            Assert.Equal(fen % 100 == 0, words.EndsWith('整'));
            if (fen > 0)
            {
                Assert.DoesNotMatch("零[元万亿仟佰拾角分整]|[元]零[^壹贰叁肆伍陆柒捌玖]", words);
            }
        });

    /// <summary>An independent reader of capitals: sums digit times place, multiplied up by 万 and 亿.</summary>
    private static long Read(string words)
    {
        var (total, section, part, digit, cents) = (0L, 0L, 0L, 0L, 0L);
        foreach (var c in words["人民币".Length..])
        {
            switch (c)
            {
                case '拾' or '佰' or '仟':
                    part += digit * (c == '拾' ? 10 : c == '佰' ? 100 : 1000);
                    digit = 0;
                    break;
                case '万':
                    section += (part + digit) * 10_000;
                    (part, digit) = (0, 0);
                    break;
                case '亿' or '元':
                    total = (total + section + part + digit) * (c == '亿' ? 100_000_000 : 1);
                    (section, part, digit) = (0, 0, 0);
                    break;
                case '角' or '分':
                    cents += digit * (c == '角' ? 10 : 1);
                    digit = 0;
                    break;
                case '整':
                    break;
                default:
                    digit = "零壹贰叁肆伍陆柒捌玖".IndexOf(c, StringComparison.Ordinal);
                    break;
            }
        }

        return total * 100 + cents;
    }
}
