using System.Globalization;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Payments.Banking;

namespace BenefitWorkflow.Demo;

/// <summary>
/// People who do not exist, for the demonstration. A seed always gives the same person, on every machine; different seeds below
/// 10^8 never share an identity number, a phone or an account. Any likeness of a number to a real one is chance: no range is
/// reserved for invented numbers, so never send a message or a payment to them.
/// </summary>
public static class InventedPeople
{
    /// <summary>Births from this day on, over <see cref="BirthDays"/> days (to 2003).</summary>
    private static readonly DateOnly FirstBirth = new(1950, 1, 1);

    private const int BirthDays = 19_500;
    private const int Sequences = 999;

    /// <summary>Counties of Chuxiong prefecture, by their administrative codes.</summary>
    private static readonly string[] Areas =
        ["532301", "532322", "532323", "532324", "532325", "532326", "532327", "532328", "532329", "532331"];

    private static readonly string[] Surnames =
        ["李", "王", "杨", "张", "普", "周", "罗", "陈", "刘", "赵", "鲁", "黄", "马", "段", "董", "孙", "吴", "何", "徐", "高", "朱", "苏", "郭", "毕", "欧阳"];

    private static readonly string[] GivenNames =
    [
        "伟", "秀英", "建华", "丽", "国强", "桂兰", "志明", "红梅", "永福", "晓燕", "文军", "玉珍", "海涛", "淑芬", "光荣", "美玲",
        "学忠", "春花", "家俊", "琼仙", "德昌", "慧", "正云", "凤仙", "思源", "雪梅", "兴旺", "菊芳", "子涵", "丽萍", "绍华", "云",
    ];

    private static readonly string[] DottedNames =
        ["吉克·阿木", "沙马·拉且", "阿依古丽·买买提", "卓玛·次仁", "古丽娜尔·艾合买提", "曲比·阿乌", "热合曼·吐尔逊", "俄木·依诺"];

    /// <summary>U+4DAE (no code in 936), U+20164 (outside the basic plane), and two more that keyboards lack.</summary>
    private static readonly string[] RareGivenNames = ["\u4DAE", "\U00020164", "\u9FCD", "\u5586\u4DAE"];

    /// <param name="seed">0 or more. Every 17th seed has a name with a dot (U+00B7), every 41st one with a rare character.</param>
    /// <returns>A valid name, a valid 18-character identity number, an 11-digit mobile number and a 19-digit account that passes Luhn.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative seed.</exception>
    public static (string Name, string IdNumber, string Phone, string Account) Person(int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(seed);
        return (Name(seed), Identity(seed), "139" + Digits(Scatter(seed, 100_000_000, 61_803_399), 8), Account(seed));
    }

    private static string Name(int seed)
    {
        var surname = Surnames[Pick(seed, 1, Surnames.Length)];
        return seed % 41 == 40 ? surname + RareGivenNames[Pick(seed, 2, RareGivenNames.Length)]
            : seed % 17 == 16 ? DottedNames[Pick(seed, 3, DottedNames.Length)]
            : surname + GivenNames[Pick(seed, 4, GivenNames.Length)];
    }

    private static string Identity(int seed)
    {
        var n = Scatter(seed, (long)Areas.Length * BirthDays * Sequences, 120_397_711);
        var (rest, area) = Math.DivRem(n, Areas.Length);
        var (sequence, day) = Math.DivRem(rest, BirthDays);
        var digits = Areas[area] + FirstBirth.AddDays((int)day).ToString("yyyyMMdd", CultureInfo.InvariantCulture) + Digits(sequence + 1, 3);
        return digits + IdNumber.CheckCharacter(digits);
    }

    private static string Account(int seed)
    {
        // 62 is UnionPay's; what follows is made up. The digit before the check digit is never 0, so that no account looks rounded.
        var (body, last) = Math.DivRem(Scatter(seed, 90_000_000_000, 38_196_601_127), 9);
        var digits = "6299000" + Digits(body, 10) + Digits(last + 1, 1);
        return digits + BankAccount.LuhnDigit(digits);
    }

    /// <summary>A one-to-one map of 0..size-1 onto itself, because the factor shares no divisor with the size; 0 does not stay 0.</summary>
    private static long Scatter(int seed, long size, long factor) => (long)((seed + (Int128)1) * factor % size);

    /// <summary>A choice that looks random and is not: the SplitMix64 finisher over seed and purpose.</summary>
    private static int Pick(int seed, int purpose, int count)
    {
        unchecked
        {
            var z = (ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)purpose * 0xD1B54A32D192ED03UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (int)((z ^ (z >> 31)) % (ulong)count);
        }
    }

    private static string Digits(long number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
