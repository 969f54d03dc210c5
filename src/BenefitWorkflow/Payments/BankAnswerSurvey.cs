using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Payments;

/// <summary>
/// A first look through an answer, to its end: what cannot be read as a whole is known before a row of it counts, and so is which rows repeat
/// or contradict each other. Keeps some 30 bytes a row, whatever the rows hold.
/// </summary>
internal sealed class BankAnswerSurvey
{
    private readonly Dictionary<int, int> _repeats = [];

    private BankAnswerSurvey() { }

    public int Rows { get; private set; }

    /// <summary>Our files of which a row speaks as a whole, with what it says of each.</summary>
    public List<(string MessageId, BankResult Result, string? ReasonCode)> WholeFiles { get; } = [];

    /// <returns>Null where the answer has a problem.</returns>
    public static BankAnswerSurvey? Of(BankAnswer answer)
    {
        var survey = Of(answer.Rows());
        return answer.Problem is null ? survey : null;
    }

    public static BankAnswerSurvey Of(IEnumerable<BankResultRow> rows)
    {
        var survey = new BankAnswerSurvey();
        var seed = (ulong)Random.Shared.NextInt64();
        var marks = new List<Mark>();
        foreach (var row in rows)
        {
            survey.Rows++;
            if (row.WholeFile is { } file && row.Refusal is null) survey.WholeFiles.Add((file, row.Result, row.ReasonCode));
            // What is not the last word, or no payment of ours, contradicts nothing.
            if (row.EndToEndId.Length > 0 && row.Result is not (BankResult.Pending or BankResult.Other))
                marks.Add(new Mark(Hash(seed, row.EndToEndId), Hash(seed, FormattableString.Invariant($"{row.AmountFen} {row.ReasonCode} {row.At.UtcTicks} {row.Span.Ticks} {row.Refusal?.Code}")), row.Row, row.Result));
        }
        marks.Sort();
        for (var start = 0; start < marks.Count;)
        {
            var end = start + 1;
            while (end < marks.Count && marks[end].Id == marks[start].Id) end++;
            if (end - start > 1) survey.Judge(marks, start, end);
            start = end;
        }
        return survey;
    }

    /// <summary>Null where the row stands alone or is the first of equal ones; all rows that contradict each other fall.</summary>
    public Refusal? Repeated(BankResultRow row) => row.Refusal is not null || !_repeats.TryGetValue(row.Row, out var first) ? null
        : first == 0
            ? new Refusal("payment.conflicting-rows", $"第 {row.Row} 行与本文件中同一端到端编号的另一行内容不同，均未处理；请向银行核实后分开导入。",
                $"Row {row.Row} contradicts another row of the same end-to-end id, so neither counts; ask the bank and take them in apart.")
            : new Refusal("payment.duplicate-row", $"第 {row.Row} 行与第 {first} 行重复，只处理一次。", $"Row {row.Row} repeats row {first}; it counts once.");

    // A credit that came back in the same file is told twice, once each way: that is no contradiction.
    private void Judge(List<Mark> marks, int start, int end)
    {
        var group = marks.GetRange(start, end - start);
        var results = group.Select(m => m.Result).Distinct().ToList();
        var agree = results.Count == 1 || results.Count == 2 && results.Contains(BankResult.Settled) && results.Contains(BankResult.Returned);
        agree &= results.All(result => group.Where(m => m.Result == result).Select(m => m.Content).Distinct().Count() == 1);
        foreach (var mark in group)
        {
            var first = group.First(m => m.Result == mark.Result).Row;
            if (!agree) _repeats[mark.Row] = 0;
            else if (mark.Row != first) _repeats[mark.Row] = first;
        }
    }

    // FNV-1a with a seed nobody knows: texts that share a hash cannot be made up, and if two ever did, their rows would be refused, not paid.
    private static ulong Hash(ulong seed, string text)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ seed;
            foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
            return hash ^ (hash >> 29);
        }
    }

    private readonly record struct Mark(ulong Id, ulong Content, int Row, BankResult Result) : IComparable<Mark>
    {
        public int CompareTo(Mark other) => Id != other.Id ? Id.CompareTo(other.Id) : Row.CompareTo(other.Row);
    }
}
