using System.Text;
using BenefitWorkflow.Payments.BankFormats;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class CashReportTests
{
    private static readonly DateTimeOffset Day = new(2023, 1, 19, 16, 0, 0, TimeSpan.Zero);

    private static BankResultRow Only(string xml) => Assert.Single(ReadXml(xml).Rows!);

    [Fact]
    public void Samples_AreValidByTheOfficialSchemas()
    {
        var entry = Entry("1.00", credit: true, Details("A-1", "1.00", "AC04", "王芳", "6222020000000000001"));
        Assert.Empty(FormatFiles.SchemaErrors("camt.054.001.08", Encoding.UTF8.GetBytes(Camt054(entry))));
        Assert.Empty(FormatFiles.SchemaErrors("camt.053.001.08", Encoding.UTF8.GetBytes(Camt053(entry, opening: "5.00", closing: "6.00"))));
    }

    [Fact]
    public void Read_DebitCreditAndReturn_AreWhatTheyMeanToThePayer()
    {
        var rows = ReadXml(Camt054(
            Entry("1409.50", credit: false, Details("A-1")) + Entry("8.20", credit: true, Details("A-2", returned: "AC04")) + Entry("5.00", credit: true, Details(null))
            + Entry("6.00", credit: false, Details("A-3"), status: "PDNG") + Entry("7.00", credit: true, Details("A-4"), status: "PDNG"))).Rows!;
        Assert.Equal([BankResult.Settled, BankResult.Returned, BankResult.Other, BankResult.Pending, BankResult.Other], rows.Select(r => r.Result));
        Assert.Equal(new BankResultRow(1, "A-1", 140_950, BankResult.Settled, null, Day, null, TimeSpan.FromDays(1)), rows[0]);
        Assert.Equal(("A-2", (long?)820, "AC04"), (rows[1].EndToEndId, rows[1].AmountFen, rows[1].ReasonCode));
    }

    [Theory]
    [InlineData(true, BankResult.Returned)]
    [InlineData(false, BankResult.Other)]
    public void Read_Reversal_TakesBackWhatWasBookedTheOtherWay(bool credit, BankResult result)
    {
        var xml = Camt054(Entry("1.00", credit, Details("A-1"))).Replace("</CdtDbtInd><Sts>", "</CdtDbtInd><RvslInd>true</RvslInd><Sts>", StringComparison.Ordinal);
        Assert.Equal(result, Only(xml).Result);
    }

    [Fact]
    public void Read_SeveralTransactionsOfAnEntry_HaveTheirOwnAmounts()
    {
        var rows = ReadXml(Camt054(Entry("3.00", credit: false, Details("A-1", "1.00") + Details("A-2", "2.00") + Details("A-3")))).Rows!;
        // Of several none may take the entry's sum for its own.
        Assert.Equal([(1, (long?)100), (2, 200), (3, null)], rows.Select(r => (r.Row, r.AmountFen)));
    }

    [Fact]
    public void Read_BatchBookedAsOneSum_IsAboutTheWholeFile()
    {
        var row = Only(Camt053(Entry("3.00", credit: false, "<Btch><MsgId>PB-1</MsgId><NbOfTxs>2</NbOfTxs><TtlAmt Ccy=\"CNY\">3.00</TtlAmt></Btch>")));
        Assert.Equal(("PB-1", (long?)300, BankResult.Settled, "STM-1-1"), (row.WholeFile, row.AmountFen, row.Result, row.Statement));
    }

    [Fact]
    public void Read_PartiesWithoutId_AreKeptForMatching()
    {
        var row = Only(Camt054(Entry("1.00", credit: false, Details("NOTPROVIDED", "1.00", name: "王芳", account: "6222020000000000001"))));
        Assert.Equal(("", "王芳", "6222020000000000001"), (row.EndToEndId, row.Name, row.Account));
        Assert.DoesNotContain("王芳", row.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Statement_HasItsBalancesAndSums()
    {
        var (_, answer, _) = ReadXml(Camt053(Entry("3.00", credit: false, Details("A-1")) + Entry("1.00", credit: true, Details("A-1", returned: "AC04")) + Entry("9.00", credit: false, Details("A-2"), status: "PDNG"),
            opening: "-1.00", closing: "-3.00"));
        var statement = Assert.Single(answer!.Statements);
        Assert.Equal(("STM-1-1", "53001646236051001234", (long?)-100, (long?)-300, 100L, 300L, 3),
            (statement.Id, statement.Account, statement.OpeningFen, statement.ClosingFen, statement.CreditFen, statement.DebitFen, statement.Entries));
        Assert.Equal((Day, Day.AddDays(1)), (statement.From!.Value, statement.To!.Value));
    }

    [Fact]
    public void Read_StatementThatDoesNotAddUp_IsRefusedWhole()
    {
        var (rows, _, refusal) = ReadXml(Camt053(Entry("3.00", credit: false, Details("A-1")), opening: "5.00", closing: "2.01"));
        Assert.Equal((null, "bank-statement.unbalanced"), (rows, refusal?.Code));
        Assert.Null(ReadXml(Camt053(Entry("3.00", credit: false, Details("A-1")), opening: "5.00", closing: "2.00")).Refusal);
    }

    [Fact]
    public void Read_PagesOfOneMessage_AreMessagesOfTheirOwn()
    {
        var page = (string number, string last) => ReadXml(Camt054("").Replace("</CreDtTm></GrpHdr>", $"</CreDtTm><MsgPgntn><PgNb>{number}</PgNb><LastPgInd>{last}</LastPgInd></MsgPgntn></GrpHdr>", StringComparison.Ordinal)).Answer!.MessageId;
        Assert.Equal(["NTF-1", "NTF-1/2"], [page("00001", "false"), page("2", "true")]);
    }
}
