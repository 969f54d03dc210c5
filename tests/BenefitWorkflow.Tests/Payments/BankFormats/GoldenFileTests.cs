using static BenefitWorkflow.Tests.Payments.BankFormats.FormatFiles;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

public sealed class GoldenFileTests
{
    /// <summary>Of every format that the service ships; a new one needs its row and its file.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "delimited-text", "delimited-text.v1.txt" }, { "payroll-text", "payroll-text.v1.txt" }, { "batch-transfer-excel", "batch-transfer-excel.v1.xlsx" }, { "comma-csv", "comma-csv.v1.csv" },
        { "pain.001.001.10", "pain.001.001.10.xml" },
    };

    [Fact]
    public void EveryFormat_HasAGoldenFile() => Assert.Equal(Formats.Newest.Select(f => f.Key).Order(), Files.Select(f => (string)f[0]).Order());

    [Theory]
    [MemberData(nameof(Files))]
    public void Write_IsTheGoldenFile(string format, string file)
    {
        // GBK lacks two of the names, the Excel layout wants every payee's bank.
        var rows = format is "payroll-text" ? [Rows[1]] : format is "batch-transfer-excel" ? [Rows[0], Rows[1] with { BankName = "农业银行" }, Rows[2]] : Rows;
        Assert.Null(Check(format, rows));
        var bytes = Write(format, rows);
        Golden.Same(file, bytes);
        Assert.Equal(bytes, Write(format, rows));
    }
}
