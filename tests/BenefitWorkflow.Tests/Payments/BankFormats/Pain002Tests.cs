using BenefitWorkflow.Payments.BankFormats;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class Pain002Tests
{
    private static readonly DateTimeOffset Created = new(2023, 1, 20, 1, 30, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Samples_AreValidByTheOfficialSchema()
    {
        foreach (var xml in (string[])[Pain002(Status("A-1", "RJCT", "AC04", "1.00", "2023-01-20T09:31:00")), Pain002("", group: "RJCT")])
            Assert.Empty(FormatFiles.SchemaErrors("pain.002.001.11", System.Text.Encoding.UTF8.GetBytes(xml)));
    }

    [Fact]
    public void Read_Transactions_AreRowsWithReasonAmountAndTime()
    {
        var (rows, answer, _) = ReadXml(Pain002(Status("A-1", "ACSC", yuan: "1409.50") + Status("A-2", "RJCT", "AC04", "8.2", "2023-01-20T10:00:00") + Status("A-3", "PDNG")));
        Assert.Equal(
        [
            new BankResultRow(1, "A-1", 140_950, BankResult.Settled, null, Created, null, Second),
            new BankResultRow(2, "A-2", 820, BankResult.Failed, "AC04", Created.AddMinutes(30), null, Second),
            new BankResultRow(3, "A-3", null, BankResult.Pending, null, Created, null, Second),
        ], rows!);
        Assert.Equal(("pain.002.001.11", "BANK-1", "PB-KNBF-2023-0001", Created), (answer!.Format, answer.MessageId, answer.OriginalMessageId, answer.CreatedAt!.Value));
    }

    [Theory]
    [InlineData("ACSC", BankResult.Settled)]
    [InlineData("ACCC", BankResult.Settled)]
    [InlineData("ACCP", BankResult.Pending)]
    [InlineData("ACSP", BankResult.Pending)]
    [InlineData("ACTC", BankResult.Pending)]
    [InlineData("PDNG", BankResult.Pending)]
    [InlineData("RJCT", BankResult.Failed)]
    public void Read_Status_IsFinalOnlyWhereItIsTheLastWord(string status, BankResult result) => Assert.Equal(result, Assert.Single(ReadXml(Pain002(Status("A", status))).Rows!).Result);

    [Fact]
    public void Read_StatusThatIsUnknown_RefusesItsRowOnly()
    {
        var rows = ReadXml(Pain002(Status("A-1", "ZZZZ") + Status("A-2", "ACSC"))).Rows!;
        Assert.Equal(("payment.status-unknown", (string?)null), (rows[0].Refusal?.Code, rows[1].Refusal?.Code));
    }

    [Theory]
    [InlineData("ACSC", BankResult.Settled)]
    [InlineData("RJCT", BankResult.Failed)]
    public void Read_GroupStatusWithoutTransactions_IsAboutTheWholeFile(string status, BankResult result)
    {
        var row = Assert.Single(ReadXml(Pain002("", group: status, reason: "<StsRsnInf><Rsn><Prtry>文件格式错误</Prtry></Rsn></StsRsnInf>")).Rows!);
        Assert.Equal(("PB-KNBF-2023-0001", "", result, result == BankResult.Failed ? "FF01" : null), (row.WholeFile, row.EndToEndId, row.Result, row.ReasonCode));
    }

    [Fact]
    public void Read_GroupStatusWithTransactions_LeavesTheWordToThem()
    {
        var row = Assert.Single(ReadXml(Pain002(Status("A-1", "RJCT", "AC01"), group: "PART")).Rows!);
        Assert.Equal((null, "A-1"), (row.WholeFile, row.EndToEndId));
    }

    [Theory]
    [InlineData("<Rsn><Cd>AM05</Cd></Rsn>", "AM05")]
    [InlineData("<Rsn><Cd>XT99</Cd></Rsn>", "XT99")]
    [InlineData("<Rsn><Prtry>收款账户已销户</Prtry></Rsn>", "AC04")]
    [InlineData("<Rsn><Cd>NARR</Cd></Rsn><AddtlInf>户名不符</AddtlInf>", "BE01")]
    [InlineData("<AddtlInf>账户挂失</AddtlInf>", "AC06")]
    [InlineData("<AddtlInf>别的</AddtlInf>", "NARR")]
    public void Read_Reason_IsTheCodeOrWhatTheWordsMean(string reason, string code)
    {
        var status = $"<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf>{reason}</StsRsnInf></TxInfAndSts>";
        Assert.Equal(code, Assert.Single(ReadXml(Pain002(status)).Rows!).ReasonCode);
    }

    [Theory]
    [InlineData("2023-01-20T09:30:00+08:00", "2023-01-20T01:30:00Z")]
    [InlineData("2023-01-20T09:30:00", "2023-01-20T01:30:00Z")]
    [InlineData("2023-01-20T01:30:00Z", "2023-01-20T01:30:00Z")]
    [InlineData("2023-01-20T01:30:00.250-05:00", "2023-01-20T06:30:00.250Z")]
    public void Read_TimeWithoutZone_IsBeijings(string stated, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), Assert.Single(ReadXml(Pain002(Status("A", "ACSC", at: stated))).Rows!).At);

    [Theory]
    [InlineData("1.005", "money.third-decimal")]
    [InlineData("1.00500", "money.third-decimal")]
    [InlineData("9999999999999999", "money.malformed")]
    public void Read_AmountThatIsNoFen_RefusesItsRow(string yuan, string code) => Assert.Equal(code, Assert.Single(ReadXml(Pain002(Status("A", "ACSC", yuan: yuan))).Rows!).Refusal?.Code);

    [Fact]
    public void Read_OtherCurrency_RefusesItsRow() =>
        Assert.Equal("payment.currency", Assert.Single(ReadXml(Pain002(Status("A", "ACSC", yuan: "1.00")).Replace("\"CNY\"", "\"USD\"", StringComparison.Ordinal)).Rows!).Refusal?.Code);
}
