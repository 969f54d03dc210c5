using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Banking;

/// <summary>
/// A payee's account: a bank card (16 to 19 digits, usually with a Luhn check digit) or a passbook, whose number has the bank's own
/// length and check. So only what no account can be is refused; the rest that looks wrong is a warning for the person who checks.
/// Personal data: <see cref="ToString"/> gives the masked form.
/// </summary>
public sealed record BankAccount
{
    /// <summary>Shortest passbook number accepted; shorter is a cut-off cell.</summary>
    public const int MinLength = 8;

    /// <summary>Longest account number in the payment system (CNAPS 2 account identification, Max32Text).</summary>
    public const int MaxLength = 32;

    private BankAccount(string value) => (Value, Warnings) = (value, Check(value));

    /// <summary>Digits only.</summary>
    public string Value { get; }

    /// <summary>
    /// What to look at before paying; empty when nothing is. Codes: <c>bank-account.length-unusual</c> (not a card's 16 to 19 digits:
    /// a passbook, or digits lost), <c>bank-account.luhn</c> (a card's length, its check digit does not match) and
    /// <c>bank-account.rounded</c> (zeros after the 15th digit: a spreadsheet stored it as a number).
    /// </summary>
    public IReadOnlyList<Refusal> Warnings { get; }

    /// <summary>The last 4 digits after four asterisks.</summary>
    public string Masked => string.Concat("****", Value.AsSpan(Value.Length - 4));

    /// <summary>Reads an account number; full-width digits, white space and hyphens between digits are put right.</summary>
    /// <param name="refusal">
    /// Null on success; else <c>bank-account.characters</c> (a number in exponent form too) or <c>bank-account.length</c> (not 8 to 32
    /// digits), the first that holds, in this order. The number is not repeated in it.
    /// </param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out BankAccount? account, [NotNullWhen(false)] out Refusal? refusal)
    {
        var value = HalfWidth.Code(text, dropHyphens: true);
        refusal = !HalfWidth.IsDigits(value) ? WrongCharacters : value.Length is < MinLength or > MaxLength ? WrongLength : null;
        account = refusal is null ? new BankAccount(value) : null;
        return account is not null;
    }

    /// <summary>Whether it is the same account number.</summary>
    public bool Equals(BankAccount? other) => other is not null && Value == other.Value;

    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The masked form.</summary>
    public override string ToString() => Masked;

    /// <summary>The digit that makes a number pass the Luhn check (ISO/IEC 7812-1) when put behind it.</summary>
    internal static char LuhnDigit(ReadOnlySpan<char> payload)
    {
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[payload.Length - 1 - i] - '0';
            sum += i % 2 == 1 ? digit : digit < 5 ? digit * 2 : digit * 2 - 9;
        }

        return (char)('0' + (10 - sum % 10) % 10);
    }

    private static IReadOnlyList<Refusal> Check(string value)
    {
        if (value.Length is < 16 or > 19)
        {
            return LengthUnusual;
        }

        // A spreadsheet number has 15 digits; two or more zeros in their place are rarely chance.
        if (value.Length > 16 && !value.AsSpan(15).ContainsAnyExcept('0'))
        {
            return Rounded;
        }

        return LuhnDigit(value.AsSpan(0, value.Length - 1)) == value[^1] ? [] : Luhn;
    }

    private static readonly Refusal WrongCharacters = new(
        "bank-account.characters",
        "银行账号只能包含数字；如果表格把它显示成 6.22E+18 之类，请把该列设为文本后重新填写。",
        "A bank account has digits only; if the spreadsheet shows it like 6.22E+18, make the column text and enter it again.");

    private static readonly Refusal WrongLength = new(
        "bank-account.length",
        $"银行账号应为 {MinLength} 至 {MaxLength} 位数字，请对照银行卡或存折核对。",
        $"A bank account has {MinLength} to {MaxLength} digits: compare it with the card or passbook.");

    private static readonly IReadOnlyList<Refusal> LengthUnusual = [new(
        "bank-account.length-unusual",
        "账号不是银行卡常见的 16 至 19 位，可能是存折账号或缺位，请对照原件确认。",
        "The account does not have the 16 to 19 digits of a card: it may be a passbook or incomplete; confirm it from the original.")];

    private static readonly IReadOnlyList<Refusal> Luhn = [new(
        "bank-account.luhn",
        "账号未通过银行卡校验位检查，可能有一位录入错误，请对照原件确认。",
        "The account fails the check digit of bank cards: a digit may be wrong; confirm it from the original.")];

    private static readonly IReadOnlyList<Refusal> Rounded = [new(
        "bank-account.rounded",
        "账号第 15 位以后全是 0，可能被表格当作数字舍入，请把该列设为文本并对照原件重新填写。",
        "All digits after the 15th are 0: a spreadsheet may have rounded the account; make the column text and enter it again from the original.")];
}
