using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Payments.Banking;

/// <summary>Where a payee's money goes, checked: whatever passes can be written into every bank file.</summary>
/// <param name="BankName">As the bank is called, 1 to 70 characters; null: not stated.</param>
/// <param name="AccountName">Name on the account.</param>
public sealed record AccountDetails(string? BankName, BankAccount Account, string AccountName)
{
    private const int LongestBankName = 70;

    /// <summary>Reads an account as somebody typed it.</summary>
    /// <param name="accountName">Name on the account; must be given.</param>
    /// <param name="refusal">Null on success; else what <see cref="BankAccount"/> or <see cref="PersonName"/> refused, or <c>bank-name.characters</c>.</param>
    public static bool TryParse(string? bankName, string? account, string? accountName, [NotNullWhen(true)] out AccountDetails? details, [NotNullWhen(false)] out Refusal? refusal)
    {
        details = null;
        if (!BankAccount.TryParse(account, out var number, out refusal)) return false;
        if (!PersonName.TryParse(accountName, out var name, out refusal)) return false;
        var bank = string.IsNullOrWhiteSpace(bankName) ? null : bankName.Trim();
        if (bank is not null && (bank.Length > LongestBankName || bank.EnumerateRunes().Any(r => !Usual(r.Value, CharUnicodeInfo.GetUnicodeCategory(r.Value)))))
        {
            refusal = new Refusal("bank-name.characters",
                $"开户行名称为 1 至 {LongestBankName} 个文字、数字、空格、括号、点或连字符；请更正。",
                $"A bank's name has 1 to {LongestBankName} letters, digits, spaces, brackets, dots or hyphens; correct it.");
            return false;
        }
        details = new AccountDetails(bank, number, name.Value);
        return true;
    }

    // Separators and line ends of bank files are not among them.
    private static bool Usual(int rune, UnicodeCategory category) =>
        category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
        || rune is ' ' or '(' or ')' or 0xFF08 or 0xFF09 or '.' or 0x00B7 or '-';

    /// <summary>As it is stored: the number encrypted, and hashed to be found by.</summary>
    public (string? BankName, byte[] Cipher, byte[] Hash, string AccountName) Protect(Protector protector) =>
        (BankName, protector.Encrypt(Account.Value), protector.Hash(PersonalDataKind.Account, Account.Value), AccountName);

    public override string ToString() => nameof(AccountDetails);
}
