using BenefitWorkflow.Beneficiaries.Identification;
using CsCheck;

namespace BenefitWorkflow.Tests.Beneficiaries.Identification;

public sealed class IdNumberTests
{
    private static readonly Gen<string> Valid =
        Gen.Select(Gen.Int[110000, 659999], Gen.Int[0, 56000], Gen.Int[0, 999]).Select(static (area, day, sequence) =>
        {
            var digits = $"{area}{new DateOnly(1870, 1, 1).AddDays(day):yyyyMMdd}{sequence:D3}";
            return digits + IdNumber.CheckCharacter(digits);
        });

    [Theory]
    [InlineData("11010519491231002X", "11010519491231002X", "1949-12-31")]
    [InlineData("11010519491231002x", "11010519491231002X", "1949-12-31")]
    [InlineData("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", "1949-12-31")]
    [InlineData(" 110105 19491231 002X\t", "11010519491231002X", "1949-12-31")]
    [InlineData("\uFEFF440524188001010014\u200B", "440524188001010014", "1880-01-01")]
    public void TryParse_AValidNumber_IsNormalised(string text, string value, string birth)
    {
        Assert.True(IdNumber.TryParse(text, out var id, out var refusal));
        Assert.Null(refusal);
        Assert.Equal(value, id.Value);
        Assert.Equal(birth, id.BirthDate.ToString("O"));
    }

    [Theory]
    [InlineData(null, "id-number.length")]
    [InlineData("", "id-number.length")]
    [InlineData("11010519491231002", "id-number.length")]
    [InlineData("11010519491231002X0", "id-number.length")]
    [InlineData("110105491231002", "id-number.length")]
    [InlineData("11010519491231002Y", "id-number.characters")]
    [InlineData("1101O519491231002X", "id-number.characters")]
    [InlineData("X1010519491231002X", "id-number.characters")]
    [InlineData("11010519491231٠٠2X", "id-number.characters")]
    [InlineData("11010519490229002X", "id-number.birth-date")]
    [InlineData("11010519491331002X", "id-number.birth-date")]
    [InlineData("11010500000101002X", "id-number.birth-date")]
    [InlineData("11010518491231002X", "id-number.birth-date")]
    [InlineData("110105194912310020", "id-number.checksum")]
    [InlineData("110105194912310021", "id-number.checksum")]
    [InlineData("440524188001010015", "id-number.checksum")]
    [InlineData("110105194912310000", "id-number.checksum")] // a spreadsheet kept 15 digits
    public void TryParse_AFaultyNumber_IsRefusedWithItsCodeAndNotRepeated(string? text, string code)
    {
        Assert.False(IdNumber.TryParse(text, out var id, out var refusal));
        Assert.Null(id);
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain(refusal.Zh + refusal.En, static c => char.IsDigit(c) && c > '9');
        Assert.True(string.IsNullOrEmpty(text) || !(refusal.Zh + refusal.En).Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void TryParse_FifteenDigits_SaysThatTheFormLapsed()
    {
        Assert.False(IdNumber.TryParse("110105491231002", out _, out var refusal));
        Assert.Contains("2013", refusal.En, StringComparison.Ordinal);
        Assert.False(IdNumber.TryParse("11010549123100X", out _, out refusal));
        Assert.DoesNotContain("2013", refusal.En, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_WithToday_RefusesABirthInTheFuture()
    {
        var born = new DateOnly(1949, 12, 31);
        Assert.True(IdNumber.TryParse("11010519491231002X", born, out _, out _));
        Assert.False(IdNumber.TryParse("11010519491231002X", born.AddDays(-1), out var id, out var refusal));
        Assert.Null(id);
        Assert.Equal("id-number.birth-date", refusal.Code);
        Assert.False(IdNumber.TryParse("1", born, out _, out refusal));
        Assert.Equal("id-number.length", refusal.Code);
    }

    [Fact]
    public void TryParse_AnyValidNumber_IsRead() => Valid.Sample(static number => IdNumber.TryParse(number, out var id, out _) && id.Value == number);

    /// <summary>MOD 11-2 finds every single wrong character and every swap of neighbours.</summary>
    [Fact]
    public void TryParse_AnySingleWrongCharacterOrSwap_IsRefused() => Gen.Select(Valid, Gen.Int[0, 17], Gen.Int[1, 9]).Sample(static (number, at, shift) =>
    {
        var wrong = number.ToCharArray();
        wrong[at] = wrong[at] == 'X' ? (char)('0' + shift) : (char)('0' + (wrong[at] - '0' + shift) % 10);
        Assert.False(IdNumber.TryParse(new string(wrong), out _, out _));

        var swapped = number.ToCharArray();
        var with = Math.Min(at + 1, 17);
        (swapped[at], swapped[with]) = (swapped[with], swapped[at]);
        Assert.Equal(swapped[at] == swapped[with], IdNumber.TryParse(new string(swapped), out _, out _));
    });

    [Theory]
    [InlineData("1949-12-31", 0)]
    [InlineData("1950-12-30", 0)]
    [InlineData("1950-12-31", 1)]
    [InlineData("2024-12-30", 74)]
    [InlineData("2024-12-31", 75)]
    public void Age_OnADay_CountsCompletedYears(string on, int age)
    {
        Assert.True(IdNumber.TryParse("11010519491231002X", out var id, out _));
        Assert.Equal(age, id.Age(DateOnly.ParseExact(on, "yyyy-MM-dd")));
    }

    [Fact]
    public void Age_OfALeapDayChild_RisesOn1MarchInOtherYears()
    {
        const string digits = "53230120000229001";
        Assert.True(IdNumber.TryParse(digits + IdNumber.CheckCharacter(digits), out var id, out _));
        Assert.Equal(17, id.Age(new DateOnly(2018, 2, 28)));
        Assert.Equal(18, id.Age(new DateOnly(2018, 3, 1)));
        Assert.Equal(19, id.Age(new DateOnly(2020, 2, 28)));
        Assert.Equal(20, id.Age(new DateOnly(2020, 2, 29)));
    }

    [Fact]
    public void Age_BeforeBirth_ThrowsWithoutTheBirthDate()
    {
        Assert.True(IdNumber.TryParse("11010519491231002X", out var id, out _));
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(() => id.Age(new DateOnly(1949, 12, 30)));
        Assert.DoesNotContain("1949", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_OfANumber_IsMaskedWithoutItsBirthDate()
    {
        Assert.True(IdNumber.TryParse("11010519491231002X", out var id, out _));
        Assert.Equal("110***********002X", id.Masked);
        Assert.Equal(id.Masked, $"{id}");
        Assert.Equal(18, id.Masked.Length);
    }

    [Fact]
    public void Equality_OfTwoSpellings_IsByValue()
    {
        Assert.True(IdNumber.TryParse("11010519491231002x", out var a, out _));
        Assert.True(IdNumber.TryParse("11010519491231002X", out var b, out _));
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
    }
}
