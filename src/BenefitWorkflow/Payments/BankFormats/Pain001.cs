using System.Globalization;
using System.Text;
using System.Xml;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>
/// ISO 20022 customer credit transfer initiation, pain.001.001.10: one payment instruction per file, since a batch is paid on one day.
/// Accounts are <c>Othr/Id</c> (China has no IBAN), banks are named by their CNAPS code (<c>ClrSysId/Cd</c> CNAPS) where it is known.
/// </summary>
public sealed class Pain001 : IPaymentFileFormat
{
    internal const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.10";

    /// <summary>External purpose code: social security benefit.</summary>
    private const string Purpose = "SSBE";

    private const int LongestId = 35, LongestAccount = 34, LongestName = 140, LongestRemittance = 140;

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" };

    public string Key => "pain.001.001.10";
    public int Version => 1;
    public int MaximumRows => 100_000;
    public string MediaType => "application/xml; charset=utf-8";
    public bool NeedsIdNumber => false;

    public string FileName(PaymentFileHead head) => head.MessageId + ".pain.001.xml";

    public Refusal? Check(PaymentFileHead head)
    {
        if (head.Payer is not { } payer) return FileProblems.PayerMissing(Key);
        return payer.BankCode is null && payer.BankName is null ? FileProblems.Missing(Key, 0, "BankName")
            : payer.PurposeCode is { Length: 0 or > 4 } ? FileProblems.TooLong(0, "PurposeCode", 4)
            : Text(0, "Name", payer.Name, LongestName) ?? Text(0, "Account", payer.Account, LongestAccount) ?? Text(0, "BankName", payer.BankName, LongestName)
            ?? Text(0, "BankCode", payer.BankCode, LongestId) ?? Text(0, "Purpose", payer.Purpose, LongestRemittance) ?? Text(0, "MsgId", head.MessageId, LongestId);
    }

    public Refusal? Check(PaymentFileHead head, PaymentFileRow row) =>
        Text(row.Number, "端到端编号", row.EndToEndId, LongestId) ?? Text(row.Number, "姓名", row.Name, LongestName) ?? Text(row.Number, "账号", row.Account, LongestAccount)
        ?? Text(row.Number, "开户行", row.BankName, LongestName) ?? Text(row.Number, "联行号", row.BankCode, LongestId);

    public void Write(PaymentFileHead head, IEnumerable<PaymentFileRow> rows, Stream stream)
    {
        var payer = head.Payer ?? throw new InvalidOperationException($"{head.MessageId} has no payer.");
        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("Document", Namespace);
        Start("CstmrCdtTrfInitn");

        Start("GrpHdr");
        Leaf("MsgId", head.MessageId);
        Leaf("CreDtTm", head.ReleasedAt.ToOffset(ShanghaiTime.Offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        Totals();
        Named("InitgPty", payer.Name);
        xml.WriteEndElement();

        Start("PmtInf");
        Leaf("PmtInfId", head.MessageId);
        Leaf("PmtMtd", "TRF");
        Leaf("BtchBookg", "false");
        Totals();
        Start("ReqdExctnDt");
        Leaf("Dt", head.ExecutionDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        Named("Dbtr", payer.Name);
        Account("DbtrAcct", payer.Account, "CNY");
        Agent("DbtrAgt", payer.BankCode, payer.BankName);
        Leaf("ChrgBr", "DEBT");
        foreach (var row in FileProblems.Counted(head, rows)) Transfer(row);
        xml.WriteEndElement();

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Transfer(PaymentFileRow row)
        {
            Start("CdtTrfTxInf");
            Start("PmtId");
            Leaf("InstrId", row.EndToEndId);
            Leaf("EndToEndId", row.EndToEndId);
            xml.WriteEndElement();
            Start("Amt");
            Start("InstdAmt");
            xml.WriteAttributeString("Ccy", "CNY");
            xml.WriteString(PaymentFileHead.Yuan(row.AmountFen));
            xml.WriteEndElement();
            xml.WriteEndElement();
            Agent("CdtrAgt", row.BankCode, row.BankName);
            Named("Cdtr", row.Name);
            Account("CdtrAcct", row.Account, null);
            Start("Purp");
            Leaf("Cd", payer.PurposeCode ?? Purpose);
            xml.WriteEndElement();
            if (payer.Purpose is { Length: > 0 } purpose)
            {
                Start("RmtInf");
                Leaf("Ustrd", purpose);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }

        void Totals()
        {
            Leaf("NbOfTxs", head.Count.ToString(CultureInfo.InvariantCulture));
            Leaf("CtrlSum", PaymentFileHead.Yuan(head.TotalFen));
        }

        void Named(string element, string name)
        {
            Start(element);
            Leaf("Nm", name);
            xml.WriteEndElement();
        }

        void Account(string element, string number, string? currency)
        {
            Start(element);
            Start("Id");
            Start("Othr");
            Leaf("Id", number);
            xml.WriteEndElement();
            xml.WriteEndElement();
            if (currency is not null) Leaf("Ccy", currency);
            xml.WriteEndElement();
        }

        void Agent(string element, string? code, string? name)
        {
            if (code is null && name is null) return;
            Start(element);
            Start("FinInstnId");
            if (code is not null)
            {
                Start("ClrSysMmbId");
                Start("ClrSysId");
                Leaf("Cd", "CNAPS");
                xml.WriteEndElement();
                Leaf("MmbId", code);
                xml.WriteEndElement();
            }
            if (name is not null) Leaf("Nm", name);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        void Start(string element) => xml.WriteStartElement(element, Namespace);

        void Leaf(string element, string text) => xml.WriteElementString(element, Namespace, text);
    }

    /// <summary>A text that the schema takes: not empty, not longer than the element, no control character; null is left out.</summary>
    private static Refusal? Text(int number, string field, string? text, int maximum) =>
        text is null ? null
        : text.Length == 0 ? FileProblems.Missing("pain.001.001.10", number, field)
        : text.EnumerateRunes().Count() > maximum ? FileProblems.TooLong(number, field, maximum)
        : text.Any(c => char.IsControl(c) || c is '\uFFFE' or '\uFFFF') ? FileProblems.Separator(number, field)
        : FileProblems.Character(number, field, text, TextEncodings.Utf8, "UTF-8");
}
