using System.Globalization;
using System.Text;
using System.Xml;

namespace BenefitWorkflow.BankSimulator.Answers;

/// <summary>Answers as ISO 20022 messages, valid against the official schemas.</summary>
internal static class IsoAnswer
{
    private const string Prefix = "urn:iso:std:iso:20022:tech:xsd:";

    /// <summary>pain.002.001.11: the status of single payments of a pain.001.</summary>
    public static byte[] Status(string messageId, string originalMessageId, DateTimeOffset at, IEnumerable<AnswerRow> rows) => Document("pain.002.001.11", "CstmrPmtStsRpt", xml =>
    {
        Head(xml, messageId, at);
        Original(xml, originalMessageId, null);
        xml.WriteStartElement("OrgnlPmtInfAndSts");
        Leaf(xml, "OrgnlPmtInfId", originalMessageId);
        foreach (var row in rows)
        {
            xml.WriteStartElement("TxInfAndSts");
            Leaf(xml, "OrgnlInstrId", row.EndToEndId);
            Leaf(xml, "OrgnlEndToEndId", row.EndToEndId);
            Leaf(xml, "TxSts", row.Status switch { AnswerStatus.Settled => "ACSC", AnswerStatus.Rejected => "RJCT", _ => "PDNG" });
            if (row.Reason is not null) Reason(xml, "StsRsnInf", row.Reason);
            Leaf(xml, "AccptncDtTm", Instant(row.At));
            xml.WriteStartElement("OrgnlTxRef");
            xml.WriteStartElement("Amt");
            Amount(xml, "InstdAmt", row.Fen);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });

    /// <summary>pain.002.001.11: the file as a whole is refused.</summary>
    public static byte[] Refusal(string messageId, string originalMessageId, DateTimeOffset at, string reason) => Document("pain.002.001.11", "CstmrPmtStsRpt", xml =>
    {
        Head(xml, messageId, at);
        Original(xml, originalMessageId, reason);
    });

    /// <summary>camt.054.001.08: money that came back.</summary>
    public static byte[] Notification(string messageId, string account, DateTimeOffset at, IEnumerable<AnswerRow> rows) => Document("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", xml =>
    {
        Head(xml, messageId, at);
        xml.WriteStartElement("Ntfctn");
        Leaf(xml, "Id", messageId);
        Leaf(xml, "CreDtTm", Instant(at));
        Account(xml, account);
        foreach (var row in rows) Entry(xml, row);
        xml.WriteEndElement();
    });

    /// <summary>camt.053.001.08: everything that was booked, between two balances.</summary>
    /// <param name="openingFen">Below zero where the bank is owed.</param>
    public static byte[] Statement(string messageId, string account, DateTimeOffset at, long openingFen, IReadOnlyList<AnswerRow> rows) => Document("camt.053.001.08", "BkToCstmrStmt", xml =>
    {
        Head(xml, messageId, at);
        xml.WriteStartElement("Stmt");
        Leaf(xml, "Id", messageId);
        Leaf(xml, "CreDtTm", Instant(at));
        Account(xml, account);
        Balance(xml, "OPBD", openingFen, at);
        Balance(xml, "CLBD", openingFen + rows.Sum(row => row.Status == AnswerStatus.Returned ? row.Fen : -row.Fen), at);
        foreach (var row in rows) Entry(xml, row);
        xml.WriteEndElement();
    });

    private static void Entry(XmlWriter xml, AnswerRow row)
    {
        var back = row.Status == AnswerStatus.Returned;
        xml.WriteStartElement("Ntry");
        Amount(xml, "Amt", row.Fen);
        Leaf(xml, "CdtDbtInd", back ? "CRDT" : "DBIT");
        Choice(xml, "Sts", "Cd", "BOOK");
        Choice(xml, "BookgDt", "DtTm", Instant(row.At));
        Choice(xml, "ValDt", "Dt", Day(row.At));
        BookingCode(xml, back);
        xml.WriteStartElement("NtryDtls");
        xml.WriteStartElement("TxDtls");
        xml.WriteStartElement("Refs");
        Leaf(xml, "InstrId", row.EndToEndId);
        Leaf(xml, "EndToEndId", row.EndToEndId);
        xml.WriteEndElement();
        Amount(xml, "Amt", row.Fen);
        Leaf(xml, "CdtDbtInd", back ? "CRDT" : "DBIT");
        if (back) Reason(xml, "RtrInf", row.Reason!);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>Issued credit transfers, and their reversal by return.</summary>
    private static void BookingCode(XmlWriter xml, bool back)
    {
        xml.WriteStartElement("BkTxCd");
        xml.WriteStartElement("Domn");
        Leaf(xml, "Cd", "PMNT");
        xml.WriteStartElement("Fmly");
        Leaf(xml, "Cd", "ICDT");
        Leaf(xml, "SubFmlyCd", back ? "RRTN" : "DMCT");
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static byte[] Document(string schema, string message, Action<XmlWriter> write)
    {
        var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("Document", Prefix + schema);
            xml.WriteStartElement(message);
            write(xml);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        return bytes.ToArray();
    }

    private static void Head(XmlWriter xml, string messageId, DateTimeOffset at)
    {
        xml.WriteStartElement("GrpHdr");
        Leaf(xml, "MsgId", messageId);
        Leaf(xml, "CreDtTm", Instant(at));
        xml.WriteEndElement();
    }

    private static void Original(XmlWriter xml, string originalMessageId, string? refusal)
    {
        xml.WriteStartElement("OrgnlGrpInfAndSts");
        Leaf(xml, "OrgnlMsgId", originalMessageId);
        Leaf(xml, "OrgnlMsgNmId", "pain.001.001.10");
        if (refusal is not null)
        {
            Leaf(xml, "GrpSts", "RJCT");
            Reason(xml, "StsRsnInf", refusal);
        }
        xml.WriteEndElement();
    }

    private static void Reason(XmlWriter xml, string element, string code)
    {
        xml.WriteStartElement(element);
        Choice(xml, "Rsn", "Cd", code);
        Leaf(xml, "AddtlInf", Outcomes.Reasons.TextOf(code));
        xml.WriteEndElement();
    }

    private static void Account(XmlWriter xml, string account)
    {
        xml.WriteStartElement("Acct");
        xml.WriteStartElement("Id");
        Choice(xml, "Othr", "Id", account);
        xml.WriteEndElement();
        Leaf(xml, "Ccy", "CNY");
        xml.WriteEndElement();
    }

    private static void Balance(XmlWriter xml, string code, long fen, DateTimeOffset at)
    {
        xml.WriteStartElement("Bal");
        xml.WriteStartElement("Tp");
        Choice(xml, "CdOrPrtry", "Cd", code);
        xml.WriteEndElement();
        Amount(xml, "Amt", Math.Abs(fen));
        Leaf(xml, "CdtDbtInd", fen < 0 ? "DBIT" : "CRDT");
        Choice(xml, "Dt", "Dt", Day(at));
        xml.WriteEndElement();
    }

    private static void Amount(XmlWriter xml, string element, long fen)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("Ccy", "CNY");
        xml.WriteString(string.Create(CultureInfo.InvariantCulture, $"{fen / 100}.{fen % 100:00}"));
        xml.WriteEndElement();
    }

    private static void Choice(XmlWriter xml, string element, string inner, string text)
    {
        xml.WriteStartElement(element);
        Leaf(xml, inner, text);
        xml.WriteEndElement();
    }

    private static void Leaf(XmlWriter xml, string element, string text) => xml.WriteElementString(element, text);

    // Whole seconds, as the text answers have them: a bank's clock is not finer than its payer's.
    private static string Instant(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Day(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
