using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>What the ISO messages share: faults become the answer's problem, rows are counted and bounded.</summary>
internal abstract class IsoAnswer(IsoReader reader) : BankAnswer
{
    protected IsoReader Xml => reader;

    /// <summary>Reads the group header; what it throws is told by <see cref="IsoReader.ToRefusal"/>.</summary>
    public abstract void ReadHead();

    protected abstract IEnumerable<BankResultRow> ReadRows();

    public sealed override IEnumerable<BankResultRow> Rows()
    {
        var count = 0;
        using var rows = ReadRows().GetEnumerator();
        while (true)
        {
            try
            {
                if (!rows.MoveNext())
                {
                    reader.Finish();
                    yield break;
                }
                if (++count > BankAnswers.MaximumRows) Problem = TableProblems.TooManyRows(reader.File, BankAnswers.MaximumRows);
            }
            catch (Exception e) when (reader.ToRefusal(e) is { } problem)
            {
                Problem = problem;
            }
            if (Problem is not null) yield break;
            yield return rows.Current;
        }
    }

    /// <summary>Opens a message: head first, then the caller takes the rows.</summary>
    public static bool TryOpen(Stream stream, string fileName, string message, Func<IsoReader, IsoAnswer> make, out BankAnswer? answer, out Refusal? refusal)
    {
        answer = null;
        var file = Path.GetFileName(fileName);
        if (!IsoXml.TryOpen(stream, file, message, out var reader, out refusal)) return false;
        var made = make(reader);
        try
        {
            made.ReadHead();
            answer = made;
            return true;
        }
        catch (Exception e) when (reader.ToRefusal(e) is { } problem)
        {
            refusal = problem;
            made.Dispose();
            return false;
        }
    }

    protected override void Dispose(bool disposing) => reader.Dispose();

    internal static Refusal TimeUnreadable(int row) => new("payment.date-malformed", $"第 {row} 笔的时间无法识别；请向银行核实。", $"The time of transaction {row} cannot be read; ask the bank.");
}
