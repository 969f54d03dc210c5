using System.Text;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Cases.Import;

/// <summary>Small rosters of the hardship programme, read from delimited text. The identity number is the standard's own example.</summary>
internal static class Rosters
{
    public const string IdNumber = "11010519491231002X";

    /// <summary>One row with the required columns and these besides.</summary>
    public static RosterRow RowWith(params (string Column, string Cell)[] more) =>
        Assert.Single(Read(
            string.Join('|', [.. "姓名|身份证号|工作单位|方案".Split('|'), .. more.Select(m => m.Column)]) + "\n"
            + string.Join('|', ["张三", IdNumber, "州第一中学", "困难职工帮扶", .. more.Select(m => m.Cell)]) + "\n"));

    /// <summary>The only problem of a row that has just one besides a filled column.</summary>
    public static RowProblem ProblemWith(string column, string cell)
    {
        var row = RowWith((column, cell));
        Assert.Null(row.Case);
        var problem = Assert.Single(row.Problems);
        Assert.Equal((2, column), (problem.Row, problem.Column));
        return problem;
    }

    public static IReadOnlyList<RosterRow> Read(string text)
    {
        Assert.True(TryOpen(text, out var reader, out var refusals), string.Join(' ', refusals.Select(r => r.Code)));
        using (reader) return [.. reader!.Rows()];
    }

    public static IReadOnlyList<Refusal> Refused(string header)
    {
        Assert.False(TryOpen(header + "\n", out _, out var refusals));
        return refusals;
    }

    public static bool TryOpen(string text, out RosterReader? reader, out IReadOnlyList<Refusal> refusals) =>
        TryOpen(Encoding.UTF8.GetBytes(text), "名册.csv", out reader, out refusals);

    public static bool TryOpen(byte[] file, string name, out RosterReader? reader, out IReadOnlyList<Refusal> refusals) =>
        RosterReader.TryOpen(new MemoryStream(file), name, Shipped.Hardship, TableLimits.Default, RosterMapping.None, out reader, out refusals);
}
