using BenefitWorkflow.BankSimulator;
using BenefitWorkflow.BankSimulator.Book;
using BenefitWorkflow.BankSimulator.Instructions;
using BenefitWorkflow.BankSimulator.Outcomes;

namespace BenefitWorkflow.Demo;

/// <summary>The simulated bank in the demo's year: files are carried to it and answers from it by hand; what is wrong with an account is known beforehand.</summary>
internal sealed class DemoBank : IDisposable
{
    private const int DaysUntilReturn = 7;

    private readonly Bank _bank;

    /// <param name="troubleOfAccount">What is wrong with an account: closed, or its credit comes back.</param>
    public DemoBank(string folder, Func<string, Trouble> troubleOfAccount)
    {
        Directory.CreateDirectory(folder);
        _bank = new Bank(Path.Combine(folder, "bank-book.db"), OutcomeOf, TimeSpan.FromDays(1));

        Outcome OutcomeOf(Instruction instruction) => troubleOfAccount(instruction.Account) switch
        {
            Trouble.ClosedAccount => new Outcome(OutcomeKind.Reject, "AC04"),
            Trouble.LateReturn => new Outcome(OutcomeKind.Return, "BE01", DaysUntilReturn),
            _ => Outcome.Settled,
        };
    }

    public BookTotals Totals => _bank.Totals();

    public bool Knows(string messageId) => _bank.Knows(messageId);

    /// <summary>Takes a file over the counter and works on it at once.</summary>
    public void Take(string name, byte[] bytes, DateTimeOffset now)
    {
        if (_bank.Take(name, bytes, now) is var taking and not (Taking.Taken or Taking.Resumed)) throw new InvalidOperationException($"The bank says {taking} to {name}.");
        _bank.LaidAside(name);
        _bank.Work(now);
    }

    /// <summary>Sends back what was credited to a bad account a week ago.</summary>
    /// <returns>How many credits.</returns>
    public int Work(DateTimeOffset now) => _bank.Work(now);

    /// <summary>Hands every waiting answer to finance; one that was handed over but not crossed off is handed over again, harmlessly.</summary>
    public async Task<(int Settled, int Failed, int Returned)> DeliverAsync(DemoClient finance, DateTimeOffset now)
    {
        var sum = (Settled: 0, Failed: 0, Returned: 0);
        foreach (var answer in _bank.Undelivered())
        {
            var report = await finance.UploadAsync("/api/bank-results", answer.Name, answer.Content);
            sum = (sum.Settled + report.GetProperty("settled").GetInt32(), sum.Failed + report.GetProperty("failed").GetInt32(), sum.Returned + report.GetProperty("returned").GetInt32());
            _bank.Delivered(answer.Id, now);
        }
        return sum;
    }

    public void Dispose() => _bank.Dispose();
}
