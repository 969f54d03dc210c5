using System.Text;
using BenchmarkDotNet.Attributes;
using BenefitWorkflow.Bench.Service;
using BenefitWorkflow.Files;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Bench.Micro;

/// <summary>Files of 1,000 rows in memory: what reading and writing costs without a database.</summary>
public class FileBenchmarks
{
    private const int Rows = 1_000;

    private static readonly string[] Header = ["姓名", "身份证号", "联系电话", "工作单位", "开户行", "银行账号"];

    private readonly List<string[]> _rows = [];
    private byte[] _xlsx = [], _csv = [], _answer = [];

    [GlobalSetup]
    public void SetUp()
    {
        for (var i = 0; i < Rows; i++)
        {
            var person = CasePath.Applicant(1 + i);
            _rows.Add([person.Name, person.IdNumber, person.Phone!, person.Unit, person.BankName!, person.Account!]);
        }
        _xlsx = WriteXlsx();
        _csv = Encoding.UTF8.GetBytes(string.Join('\n', _rows.Prepend(Header).Select(r => string.Join(',', r))));
        var answer = new StringBuilder("端到端编号|金额|结果|原因|日期时间\n");
        for (var i = 0; i < Rows; i++) answer.Append("KNBF").Append(100_000 + i).Append("|1000.00|成功||2023-03-10 09:30:00\n");
        _answer = Encoding.UTF8.GetBytes(answer.ToString());
        if (ReadXlsx() != Rows || ReadCsv() != Rows || ReadBankAnswer() != Rows) throw new InvalidOperationException("A file did not come back whole.");
    }

    [Benchmark(Description = "read .xlsx, 1,000 rows")]
    public int ReadXlsx() => Read(_xlsx, "roster.xlsx");

    [Benchmark(Description = "read .csv, 1,000 rows")]
    public int ReadCsv() => Read(_csv, "roster.csv");

    [Benchmark(Description = "write .xlsx, 1,000 rows")]
    public byte[] WriteXlsx()
    {
        using var stream = new MemoryStream();
        using (var table = new TableWriter(stream, Header))
        {
            foreach (var row in _rows) table.WriteRow(row);
        }
        return stream.ToArray();
    }

    [Benchmark(Description = "read a bank's answer, 1,000 rows")]
    public int ReadBankAnswer()
    {
        using var stream = new MemoryStream(_answer);
        if (!_answers.TryOpen(stream, "answer.txt", out var answer, out var refusal)) throw new InvalidOperationException(refusal.En);
        using (answer)
        {
            return answer.Rows().Count(r => r.Refusal is null);
        }
    }

    private readonly BankAnswers _answers = BankAnswers.Load(null);

    private static int Read(byte[] bytes, string name)
    {
        using var stream = new MemoryStream(bytes);
        if (!TableReader.TryOpen(stream, name, TableLimits.Default, out var reader, out var refusal)) throw new InvalidOperationException(refusal.En);
        using (reader)
        {
            return reader.Rows().Count(r => r.Problem is null);
        }
    }
}
