using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Payments.Banking;

namespace BenefitWorkflow.Payments;

/// <summary>
/// Who pays, and in which format, by programme: settings <c>Payments:Payer</c> (Name, Account, BankName, BankCode, Province, City, Purpose,
/// PurposeCode) and <c>Payments:Format</c>; the same below <c>Payments:Programmes:KEY</c> counts before them, as a whole.
/// </summary>
public sealed class PayerProfiles(IConfiguration settings)
{
    /// <summary>Null where none is set: formats that need a payer refuse then.</summary>
    public PayerProfile? Of(string programme)
    {
        var section = settings.GetSection($"Payments:Programmes:{programme}:Payer");
        if (!section.Exists()) section = settings.GetSection("Payments:Payer");
        return section["Name"] is { Length: > 0 } name && section["Account"] is { Length: > 0 } account
            ? new PayerProfile(name, account, Text(section, "BankName"), Text(section, "BankCode"), Text(section, "Province"), Text(section, "City"), Text(section, "Purpose"), Text(section, "PurposeCode"))
            : null;
    }

    /// <summary>Key of the format that a programme's batches take unless the preparer names another.</summary>
    public string FormatOf(string programme) =>
        Text(settings.GetSection($"Payments:Programmes:{programme}"), "Format") ?? Text(settings.GetSection("Payments"), "Format") ?? PaymentFormats.Default;

    /// <exception cref="InvalidDataException">A setting cannot be used; the message names it.</exception>
    internal void Verify(PaymentFormats formats)
    {
        foreach (var section in settings.GetSection("Payments:Programmes").GetChildren().Append(settings.GetSection("Payments")))
        {
            if (Text(section, "Format") is { } format && formats.Find(format) is null)
                throw new InvalidDataException($"{section.Path}:Format: 没有付款文件格式“{format}”；可用：{Keys()}。 / There is no such format; there are {Keys()}.");
            var payer = section.GetSection("Payer");
            if (!payer.Exists()) continue;
            if (Text(payer, "Name") is null || Text(payer, "Account") is null)
                throw new InvalidDataException($"{payer.Path}: 须同时给出 Name 和 Account。 / Give both Name and Account.");
            if (Text(payer, "BankCode") is { } code && !CnapsCode.TryParse(code, out _, out var refusal))
                throw new InvalidDataException($"{payer.Path}:BankCode: {refusal.Zh} / {refusal.En}");
        }

        string Keys() => string.Join(", ", formats.Newest.Select(f => f.Key));
    }

    private static string? Text(IConfigurationSection section, string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
