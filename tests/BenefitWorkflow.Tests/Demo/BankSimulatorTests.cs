using BenefitWorkflow.Demo;

namespace BenefitWorkflow.Tests.Demo;

public sealed class BankSimulatorTests : IDisposable
{
    private const string Batch = "序号|端到端编号|姓名|账号|开户行|金额|\r\n1|A1|甲|111|行|6000.00|\r\n2|A2|乙|222|行|1000.50|\r\n3|A3|丙|333|行|0.29|\r\n合计|3|7000.79|\r\n";

    private static readonly DateTimeOffset Day = new(2023, 3, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("bw-bank-").FullName;

    private BankSimulator Open() => new(Path.Combine(_folder, "bank-book.json"), account => account switch
    {
        "222" => Trouble.ClosedAccount,
        "333" => Trouble.LateReturn,
        _ => Trouble.None,
    });

    [Fact]
    public void Take_OfABatch_CreditsAllButClosedAccounts_AndTheBookOutlivesTheProcess()
    {
        Open().Take(1, Batch, Day);
        var bank = Open();
        Assert.Equal((600_029, 2), (bank.KeptFen, bank.Credits));
        Assert.True(bank.Knows(1));
        Assert.False(bank.Knows(2));
    }

    [Fact]
    public void Take_OfAnIdASecondTime_NeverCreditsItAgain()
    {
        var bank = Open();
        bank.Take(1, Batch, Day);
        bank.Take(2, Batch, Day.AddDays(1));
        Assert.Equal((600_029, 2), (bank.KeptFen, bank.Credits));
    }

    [Fact]
    public void ReturnLate_AfterSevenDaysAndNotBefore_SendsBackOnce()
    {
        var bank = Open();
        bank.Take(1, Batch, Day);
        Assert.Equal(0, bank.ReturnLate(Day.AddDays(7).AddTicks(-1)));
        Assert.Equal(1, bank.ReturnLate(Day.AddDays(7)));
        Assert.Equal(0, Open().ReturnLate(Day.AddDays(8)));
        Assert.Equal(600_000, Open().KeptFen);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
