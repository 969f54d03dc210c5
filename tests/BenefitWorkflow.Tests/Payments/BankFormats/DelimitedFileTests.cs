using BenefitWorkflow.Files;
using static BenefitWorkflow.Tests.Payments.BankFormats.FormatFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class DelimitedFileTests
{
    private const string Format = "delimited-text";

    [Fact]
    public void Write_RareCharacters_IsTheGoldenGb18030File()
    {
        Assert.Null(Check(Format, Rows));
        var bytes = Write(Format, Rows);
        Assert.Equal(
            "序号|端到端编号|姓名|账号|开户行|金额|\r\n"
            + "1|KNBF-2023-000001-1-1|王䶮|6222020000000000001|工商银行|1409.50|\r\n"
            + "2|KNBF-2023-000002-1-1|买买提·吐尔逊|6222020000000000002||0.05|\r\n"
            + "3|KNBF-2023-000003-1-1|𠮷田|6222020000000000003|建设银行|3000000.00|\r\n"
            + "合计|3|3001409.55|\r\n", TextEncodings.Gb18030.GetString(bytes));

        // Known bytes, since an encoder and its own decoder agree even where both are wrong: 王 is CD F5, 䶮 is FE 9F.
        var hex = Convert.ToHexString(bytes);
        Assert.Contains("7CCDF5FE9F7C", hex, StringComparison.Ordinal);
        Assert.DoesNotContain("3F", hex.Chunk(2).Select(c => new string(c)));
    }

    [Fact]
    public void Check_GbkCannotWriteAName_RefusesWithRowAndFieldAndWithoutTheName()
    {
        var refusal = Check("payroll-text", [Rows[1], Rows[2] with { Number = 2 }])!;
        Assert.Equal("payment.file-character", refusal.Code);
        Assert.Contains("第 2 笔的“姓名”", refusal.Zh, StringComparison.Ordinal);
        Assert.DoesNotContain("田", refusal.Zh + refusal.En, StringComparison.Ordinal);
        Assert.Null(Check("payroll-text", [Rows[1]]));
    }

    [Fact]
    public void Check_LoneSurrogate_IsRefusedInEveryEncoding()
    {
        foreach (var format in Formats.Newest)
            Assert.Equal("payment.file-character", Check(format.Key, [Rows[0] with { Name = "王\uD842", BankName = "工商银行" }])!.Code);
    }

    [Theory]
    [InlineData("王|芳", "delimited-text")]
    [InlineData("王\"芳", "delimited-text")]
    [InlineData("王\n芳", "delimited-text")]
    [InlineData("王\0芳", "delimited-text")]
    [InlineData("王,芳", "comma-csv")]
    [InlineData("王\u007F芳", "comma-csv")]
    [InlineData("王\t芳", "batch-transfer-excel")]
    [InlineData("王\u0001芳", "pain.001.001.10")]
    [InlineData("王\uFFFF芳", "pain.001.001.10")]
    public void Check_SeparatorOrControlCharacter_IsRefused(string name, string format) =>
        Assert.Equal("payment.file-separator", Check(format, [Rows[0] with { Name = name }])!.Code);

    [Theory]
    [InlineData("=HYPERLINK(1)")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM")]
    [InlineData("'=1")]
    [InlineData("＝1")]
    public void Check_FormulaInDelimitedText_IsRefusedAndInASheetIsText(string bank)
    {
        Assert.Equal("payment.file-formula", Check("comma-csv", [Rows[0] with { BankName = bank }])!.Code);
        Assert.Null(Check("batch-transfer-excel", [Rows[0] with { BankName = bank }]));
        using var sheet = new MemoryStream(Write("batch-transfer-excel", [Rows[0] with { BankName = bank }]));
        // The cell comes back unaltered, as inline text with the mark of text: a spreadsheet shows it and runs nothing.
        Assert.True(TableReader.TryOpen(sheet, "x.xlsx", TableLimits.Default, out var table, out _));
        using (table) Assert.Equal(bank, table.Rows().Single().Cells[3]);
    }

    [Fact]
    public void Check_PayerMissing_IsRefusedWhereTheFormatNeedsOne()
    {
        var head = HeadOf(Rows) with { Payer = null };
        Assert.Null(Check(Format, Rows, head));
        foreach (var format in (string[])["comma-csv", "batch-transfer-excel", "pain.001.001.10"]) Assert.Equal("payment.payer-missing", Check(format, Rows, head)!.Code);
    }

    [Fact]
    public void Check_RequiredFieldEmpty_IsRefusedWithItsName()
    {
        var refusal = Check("batch-transfer-excel", [Rows[1]])!;
        Assert.Equal("payment.file-field-missing", refusal.Code);
        Assert.Contains("收款银行", refusal.En, StringComparison.Ordinal);
        Assert.Equal("payment.file-field-missing", Check("batch-transfer-excel", [Rows[0]], HeadOf([Rows[0]], Payer with { BankName = null }))!.Code);
    }

    [Fact]
    public void Check_NameLongerThanTheBankTakes_IsRefusedAndNotCut()
    {
        Assert.Null(Check("payroll-text", [Rows[1] with { Name = new string('王', 30) }]));
        Assert.Equal("payment.file-too-long", Check("payroll-text", [Rows[1] with { Name = new string('王', 31) }])!.Code);
        Assert.Equal("payment.file-too-long", Check("pain.001.001.10", [Rows[1] with { Name = new string('王', 141) }])!.Code);
        Assert.Null(Check("pain.001.001.10", [Rows[1] with { Name = string.Concat(Enumerable.Repeat("𠮷", 140)) }]));
    }

    [Theory]
    [InlineData("delimited-text", "PB-KNBF-2023-0007.txt")]
    [InlineData("payroll-text", "DF20230302-PB-KNBF-2023-0007.txt")]
    [InlineData("batch-transfer-excel", "BT-PB-KNBF-2023-0007-3.xlsx")]
    [InlineData("comma-csv", "20230302_PB-KNBF-2023-0007_1of1.csv")]
    [InlineData("pain.001.001.10", "PB-KNBF-2023-0007.pain.001.xml")]
    public void FileName_FollowsTheBanksRule(string format, string name) => Assert.Equal(name, Formats.Find(format)!.FileName(HeadOf(Rows)));

    [Fact]
    public void Write_RowsAreNotWhatTheHeadCounts_Throws()
    {
        foreach (var format in Formats.Newest)
        {
            Assert.Throws<InvalidOperationException>(() => Write(format.Key, [Rows[1]], HeadOf([Rows[1], Rows[1]])));
            Assert.Throws<InvalidOperationException>(() => Write(format.Key, [Rows[1]], HeadOf([Rows[1]]) with { TotalFen = 1 }));
        }
    }

    [Fact]
    public void Row_Printed_HoldsNoPersonalData() => Assert.Equal(("PaymentFileRow 1", "PayerProfile"), (Rows[0].ToString(), Payer.ToString()));
}
