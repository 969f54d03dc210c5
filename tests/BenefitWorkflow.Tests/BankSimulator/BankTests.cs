using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Book;
using BenefitWorkflow.BankSimulator.Outcomes;
using BenefitWorkflow.Tests.Payments.BankFormats;

namespace BenefitWorkflow.Tests.BankSimulator;

public sealed class BankTests : IDisposable
{
    private readonly BankFiles _files = new();

    private static DateTimeOffset Now => BankFiles.Now;

    private BookState StateOf(string id) => _files.Bank.Lines().Single(l => l.EndToEndId == id).State;

    [Fact]
    public void Take_PaymentsOfEveryOutcome_CreditsRefusesAndTellsEach()
    {
        _files.Outcomes["E2"] = new Outcome(OutcomeKind.Reject, "AC04");
        _files.Outcomes["E3"] = new Outcome(OutcomeKind.Return, "BE01", 2);
        Assert.Equal(Taking.Taken, _files.Present(BankFiles.Delimited("E1", "E2", "E3")));
        Assert.Equal((2, 1, 20_010L), (_files.Bank.Totals().Credited, _files.Bank.Totals().Rejected, _files.Bank.Totals().KeptFen));
        var answer = Assert.Single(_files.Answers());
        Assert.Equal("端到端编号|金额|结果|原因|日期时间\nE1|100.05|成功||2023-01-10 15:00:00\nE2|100.05|失败|销户|2023-01-10 15:00:00\nE3|100.05|成功||2023-01-10 15:00:00\n", answer.Text);

        Assert.Equal(0, _files.Bank.Work(Now.AddDays(2).AddTicks(-10_000)));
        Assert.Equal(1, _files.Bank.Work(Now.AddDays(2)));
        Assert.Equal(0, _files.Bank.Work(Now.AddDays(9)));
        Assert.Equal((BookState.Returned, 10_005L), (StateOf("E3"), _files.Bank.Totals().KeptFen));
        Assert.Equal("端到端编号|金额|结果|原因|日期时间\nE3|100.05|退票|户名不符|2023-01-12 15:00:00\n", Assert.Single(_files.Answers()).Text);
        Assert.False(_files.Bank.IsBusy);
    }

    [Fact]
    public void Take_AnEndToEndIdTwice_CreditsItOnceAndSaysAM05()
    {
        _files.Present(BankFiles.Delimited("E1"));
        _files.Answers();
        Assert.Equal(Taking.Taken, _files.Present(BankFiles.Delimited("E1", "E2"), "another.txt"));
        Assert.Equal((2, 20_010L, 1), (_files.Bank.Totals().Credited, _files.Bank.Totals().KeptFen, _files.Bank.Totals().DuplicateIds));
        var text = Assert.Single(_files.Answers()).Text;
        Assert.Contains("E1|100.05|失败|重复指令|", text, StringComparison.Ordinal);
        Assert.Contains("E2|100.05|成功||", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AMessageIdTwice_RefusesTheFile()
    {
        _files.Present(BankFiles.Pain001("E1"));
        _files.Answers();
        Assert.Equal(Taking.Duplicate, _files.Present(BankFiles.Pain001("E1")));
        Assert.Equal(Taking.Duplicate, _files.Present(BankFiles.Pain001("E9")));
        Assert.Equal((1, 1, 2), (_files.Bank.Totals().Payments, _files.Bank.Totals().Credited, _files.Bank.Totals().RefusedFiles));
        var answers = _files.Answers();
        Assert.Equal(2, answers.Count);
        Assert.All(answers, a => Assert.Contains("<GrpSts>RJCT</GrpSts>", a.Text, StringComparison.Ordinal));
        Assert.All(answers, a => Assert.Contains("<Cd>AM05</Cd>", a.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Take_AfterADeathBeforeTheFileWasLaidAside_GoesOn()
    {
        var file = BankFiles.Delimited("E1");
        Assert.Equal(Taking.Taken, _files.Bank.Take("PB.txt", file, Now));
        _files.Restart();
        Assert.Equal(Taking.Resumed, _files.Bank.Take("PB.txt", file, Now));
        _files.Bank.LaidAside("PB.txt");
        Assert.Equal(Taking.Duplicate, _files.Bank.Take("PB.txt", file, Now));
        _files.Bank.Work(Now);
        Assert.Equal(1, _files.Bank.Totals().Credited);
    }

    [Fact]
    public void Undelivered_AfterADeath_IsDeliveredAgain()
    {
        _files.Present(BankFiles.Delimited("E1"));
        var before = Assert.Single(_files.Bank.Undelivered());
        _files.Restart();
        var after = Assert.Single(_files.Bank.Undelivered());
        Assert.Equal(before.Name, after.Name);
        Assert.Equal(before.Content, after.Content);
        _files.Bank.Delivered(after.Id, Now);
        _files.Restart();
        Assert.Empty(_files.Bank.Undelivered());
    }

    [Fact]
    public void Work_DroppedDelayedRepeatedAndPartial_AnswersEachInItsWay()
    {
        _files.Outcomes["drop"] = new Outcome(OutcomeKind.Drop);
        _files.Outcomes["late"] = new Outcome(OutcomeKind.Delay, Days: 1);
        _files.Outcomes["part"] = new Outcome(OutcomeKind.Partial);
        _files.Outcomes["again"] = new Outcome(OutcomeKind.Repeat);
        _files.Bank.Work(Now.AddDays(-1));
        _files.Present(BankFiles.Delimited("plain", "drop", "late", "part", "again"), at: Now.AddHours(-1));
        Assert.Equal(4, _files.Bank.Totals().Credited);
        var answers = _files.Answers();
        Assert.Equal(3, answers.Count);
        Assert.Equal(answers[0].Text, answers[1].Text);
        Assert.Equal("""
            端到端编号|金额|结果|原因|日期时间
            plain|100.05|成功||2023-01-10 14:00:00
            again|100.05|成功||2023-01-10 14:00:00

            """.ReplaceLineEndings("\n"), answers[0].Text);
        Assert.Contains("part|", answers[2].Text, StringComparison.Ordinal);
        Assert.True(_files.Bank.IsBusy);

        // The statement tells what nothing else told.
        _files.Bank.Work(Now);
        Assert.Contains("drop|100.05|成功|", Assert.Single(_files.Answers()).Text, StringComparison.Ordinal);
        _files.Bank.Work(Now.AddDays(1));
        Assert.Contains("late|100.05|成功|", Assert.Single(_files.Answers()).Text, StringComparison.Ordinal);
        Assert.False(_files.Bank.IsBusy);
    }

    [Fact]
    public void Answers_ToPain001_AreValidAndTellTheSame()
    {
        _files.Outcomes["E2"] = new Outcome(OutcomeKind.Reject, "AC01");
        _files.Outcomes["E3"] = new Outcome(OutcomeKind.Return, "BE01", 1);
        _files.Outcomes["E4"] = new Outcome(OutcomeKind.Delay, Days: 3);
        _files.Bank.Work(Now.AddHours(-20));
        _files.Present(BankFiles.Pain001("E1", "E2", "E3", "E4"));
        _files.Bank.Work(Now.AddDays(1));
        _files.Bank.Work(Now.AddDays(3));
        var answers = _files.Answers();
        Assert.Equal(["pain.002", "camt.054", "camt.053", "pain.002", "camt.053"], answers.Select(a => a.Name.Split('.', 2)[1][..8]));
        foreach (var (name, text) in answers)
            Assert.Empty(FormatFiles.SchemaErrors(name.Contains("pain", StringComparison.Ordinal) ? "pain.002.001.11" : name.Contains("camt.054", StringComparison.Ordinal) ? "camt.054.001.08" : "camt.053.001.08", System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal((2, 1, 1), (Count(answers[0].Text, "ACSC"), Count(answers[0].Text, "RJCT"), Count(answers[0].Text, "PDNG")));
        // 300.15 went out with the first statement's day and 100.05 came back; the second goes on from there.
        Assert.Contains(">100.05<", answers[2].Text, StringComparison.Ordinal);
        Assert.Equal(2, Count(answers[2].Text, "<CdtDbtInd>CRDT</CdtDbtInd>") - 1);
        Assert.Contains("OPBD", answers[4].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut off", "The line of totals is missing")]
    [InlineData("cut in a line", "cut off")]
    [InlineData("wrong total", "The totals are not")]
    [InlineData("nonsense", "")]
    public void Take_AFileThatIsNotWhole_MovesNothing(string trouble, string why)
    {
        var file = BankFiles.Delimited("E1", "E2");
        var text = FormatFiles.Utf8(file);
        var total = text.IndexOf("200.10", StringComparison.Ordinal);
        byte[] bad = trouble switch
        {
            "cut off" => file[..(Array.LastIndexOf(file, (byte)'\n', file.Length - 2) + 1)],
            "cut in a line" => file[..(file.AsSpan().IndexOf("|E2|"u8) + 1)],
            "wrong total" => [.. file.Select((b, i) => i == Array.LastIndexOf(file, (byte)'2') ? (byte)'3' : b)],
            _ => [0xFF, 0xFF, 0x00],
        };
        Assert.True(total > 0);
        Assert.Equal(Taking.Unreadable, _files.Present(bad));
        Assert.Equal((0, 1), (_files.Bank.Totals().Payments, _files.Bank.Totals().RefusedFiles));
        Assert.Empty(_files.Answers());
        Assert.Contains(why, Assert.Throws<BenefitWorkflow.BankSimulator.Instructions.UnreadableFileException>(() => BenefitWorkflow.BankSimulator.Instructions.InstructionReader.Read("a.txt", bad)).Message, StringComparison.Ordinal);
        // The whole file is still welcome.
        Assert.Equal(Taking.Taken, _files.Present(file));
    }

    public void Dispose() => _files.Dispose();

    private static int Count(string text, string what) => text.Split(what).Length - 1;
}
