using System.Globalization;
using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>One payment as the bank reads it. Holds personal data: never logged.</summary>
/// <param name="Number">1-based place in the file.</param>
/// <param name="BankName">The payee's bank; null: not stated.</param>
/// <param name="BankCode">CNAPS code of the payee's bank; null: not known.</param>
/// <param name="IdNumber">Null unless the format needs it.</param>
public sealed record PaymentFileRow(
    int Number, string EndToEndId, string Name, string Account, string? BankName, long AmountFen, string? BankCode = null, string? IdNumber = null)
{
    public override string ToString() => $"{nameof(PaymentFileRow)} {Number}";
}

/// <summary>What a file says of itself: nothing in it ever changes once the batch is released.</summary>
/// <param name="Batch">The batch's number.</param>
/// <param name="MessageId">Names the file towards the bank; unique, at most 35 characters.</param>
/// <param name="Part">1-based.</param>
/// <param name="ReleasedAt">The batch's release: the file's creation time, however often it is made.</param>
/// <param name="Payer">Null: the format does without.</param>
public sealed record PaymentFileHead(
    string Batch, string MessageId, int Part, int Parts, int Count, long TotalFen, DateTimeOffset ReleasedAt, string ProgrammeKey, PayerProfile? Payer)
{
    /// <summary>The legal day on which the bank is to pay: the day of the release.</summary>
    public DateOnly ExecutionDate => ShanghaiTime.LocalDate(ReleasedAt);

    /// <summary>The batch's number, with the part behind it where there are several.</summary>
    public static string MessageIdOf(string batch, int part, int parts) => parts == 1 ? batch : string.Create(CultureInfo.InvariantCulture, $"{batch}-{part}");

    /// <summary>Yuan with two decimals and a point, as every bank file writes it: 1409.50.</summary>
    internal static string Yuan(long fen) => new Money(fen).Yuan.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>The account that pays.</summary>
/// <param name="Name">The account holder: the union.</param>
/// <param name="BankCode">CNAPS code of the bank's branch; null: not known.</param>
/// <param name="Purpose">What the payments are for, as the bank's list of purposes has it; null: the format's own.</param>
/// <param name="PurposeCode">ISO 20022 external purpose code; null: the format's own.</param>
public sealed record PayerProfile(
    string Name, string Account, string? BankName = null, string? BankCode = null, string? Province = null, string? City = null, string? Purpose = null, string? PurposeCode = null)
{
    public override string ToString() => nameof(PayerProfile);
}
