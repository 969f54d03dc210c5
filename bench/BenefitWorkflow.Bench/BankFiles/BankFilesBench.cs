using System.Diagnostics;
using System.Globalization;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Bench.BankFiles;

/// <summary>Every payment file format writes N payments to a disk file, and an answer of N rows in every answer format is read to its end as a taking-in's first pass does: validated, and compared row with row. At N and a tenth of it.</summary>
internal static class BankFilesBench
{
    private const int DefaultRows = 1_000_000;

    private static readonly PayerProfile Payer = new("某某州总工会", "53001646236051001234", "建设银行", "105731000016", "云南省", "楚雄市");

    private sealed record Figure(string Direction, string Format, int Rows, double RowsPerSecond, double Megabytes, double PeakRssMb, bool Verified);

    public static int Run(BenchOptions options)
    {
        var rows = options.Cases ?? DefaultRows;
        using var folder = new ScratchFolder(options.Folder);
        var (formats, answers) = (PaymentFormats.Load(null), BankAnswers.Load(null));
        var figures = new List<Figure>();
        // The first round warms up and is not shown.
        foreach (var count in (int[])[Math.Min(rows, 1_000), rows / 10, rows])
        {
            var round = formats.Newest.Where(f => f.Key != "payroll-text").Select(f => Out(f, count, folder)).ToList();
            foreach (var (key, write) in AnswerWriter.All) round.Add(In(key, write, answers, count, folder));
            if (count > 1_000) figures.AddRange(round);
        }

        Report.Table(["", "rows", "rows/s", "MB", "peak RSS MB"], figures.Select(f => new[]
        {
            $"{f.Direction} {f.Format}", f.Rows.ToString(CultureInfo.InvariantCulture), Report.F(f.RowsPerSecond), Report.F(f.Megabytes, 1), Report.F(f.PeakRssMb),
        }));
        var verified = figures.All(f => f.Verified);
        Report.Write(options.JsonFile, new
        {
            rows, figures = figures.Select(f => new { f.Direction, f.Format, f.Rows, rowsPerSecond = Report.Round(f.RowsPerSecond, 0), megabytes = Report.Round(f.Megabytes, 1), peakRssMb = Report.Round(f.PeakRssMb, 0) }), verified,
        });
        Console.WriteLine(verified ? "Every row went out and came in." : "Rows are missing.");
        return verified ? 0 : 1;
    }

    private static Figure Out(IPaymentFileFormat format, int count, ScratchFolder folder)
    {
        var file = folder.File("out");
        var head = new PaymentFileHead("PB-BENCH-2026-0001", "PB-BENCH-2026-0001", 1, 1, count, count * 100_000L, new DateTimeOffset(2026, 2, 3, 1, 0, 0, TimeSpan.Zero), "bench", Payer);
        ProcessMemory.StartAnew();
        var start = Stopwatch.GetTimestamp();
        var unwritable = 0;
        using (var stream = new FileStream(file, FileMode.Create, FileAccess.ReadWrite))
        {
            format.Write(head, Rows(count).Select(row =>
            {
                if (format.Check(head, row) is not null) unwritable++;
                return row;
            }), stream);
        }
        return Done("out", format.Key, count, start, file, unwritable == 0);
    }

    private static Figure In(string key, Action<TextWriter, int> write, BankAnswers answers, int count, ScratchFolder folder)
    {
        var file = folder.File(key.EndsWith(".txt", StringComparison.Ordinal) ? "in.txt" : "in.xml");
        using (var text = new StreamWriter(file)) write(text, count);
        ProcessMemory.StartAnew();
        var start = Stopwatch.GetTimestamp();
        using var stream = File.OpenRead(file);
        if (!answers.TryOpen(stream, file, out var answer, out var refusal)) throw new InvalidOperationException(refusal.En);
        using (answer)
        {
            var survey = BankAnswerSurvey.Of(answer) ?? throw new InvalidOperationException(answer.Problem!.En);
            return Done("in", answer.Format, count, start, file, survey.Rows == count);
        }
    }

    private static Figure Done(string direction, string format, int count, long start, string file, bool verified) => new(
        direction, format, count, count / Stopwatch.GetElapsedTime(start).TotalSeconds, new FileInfo(file).Length / 1048576.0, ProcessMemory.PeakMb(Environment.ProcessId), verified);

    private static IEnumerable<PaymentFileRow> Rows(int count)
    {
        for (var i = 0; i < count; i++)
            yield return new PaymentFileRow(i + 1, AnswerWriter.Id(i), "买买提·吐尔逊", (6_222_020_000_000_000_000L + i).ToString(CultureInfo.InvariantCulture), "工商银行楚雄支行", 100_000);
    }
}
