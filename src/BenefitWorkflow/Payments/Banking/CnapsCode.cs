using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Banking;

/// <summary>
/// A bank branch's code in the national payment system (联行号, CNAPS): 3 digits of bank, 4 of area, 4 of branch and a check digit.
/// Public, not personal data.
/// </summary>
public sealed record CnapsCode
{
    private CnapsCode(string value) => Value = value;

    /// <summary>12 digits.</summary>
    public string Value { get; }

    /// <summary>The first 3 digits, which name the bank (102 is ICBC).</summary>
    public string Bank => Value[..3];

    /// <summary>The next 4 digits, which name the city.</summary>
    public string Area => Value[3..7];

    /// <summary>Reads a code; full-width digits and white space are put right.</summary>
    /// <param name="refusal">
    /// Null on success; else <c>cnaps-code.characters</c>, <c>cnaps-code.length</c> or <c>cnaps-code.checksum</c>,
    /// the first that holds, in this order.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CnapsCode? code, [NotNullWhen(false)] out Refusal? refusal)
    {
        var value = HalfWidth.Code(text);
        refusal = !HalfWidth.IsDigits(value) ? WrongCharacters
            : value.Length != 12 ? WrongLength
            : CheckDigit(value) != value[11] ? WrongCheck
            : null;
        code = refusal is null ? new CnapsCode(value) : null;
        return code is not null;
    }

    /// <summary>The code.</summary>
    public override string ToString() => Value;

    /// <summary>The check digit of the first 11: ISO 7064 MOD 11,10.</summary>
    internal static char CheckDigit(ReadOnlySpan<char> digits)
    {
        var product = 10;
        for (var i = 0; i < 11; i++)
        {
            var sum = (product + digits[i] - '0') % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + (11 - product) % 10);
    }

    private static readonly Refusal WrongCharacters = new(
        "cnaps-code.characters",
        "联行号只能包含数字，请更正。",
        "A CNAPS code has digits only: correct it.");

    private static readonly Refusal WrongLength = new(
        "cnaps-code.length",
        "联行号应为 12 位数字，请向开户行核对；短缺可能是表格去掉了开头的 0。",
        "A CNAPS code has 12 digits: check it with the bank; a spreadsheet may have dropped a leading zero.");

    private static readonly Refusal WrongCheck = new(
        "cnaps-code.checksum",
        "联行号的校验位不符，至少有一位录入错误，请向开户行核对。",
        "The check digit of the CNAPS code does not match: at least one digit is wrong; check it with the bank.");
}
