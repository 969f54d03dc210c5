using System.Globalization;

namespace BenefitWorkflow.Bench.BankFiles;

/// <summary>Answers of any length in which every payment was credited.</summary>
internal static class AnswerWriter
{
    public static IReadOnlyList<(string Key, Action<TextWriter, int> Write)> All { get; } =
        [("answer.txt", Table), ("pain.002.001.11", Pain002), ("camt.054.001.08", (text, n) => Cash(text, n, "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "")), ("camt.053.001.08", Statement)];

    public static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"KNBF-2026-{i + 1:0000000}-1-1");

    private static void Table(TextWriter text, int count)
    {
        text.WriteLine("端到端编号|金额|结果|原因|日期时间");
        for (var i = 0; i < count; i++) text.WriteLine($"{Id(i)}|1000.00|成功||2026-02-03 09:30:00");
    }

    private static void Pain002(TextWriter text, int count)
    {
        text.Write("""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.11"><CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId><CreDtTm>2026-02-03T09:30:00+08:00</CreDtTm></GrpHdr>
            <OrgnlGrpInfAndSts><OrgnlMsgId>PB</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.10</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>PB</OrgnlPmtInfId>
            """);
        for (var i = 0; i < count; i++)
            text.WriteLine($"<TxInfAndSts><OrgnlEndToEndId>{Id(i)}</OrgnlEndToEndId><TxSts>ACSC</TxSts><AccptncDtTm>2026-02-03T09:30:00+08:00</AccptncDtTm><OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">1000.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>");
        text.Write("</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>");
    }

    private static void Statement(TextWriter text, int count) => Cash(text, count, "camt.053.001.08", "BkToCstmrStmt", "Stmt",
        Balance("OPBD", count * 1_000L) + Balance("CLBD", 0));

    private static string Balance(string kind, long yuan) => string.Create(CultureInfo.InvariantCulture,
        $"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">{yuan}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-03</Dt></Dt></Bal>");

    private static void Cash(TextWriter text, int count, string message, string root, string report, string balances)
    {
        text.Write($"""
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:{message}"><{root}><GrpHdr><MsgId>B</MsgId><CreDtTm>2026-02-03T18:00:00+08:00</CreDtTm></GrpHdr>
            <{report}><Id>1</Id><Acct><Id><Othr><Id>53001646236051001234</Id></Othr></Id></Acct>{balances}
            """);
        for (var i = 0; i < count; i++)
            text.WriteLine($"<Ntry><Amt Ccy=\"CNY\">1000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-02-03</Dt></BookgDt><BkTxCd><Prtry><Cd>TRF</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>{Id(i)}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>");
        text.Write($"</{report}></{root}></Document>");
    }
}
