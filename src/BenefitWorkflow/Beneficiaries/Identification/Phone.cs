using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Beneficiaries.Identification;

/// <summary>
/// A mainland mobile number: 11 digits, 1 and then 3 to 9. Personal data: <see cref="ToString"/> gives the masked form.
/// </summary>
public sealed partial record Phone
{
    private Phone(string value) => Value = value;

    /// <summary>11 digits, without the country code.</summary>
    public string Value { get; }

    /// <summary>138****8000.</summary>
    public string Masked => string.Concat(Value.AsSpan(0, 3), "****", Value.AsSpan(7));

    /// <summary>Reads a number; full-width digits, white space, hyphens and a leading +86 or 0086 are put right.</summary>
    /// <param name="refusal">
    /// Null on success; else <c>phone.characters</c>, <c>phone.length</c> (not 11 digits) or <c>phone.not-mobile</c>,
    /// the first that holds, in this order. The number is not repeated in it.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Phone? phone, [NotNullWhen(false)] out Refusal? refusal)
    {
        var value = CountryCode().Replace(HalfWidth.Code(text, dropHyphens: true), "");
        refusal = !HalfWidth.IsDigits(value) ? WrongCharacters
            : value.Length != 11 ? WrongLength
            : value[0] != '1' || value[1] < '3' ? NotMobile
            : null;
        phone = refusal is null ? new Phone(value) : null;
        return phone is not null;
    }

    /// <summary>The masked form.</summary>
    public override string ToString() => Masked;

    /// <summary>A bare 86 counts only before a whole mobile number; otherwise it may be the number's own digits.</summary>
    [GeneratedRegex(@"^(\+86|0086|86(?=1[0-9]{10}$))", RegexOptions.CultureInvariant)]
    private static partial Regex CountryCode();

    private static readonly Refusal WrongCharacters = new(
        "phone.characters",
        "手机号码只能包含数字，请更正；多个号码请只填一个。",
        "A mobile number has digits only: correct it; of several numbers enter one.");

    private static readonly Refusal WrongLength = new(
        "phone.length",
        "手机号码应为 11 位数字，请核对位数。",
        "A mobile number has 11 digits: check their number.");

    private static readonly Refusal NotMobile = new(
        "phone.not-mobile",
        "号码不是境内手机号码（以 13 至 19 开头），无法接收短信，请填写手机号码。",
        "The number is not a mainland mobile number (13 to 19 in front) and cannot receive messages: enter a mobile number.");
}
