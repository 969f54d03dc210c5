using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Book;
using BenefitWorkflow.BankSimulator.Host;
using BenefitWorkflow.BankSimulator.Instructions;
using BenefitWorkflow.BankSimulator.Outcomes;

namespace BenefitWorkflow.Tests.BankSimulator;

public sealed class BankFolderTests : IDisposable
{
    private readonly BankFiles _files = new();

    [Fact]
    public void Work_ReadsWhatShows_KeepsIt_AndAnswersWhole()
    {
        var folder = new BankFolder(_files.Bank, _files.Root);
        File.WriteAllBytes(Path.Combine(_files.Root, "to-bank", "PB-1.txt"), BankFiles.Delimited("E1"));
        File.WriteAllBytes(Path.Combine(_files.Root, "to-bank", ".PB-2.txt.part"), BankFiles.Delimited("E2"));
        folder.Work(BankFiles.Now, _ => { });
        Assert.Equal(["E1"], _files.Bank.Lines().Select(l => l.EndToEndId));
        Assert.Equal([".PB-2.txt.part"], Names("to-bank"));
        Assert.Equal(["PB-1.txt"], Names("taken"));
        Assert.Equal(["BANK-00000001-PB-1.txt"], Names("from-bank"));
        // The same file is put there once more: kept twice, credited once.
        File.WriteAllBytes(Path.Combine(_files.Root, "to-bank", "PB-1.txt"), BankFiles.Delimited("E1"));
        folder.Work(BankFiles.Now, _ => { });
        Assert.Equal(["2-PB-1.txt", "PB-1.txt"], Names("taken"));
        Assert.Equal(1, _files.Bank.Totals().Credited);
    }

    [Fact]
    public void Work_Slowly_ShowsEveryFifthAnswerHalfForARound()
    {
        var folder = new BankFolder(_files.Bank, _files.Root, slowly: true);
        for (var i = 1; i <= 5; i++) File.WriteAllBytes(Path.Combine(_files.Root, "to-bank", $"PB-{i}.txt"), BankFiles.Delimited($"E{i}"));
        folder.Work(BankFiles.Now, _ => { });
        var slow = Path.Combine(_files.Root, "from-bank", "BANK-00000005-PB-5.txt");
        var half = File.ReadAllBytes(slow);
        Assert.Single(_files.Bank.Undelivered());
        folder.Work(BankFiles.Now, _ => { });
        Assert.Equal(half.Length, File.ReadAllBytes(slow).Length / 2);
        Assert.Empty(_files.Bank.Undelivered());
    }

    [Fact]
    public void Outcomes_OfASeed_AreTheSameForEverAndAsManyAsAsked()
    {
        var outcomes = new SeededOutcomes(7, 15);
        var all = Enumerable.Range(0, 20_000).Select(i => outcomes.Of(new Instruction(1, $"KNBF-2023-{i:000000}-1-1", "6", "王", 1))).ToList();
        Assert.Equal(all[..50], Enumerable.Range(0, 50).Select(i => new SeededOutcomes(7, 15).Of(new Instruction(9, $"KNBF-2023-{i:000000}-1-1", "7", "李", 2))));
        Assert.InRange(all.Count(o => o.Kind != OutcomeKind.Settle), 2_800, 3_200);
        Assert.All(Enum.GetValues<OutcomeKind>(), kind => Assert.Contains(all, o => o.Kind == kind));
        Assert.All(all.Where(o => o.Kind is OutcomeKind.Reject or OutcomeKind.Return), o => Assert.NotEqual(Reasons.Duplicate, o.Reason));
        Assert.NotEqual(all, Enumerable.Range(0, 20_000).Select(i => new SeededOutcomes(8, 15).Of(new Instruction(1, $"KNBF-2023-{i:000000}-1-1", "6", "王", 1))));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(Outcome.Settled, new SeededOutcomes(i, 0).Of(new Instruction(1, "E", "6", "王", 1))));
    }

    [Fact]
    public void Script_ByIdOrAccount_OverrulesTheSeed()
    {
        var file = Path.Combine(_files.Root, "script.json");
        File.WriteAllText(file, """{"E1": {"kind": "reject", "reason": "AC04"}, "6222": {"kind": "return", "reason": "BE01", "days": 2}}""");
        var outcomes = ScriptedOutcomes.Read(file, _ => Outcome.Settled);
        Assert.Equal(new Outcome(OutcomeKind.Reject, "AC04"), outcomes.Of(new Instruction(1, "E1", "6222", "王", 1)));
        Assert.Equal(new Outcome(OutcomeKind.Return, "BE01", 2), outcomes.Of(new Instruction(1, "E2", "6222", "王", 1)));
        Assert.Equal(Outcome.Settled, outcomes.Of(new Instruction(1, "E3", "6223", "王", 1)));
    }

    [Theory]
    [InlineData(BookState.Credited, "Settled", true)]
    [InlineData(BookState.Credited, "Failed", false)]
    [InlineData(BookState.Credited, "Sent", false)]
    [InlineData(BookState.Rejected, "Failed", true)]
    [InlineData(BookState.Rejected, "Settled", false)]
    [InlineData(BookState.Returned, "Returned", true)]
    [InlineData(BookState.Returned, "Settled", false)]
    public void Differences_OfAPaymentBothHave_AreTold(BookState bank, string service, bool agree) => Assert.Equal(agree,
        Comparison.Differences([new BookLine("E1", "M", 5, bank)], [new ServicePayment("E1", 5, service)], settled: true).Count == 0);

    [Fact]
    public void Differences_InAmountOrOfOneSideOnly_AreTold()
    {
        Assert.Single(Comparison.Differences([new BookLine("E1", "M", 5, BookState.Credited)], [new ServicePayment("E1", 6, "Settled")], settled: false));
        Assert.Single(Comparison.Differences([new BookLine("E1", "M", 5, BookState.Credited)], [], settled: false));
        Assert.Single(Comparison.Differences([], [new ServicePayment("E1", 6, "Settled")], settled: false));
        Assert.Single(Comparison.Differences([], [new ServicePayment("E1", 6, "Sent")], settled: true));
        Assert.Empty(Comparison.Differences([], [new ServicePayment("E1", 6, "Sent"), new ServicePayment("E2", 6, "Ordered")], settled: false));
    }

    [Theory]
    [InlineData("run --root /r --seed 3 --troubles 20 --day 2 --every 100 --slowly", true)]
    [InlineData("book", true)]
    [InlineData("compare --service http://127.0.0.1:5080", true)]
    [InlineData("compare", false)]
    [InlineData("run --troubles 101", false)]
    [InlineData("run --seed", false)]
    [InlineData("walk", false)]
    [InlineData("", false)]
    public void Options_ThatAreNotUnderstood_AreRefused(string line, bool understood) =>
        Assert.Equal(understood, SimulatorOptions.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), null) is not null);

    public void Dispose() => _files.Dispose();

    private string[] Names(string folder) => [.. Directory.EnumerateFiles(Path.Combine(_files.Root, folder)).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];
}
