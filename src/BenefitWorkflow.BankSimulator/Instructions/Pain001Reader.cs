using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace BenefitWorkflow.BankSimulator.Instructions;

internal static class Pain001Reader
{
    private static readonly XNamespace Ns = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.10";

    public static InstructionFile Read(byte[] bytes)
    {
        XElement? message;
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            message = XDocument.Load(xml).Root?.Element(Ns + "CstmrCdtTrfInitn");
        }
        catch (XmlException e)
        {
            throw new UnreadableFileException($"Not well-formed at line {e.LineNumber}.");
        }
        if (message is null) throw new UnreadableFileException("Not a pain.001.001.10.");
        var head = Child(message, "GrpHdr");
        var rows = new List<Instruction>();
        var payer = "";
        foreach (var instruction in message.Elements(Ns + "PmtInf"))
        {
            payer = Child(instruction, "DbtrAcct").Descendants(Ns + "Id").Last().Value;
            foreach (var transfer in instruction.Elements(Ns + "CdtTrfTxInf"))
            {
                var row = rows.Count + 1;
                rows.Add(new Instruction(row, Child(Child(transfer, "PmtId"), "EndToEndId").Value, Child(transfer, "CdtrAcct").Descendants(Ns + "Id").Last().Value,
                    Child(Child(transfer, "Cdtr"), "Nm").Value, InstructionReader.Fen(Child(Child(transfer, "Amt"), "InstdAmt").Value, row)));
            }
        }
        if (Child(head, "NbOfTxs").Value != rows.Count.ToString(CultureInfo.InvariantCulture)) throw new UnreadableFileException("NbOfTxs is not the number of transfers.");
        if (head.Element(Ns + "CtrlSum") is { } sum && InstructionReader.Fen(sum.Value, 0) != rows.Sum(r => r.Fen)) throw new UnreadableFileException("CtrlSum is not the sum of the transfers.");
        return new InstructionFile(Child(head, "MsgId").Value, Form.Iso20022, payer, rows);
    }

    private static XElement Child(XElement parent, string name) => parent.Element(Ns + name) ?? throw new UnreadableFileException($"{parent.Name.LocalName} lacks {name}.");
}
