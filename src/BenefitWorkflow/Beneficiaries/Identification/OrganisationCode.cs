using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Beneficiaries.Identification;

/// <summary>
/// A unified social credit code (统一社会信用代码, GB 32100-2015) of a unit or grass-roots union. Public, not personal data.
/// </summary>
public sealed record OrganisationCode
{
    /// <summary>The standard leaves out I, O, S, V and Z, which look like digits or each other.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private OrganisationCode(string value) => Value = value;

    /// <summary>18 characters, upper case.</summary>
    public string Value { get; }

    /// <summary>Reads a code. Full-width characters, white space, hyphens and lower case are put right; nothing else is.</summary>
    /// <param name="refusal">
    /// Null on success; else <c>organisation-code.length</c>, <c>organisation-code.characters</c> or <c>organisation-code.checksum</c>,
    /// the first that holds, in this order.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OrganisationCode? code, [NotNullWhen(false)] out Refusal? refusal)
    {
        var value = HalfWidth.Code(text, dropHyphens: true);
        refusal = value.Length != 18 ? WrongLength
            : value.AsSpan().ContainsAnyExcept(Alphabet) ? WrongCharacters
            : CheckCharacter(value) != value[17] ? WrongCheck
            : null;
        code = refusal is null ? new OrganisationCode(value) : null;
        return code is not null;
    }

    /// <summary>The code.</summary>
    public override string ToString() => Value;

    /// <summary>The check character of the first 17: weights 3^i modulo 31.</summary>
    internal static char CheckCharacter(ReadOnlySpan<char> code)
    {
        var (sum, weight) = (0, 1);
        for (var i = 0; i < 17; i++)
        {
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * weight;
            weight = weight * 3 % 31;
        }

        return Alphabet[(31 - sum % 31) % 31];
    }

    private static readonly Refusal WrongLength = new(
        "organisation-code.length",
        "统一社会信用代码应为 18 位，请对照登记证书核对位数。",
        "A unified social credit code has 18 characters: compare it with the certificate.");

    private static readonly Refusal WrongCharacters = new(
        "organisation-code.characters",
        "统一社会信用代码只含数字和大写字母，且不用 I、O、S、V、Z；请检查是否把数字误作字母。",
        "A unified social credit code has digits and capital letters without I, O, S, V, Z: check for a letter in place of a digit.");

    private static readonly Refusal WrongCheck = new(
        "organisation-code.checksum",
        "统一社会信用代码的校验位不符，至少有一位录入错误，请对照登记证书更正。",
        "The check character of the unified social credit code does not match: correct it from the certificate.");
}
