using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Beneficiaries.Identification;

/// <summary>
/// A citizen identity number (公民身份号码, GB 11643-1999): 6 digits of area, 8 of birth date, 3 of sequence, 1 check character.
/// Personal data: <see cref="ToString"/> gives the masked form, so that a log line or a message cannot leak it.
/// </summary>
public sealed record IdNumber
{
    /// <summary>No living holder was born before this day; earlier dates are slips of the keyboard, except in the standard's own examples.</summary>
    private static readonly DateOnly EarliestBirth = new(1850, 1, 1);

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private IdNumber(string value, DateOnly birthDate) => (Value, BirthDate) = (value, birthDate);

    /// <summary>18 characters, 17 digits and a digit or upper-case X.</summary>
    public string Value { get; }

    /// <summary>The birth date that the number carries.</summary>
    public DateOnly BirthDate { get; }

    /// <summary>The first 3 and the last 4 characters; the rest, with the whole birth date, as asterisks.</summary>
    public string Masked => string.Concat(Value.AsSpan(0, 3), "***********", Value.AsSpan(14));

    /// <summary>
    /// Reads an identity number. Full-width characters, white space and a lower-case x are put right; nothing else is.
    /// </summary>
    /// <param name="refusal">
    /// Null on success; else <c>id-number.length</c> (not 18 characters; the 15-digit form lost its validity in 2013),
    /// <c>id-number.characters</c>, <c>id-number.birth-date</c> (no such day, or before 1850) or <c>id-number.checksum</c>,
    /// the first that holds, in this order. The number is not repeated in it.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IdNumber? idNumber, [NotNullWhen(false)] out Refusal? refusal)
    {
        idNumber = null;
        var value = HalfWidth.Code(text);
        refusal = value.Length != 18 ? value.Length == 15 && HalfWidth.IsDigits(value) ? FifteenDigits : WrongLength
            : !HalfWidth.IsDigits(value.AsSpan(0, 17)) || (!char.IsAsciiDigit(value[17]) && value[17] != 'X') ? WrongCharacters
            : null;
        if (refusal is not null)
        {
            return false;
        }

        if (!DateOnly.TryParseExact(value.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birthDate)
            || birthDate < EarliestBirth)
        {
            refusal = WrongBirthDate;
            return false;
        }

        if (CheckCharacter(value) != value[17])
        {
            refusal = WrongCheck;
            return false;
        }

        idNumber = new IdNumber(value, birthDate);
        return true;
    }

    /// <summary>As the other, and refuses with <c>id-number.birth-date</c> a birth after <paramref name="today"/> (legal day, Asia/Shanghai).</summary>
    public static bool TryParse(string? text, DateOnly today, [NotNullWhen(true)] out IdNumber? idNumber, [NotNullWhen(false)] out Refusal? refusal)
    {
        if (TryParse(text, out idNumber, out refusal) && idNumber.BirthDate > today)
        {
            (idNumber, refusal) = (null, WrongBirthDate);
        }

        return idNumber is not null;
    }

    /// <summary>
    /// Completed years of life (周岁) on a day; a year is complete on the birthday, for a 29 February in other years on 1 March.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The day is before birth.</exception>
    public int Age(DateOnly on)
    {
        if (on < BirthDate)
        {
            throw new ArgumentOutOfRangeException(nameof(on), "The day is before the birth date.");
        }

        var hadBirthday = (on.Month, on.Day).CompareTo((BirthDate.Month, BirthDate.Day)) >= 0;
        return on.Year - BirthDate.Year - (hadBirthday ? 0 : 1);
    }

    /// <summary>The masked form.</summary>
    public override string ToString() => Masked;

    /// <summary>The check character of the first 17 digits: ISO 7064 MOD 11-2.</summary>
    internal static char CheckCharacter(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        return "10X98765432"[sum % 11];
    }

    private static readonly Refusal WrongLength = new(
        "id-number.length",
        "身份证号码应为 18 位，请对照证件核对位数。",
        "An identity number has 18 characters: compare it with the card.");

    private static readonly Refusal FifteenDigits = new(
        "id-number.length",
        "15 位身份证号码自 2013 年起失效，请填写 18 位号码。",
        "15-digit identity numbers have been invalid since 2013: enter the 18-character number.");

    private static readonly Refusal WrongCharacters = new(
        "id-number.characters",
        "身份证号码前 17 位应为数字，末位应为数字或 X，请对照证件更正。",
        "An identity number has 17 digits and then a digit or X: correct it from the card.");

    private static readonly Refusal WrongBirthDate = new(
        "id-number.birth-date",
        "身份证号码第 7 至 14 位不是有效的出生日期，请对照证件更正。",
        "Characters 7 to 14 of the identity number are not a possible birth date: correct them from the card.");

    private static readonly Refusal WrongCheck = new(
        "id-number.checksum",
        "身份证号码的校验位不符，至少有一位录入错误，请对照证件更正。",
        "The check character of the identity number does not match: at least one digit is wrong; correct it from the card.");
}
