using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BenefitWorkflow.Demo;

/// <summary>
/// The bank's side with a book of its own: takes released batches, credits each end-to-end id once, refuses closed accounts, sends some
/// money back days later. Answers are kept until they were delivered, so that a restart loses none.
/// </summary>
internal sealed class BankSimulator
{
    private sealed record Entry(string Account, long Fen, DateTimeOffset At, bool Credited, bool Returned);

    private sealed class Book
    {
        public Dictionary<string, Entry> Entries { get; init; } = [];
        public HashSet<long> Batches { get; init; } = [];
        public List<string> Undelivered { get; init; } = [];
        public int Answers { get; set; }
    }

    private const string Header = "端到端编号|金额|结果|原因|日期时间";

    private readonly string _file;
    private readonly Book _book;
    private readonly Func<string, Trouble> _troubleOfAccount;

    /// <param name="troubleOfAccount">What is wrong with an account: closed, or its credit comes back.</param>
    public BankSimulator(string file, Func<string, Trouble> troubleOfAccount)
    {
        (_file, _troubleOfAccount) = (file, troubleOfAccount);
        _book = File.Exists(file) ? JsonSerializer.Deserialize<Book>(File.ReadAllBytes(file))! : new Book();
    }

    /// <summary>Credited and not sent back, fen.</summary>
    public long KeptFen => _book.Entries.Values.Where(e => e.Credited && !e.Returned).Sum(e => e.Fen);

    public int Credits => _book.Entries.Values.Count(e => e.Credited);

    public bool Knows(long batchId) => _book.Batches.Contains(batchId);

    /// <summary>Takes a batch file in and prepares the answer to it.</summary>
    /// <param name="text">The file, decoded.</param>
    public void Take(long batchId, string text, DateTimeOffset now)
    {
        var answer = new StringBuilder(Header).Append('\n');
        foreach (var line in text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Where(l => !l.StartsWith("合计", StringComparison.Ordinal)))
        {
            var cells = line.Split('|');
            var (id, account, fen) = (cells[1], cells[3], (long)(decimal.Parse(cells[5], CultureInfo.InvariantCulture) * 100));
            // A second instruction under the same id is never credited.
            if (_book.Entries.ContainsKey(id)) continue;
            var closed = _troubleOfAccount(account) == Trouble.ClosedAccount;
            _book.Entries.Add(id, new Entry(account, fen, now, !closed, false));
            Line(answer, id, fen, closed ? "失败" : "成功", closed ? "销户" : "", now);
        }
        _book.Batches.Add(batchId);
        _book.Undelivered.Add(answer.ToString());
        Save();
    }

    /// <summary>Sends back what was credited to a bad account a week ago.</summary>
    public int ReturnLate(DateTimeOffset now)
    {
        var due = _book.Entries.Where(e => e.Value is { Credited: true, Returned: false } && now - e.Value.At >= TimeSpan.FromDays(7) && _troubleOfAccount(e.Value.Account) == Trouble.LateReturn).ToList();
        if (due.Count == 0) return 0;
        var answer = new StringBuilder(Header).Append('\n');
        foreach (var (id, entry) in due)
        {
            _book.Entries[id] = entry with { Returned = true };
            Line(answer, id, entry.Fen, "退票", "户名不符", now);
        }
        _book.Undelivered.Add(answer.ToString());
        Save();
        return due.Count;
    }

    /// <summary>Hands every waiting answer to finance; one that was handed over but not crossed off is handed over again, harmlessly.</summary>
    public async Task<(int Settled, int Failed, int Returned)> DeliverAsync(DemoClient finance)
    {
        var sum = (Settled: 0, Failed: 0, Returned: 0);
        while (_book.Undelivered.Count > 0)
        {
            var report = await finance.UploadAsync("/api/bank-results", $"回单-{_book.Answers + 1:D4}.txt", Encoding.UTF8.GetBytes(_book.Undelivered[0]));
            sum = (sum.Settled + report.GetProperty("settled").GetInt32(), sum.Failed + report.GetProperty("failed").GetInt32(), sum.Returned + report.GetProperty("returned").GetInt32());
            _book.Undelivered.RemoveAt(0);
            _book.Answers++;
            Save();
        }
        return sum;
    }

    private static void Line(StringBuilder answer, string id, long fen, string result, string reason, DateTimeOffset at) => answer.Append(CultureInfo.InvariantCulture,
        $"{id}|{fen / 100}.{fen % 100:D2}|{result}|{reason}|{at.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd HH:mm:ss}\n");

    private void Save()
    {
        File.WriteAllBytes(_file + ".new", JsonSerializer.SerializeToUtf8Bytes(_book));
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
