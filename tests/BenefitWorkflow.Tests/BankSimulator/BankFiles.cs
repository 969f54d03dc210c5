using System.Text;
using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Instructions;
using BenefitWorkflow.BankSimulator.Outcomes;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Tests.Payments.BankFormats;

namespace BenefitWorkflow.Tests.BankSimulator;

/// <summary>A bank whose outcomes a test names, and files as the service writes them.</summary>
internal sealed class BankFiles : IDisposable
{
    public static readonly DateTimeOffset Now = new(2023, 1, 10, 7, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bank-");
    private Bank? _bank;

    /// <summary>By end-to-end id; others settle.</summary>
    public Dictionary<string, Outcome> Outcomes { get; } = [];

    public string Root => _folder.FullName;

    public Bank Bank => _bank ??= new Bank(Path.Combine(_folder.FullName, "book.db"), OutcomeOf, TimeSpan.FromDays(1), TimeSpan.FromDays(1));

    /// <summary>The bank dies and comes again.</summary>
    public void Restart()
    {
        _bank?.Dispose();
        _bank = null;
    }

    /// <param name="payments">End-to-end ids, each of 100.05 yuan.</param>
    public static byte[] Delimited(params string[] payments) => FormatFiles.Write("delimited-text", Rows(payments), FormatFiles.HeadOf(Rows(payments)));

    public static byte[] Pain001(params string[] payments) => FormatFiles.Write("pain.001.001.10", Rows(payments), FormatFiles.HeadOf(Rows(payments)));

    public const string MessageId = "PB-KNBF-2023-0007";

    /// <summary>Takes the file and works.</summary>
    public Taking Present(byte[] file, string name = MessageId + ".txt", DateTimeOffset? at = null)
    {
        var taking = Bank.Take(name, file, at ?? Now);
        if (taking is Taking.Taken or Taking.Resumed) Bank.LaidAside(name);
        Bank.Work(at ?? Now);
        return taking;
    }

    /// <summary>Takes the answers away, as text.</summary>
    public List<(string Name, string Text)> Answers()
    {
        var answers = Bank.Undelivered();
        foreach (var answer in answers) Bank.Delivered(answer.Id, Now);
        return [.. answers.Select(a => (a.Name, Encoding.UTF8.GetString(a.Content)))];
    }

    public void Dispose()
    {
        Restart();
        _folder.Delete(recursive: true);
    }

    private Outcome OutcomeOf(Instruction instruction) => Outcomes.GetValueOrDefault(instruction.EndToEndId, Outcome.Settled);

    private static PaymentFileRow[] Rows(string[] payments) => [.. payments.Select((id, i) => new PaymentFileRow(i + 1, id, "王䶮", "6222020000000000001", "工商银行", 10_005, null, "11010519491231002X"))];
}
