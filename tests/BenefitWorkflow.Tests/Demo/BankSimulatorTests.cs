using BenefitWorkflow.Demo;

namespace BenefitWorkflow.Tests.Demo;

public sealed class BankSimulatorTests : IDisposable
{
    private static readonly DateTimeOffset Paid = new(2023, 1, 10, 7, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-");

    private BankSimulator Open() => new(Path.Combine(_folder.FullName, "bank-book.json"), account => account switch
    {
        "closed" => Trouble.ClosedAccount, "late" => Trouble.LateReturn, _ => Trouble.None,
    });

    private static string Batch(params string[] lines) =>
        string.Join("\r\n", ["序号|端到端编号|姓名|账号|开户行|金额|", .. lines, $"合计|{lines.Length}||||0.00|", ""]);

    [Fact]
    public void Take_AClosedAccount_IsNotCredited()
    {
        var bank = Open();
        bank.Take(1, Batch("1|E1|甲|good|行|2000.00|", "2|E2|乙|closed|行|600.05|"), Paid);
        Assert.Equal((1, 200_000L), (bank.Credits, bank.KeptFen));
    }

    [Fact]
    public void Take_AnIdTwice_CreditsItOnce()
    {
        var bank = Open();
        bank.Take(1, Batch("1|E1|甲|good|行|2000.00|"), Paid);
        bank.Take(2, Batch("1|E1|甲|good|行|2000.00|", "2|E2|乙|good|行|0.01|"), Paid);
        Assert.Equal((2, 200_001L), (bank.Credits, bank.KeptFen));
    }

    [Fact]
    public void ReturnLate_AWeekAfterTheCredit_SendsItBackOnce()
    {
        var bank = Open();
        bank.Take(1, Batch("1|E1|甲|late|行|2000.00|", "2|E2|乙|good|行|600.00|"), Paid);
        Assert.Equal(0, bank.ReturnLate(Paid.AddDays(7).AddTicks(-1)));
        Assert.Equal(260_000, bank.KeptFen);
        Assert.Equal(1, bank.ReturnLate(Paid.AddDays(7)));
        Assert.Equal(0, bank.ReturnLate(Paid.AddDays(8)));
        Assert.Equal((2, 60_000L), (bank.Credits, bank.KeptFen));
    }

    [Fact]
    public void Book_OpenedAgain_KnowsWhatItCredited()
    {
        Open().Take(7, Batch("1|E1|甲|late|行|2000.00|"), Paid);
        var again = Open();
        Assert.True(again.Knows(7));
        Assert.False(again.Knows(8));
        again.Take(8, Batch("1|E1|甲|late|行|2000.00|"), Paid);
        Assert.Equal((1, 200_000L), (again.Credits, again.KeptFen));
        Assert.Equal(1, again.ReturnLate(Paid.AddDays(7)));
        Assert.Equal(0, Open().ReturnLate(Paid.AddDays(30)));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
