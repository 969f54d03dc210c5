using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments;

/// <summary>Answers as a bank would send them, and as the service reads them.</summary>
internal static class BankAnswerFiles
{
    private static readonly BankAnswers Answers = BankAnswers.Load(null);

    public static (IReadOnlyList<BankResultRow>? Rows, Refusal? Refusal) Read(byte[] bytes, string file = "回单.txt")
    {
        var (rows, _, refusal) = ReadWhole(bytes, file);
        return (rows, refusal);
    }

    /// <summary>The rows and the answer behind its last one, or why no row counts.</summary>
    public static (IReadOnlyList<BankResultRow>? Rows, BankAnswer? Answer, Refusal? Refusal) ReadWhole(byte[] bytes, string file = "回单.xml")
    {
        if (!Answers.TryOpen(new MemoryStream(bytes), file, out var answer, out var refusal)) return (null, null, refusal);
        using (answer)
        {
            var rows = answer.Rows().ToList();
            return answer.Problem is { } problem ? (null, answer, problem) : (rows, answer, null);
        }
    }

    public static (IReadOnlyList<BankResultRow>? Rows, BankAnswer? Answer, Refusal? Refusal) ReadXml(string xml) => ReadWhole(Encoding.UTF8.GetBytes(xml));

    /// <param name="transactions">TxInfAndSts elements.</param>
    public static string Pain002(string transactions, string id = "BANK-1", string original = "PB-KNBF-2023-0001", string created = "2023-01-20T09:30:00+08:00", string? group = null, string reason = "") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.11"><CstmrPmtStsRpt>
        <GrpHdr><MsgId>{id}</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr>
        <OrgnlGrpInfAndSts><OrgnlMsgId>{original}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.10</OrgnlMsgNmId>{(group is null ? "" : $"<GrpSts>{group}</GrpSts>")}{reason}</OrgnlGrpInfAndSts>
        {(transactions.Length == 0 ? "" : $"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{original}</OrgnlPmtInfId>{transactions}</OrgnlPmtInfAndSts>")}
        </CstmrPmtStsRpt></Document>
        """;

    public static string Status(string id, string status, string? reason = null, string? yuan = null, string? at = null) =>
        $"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{status}</TxSts>{(reason is null ? "" : $"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>")}"
        + $"{(at is null ? "" : $"<AccptncDtTm>{at}</AccptncDtTm>")}{(yuan is null ? "" : $"<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">{yuan}</InstdAmt></Amt></OrgnlTxRef>")}</TxInfAndSts>";

    public static string Camt054(string entries, string id = "NTF-1") => Cash("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", entries, id, "");

    /// <param name="opening">Yuan; null: no balances but the interim one that the schema wants.</param>
    public static string Camt053(string entries, string id = "STM-1", string? opening = null, string? closing = null) => Cash("camt.053.001.08", "BkToCstmrStmt", "Stmt", entries, id,
        opening is null ? Balance("ITBD", "0.00") : Balance("OPBD", opening) + Balance("CLBD", closing!));

    /// <param name="details">TxDtls elements, or a Btch element.</param>
    public static string Entry(string yuan, bool credit, string details, string day = "2023-01-20", string status = "BOOK") =>
        $"<Ntry><Amt Ccy=\"CNY\">{yuan}</Amt><CdtDbtInd>{(credit ? "CRDT" : "DBIT")}</CdtDbtInd><Sts><Cd>{status}</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>"
        + $"<BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd>{(details.Length == 0 ? "" : $"<NtryDtls>{details}</NtryDtls>")}</Ntry>";

    public static string Details(string? id, string? yuan = null, string? returned = null, string? name = null, string? account = null) =>
        $"<TxDtls>{(id is null ? "" : $"<Refs><EndToEndId>{id}</EndToEndId></Refs>")}{(yuan is null ? "" : $"<Amt Ccy=\"CNY\">{yuan}</Amt>")}"
        + $"{(name is null ? "" : $"<RltdPties><Cdtr><Pty><Nm>{name}</Nm></Pty></Cdtr><CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct></RltdPties>")}"
        + $"{(returned is null ? "" : $"<RtrInf><Rsn><Cd>{returned}</Cd></Rsn></RtrInf>")}</TxDtls>";

    private static string Balance(string kind, string yuan) =>
        $"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{yuan.TrimStart('-')}</Amt><CdtDbtInd>{(yuan.StartsWith('-') ? "DBIT" : "CRDT")}</CdtDbtInd><Dt><Dt>2023-01-20</Dt></Dt></Bal>";

    private static string Cash(string message, string root, string report, string entries, string id, string balances) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}"><{root}>
        <GrpHdr><MsgId>{id}</MsgId><CreDtTm>2023-01-20T18:00:00+08:00</CreDtTm></GrpHdr>
        <{report}><Id>{id}-1</Id><FrToDt><FrDtTm>2023-01-20T00:00:00+08:00</FrDtTm><ToDtTm>2023-01-21T00:00:00+08:00</ToDtTm></FrToDt><Acct><Id><Othr><Id>53001646236051001234</Id></Othr></Id></Acct>{balances}{entries}</{report}>
        </{root}></Document>
        """;
}
