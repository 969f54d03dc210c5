using System.Text;
using System.Xml;
using System.Xml.Schema;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

/// <summary>Files as the formats write them, and the official schemas.</summary>
internal static class FormatFiles
{
    public static PaymentFormats Formats { get; } = PaymentFormats.Load(null);

    public static PayerProfile Payer { get; } = new("楚雄州总工会", "53001646236051001234", "建设银行楚雄分行", "105731000016", "云南省", "楚雄市", "困难职工帮扶");

    public static PaymentFileRow[] Rows { get; } =
    [
        new(1, "KNBF-2023-000001-1-1", "王䶮", "6222020000000000001", "工商银行", 140_950, null, "11010519491231002X"),
        new(2, "KNBF-2023-000002-1-1", "买买提·吐尔逊", "6222020000000000002", null, 5, "102100099996", "440524188001010014"),
        new(3, "KNBF-2023-000003-1-1", "𠮷田", "6222020000000000003", "建设银行", 300_000_000, null, "110101199003070011"),
    ];

    public static PaymentFileHead HeadOf(IReadOnlyList<PaymentFileRow> rows, PayerProfile? payer = null, int part = 1, int parts = 1) => new(
        "PB-KNBF-2023-0007", PaymentFileHead.MessageIdOf("PB-KNBF-2023-0007", part, parts), part, parts, rows.Count, rows.Sum(r => r.AmountFen),
        new DateTimeOffset(2023, 3, 1, 17, 30, 0, TimeSpan.Zero), "hardship-assistance", payer ?? Payer);

    public static byte[] Write(string format, IReadOnlyList<PaymentFileRow> rows, PaymentFileHead? head = null)
    {
        using var stream = new MemoryStream();
        Formats.Find(format)!.Write(head ?? HeadOf(rows), rows, stream);
        return stream.ToArray();
    }

    /// <summary>The first thing the format refuses of the head or a row.</summary>
    public static Refusal? Check(string format, IReadOnlyList<PaymentFileRow> rows, PaymentFileHead? head = null)
    {
        head ??= HeadOf(rows);
        return Formats.Find(format)!.Check(head) ?? rows.Select(r => Formats.Find(format)!.Check(head, r)).FirstOrDefault(r => r is not null);
    }

    /// <summary>What the official schema finds wrong; empty where the document is valid.</summary>
    public static List<string> SchemaErrors(string message, byte[] xml)
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        using (var xsd = typeof(PaymentFormats).Assembly.GetManifestResourceStream($"iso20022/{message}.xsd")!)
        using (var reader = XmlReader.Create(xsd)) schemas.Add(null, reader);
        var errors = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (_, e) => errors.Add(e.Message);
        using var document = XmlReader.Create(new MemoryStream(xml), settings);
        while (document.Read()) { }
        return errors;
    }

    public static string Utf8(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
