using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Files;

/// <summary>One row as text cells.</summary>
/// <param name="Number">1-based row in the file, as a spreadsheet shows it.</param>
/// <param name="Cells">As many as the row has; may be fewer than the header.</param>
/// <param name="Problem">Null where the row could be read; otherwise why not, and nothing follows it.</param>
public sealed record TableRow(int Number, IReadOnlyList<string> Cells, Refusal? Problem = null);

/// <summary>A file that cannot be read as a table, at a row; never leaves this folder as an exception.</summary>
internal sealed class TableProblemException(Refusal refusal) : Exception(refusal.En)
{
    public Refusal Refusal => refusal;
}

internal static class TableProblems
{
    public static Refusal NotATable(string file) => new("file.not-a-table",
        $"{file} 不是可读取的 .xlsx 或 .csv 表格；请用 Excel 另存为 .xlsx 后重试。", $"{file} is not a readable .xlsx or .csv table; save it as .xlsx and try again.");

    public static Refusal Truncated(string file, int row) => new("file.truncated",
        $"{file} 在第 {row} 行之后损坏或不完整；请重新导出该文件。", $"{file} is damaged or cut off after row {row}; export it again.");

    public static Refusal Encoding(string file, int row) => new("file.encoding",
        $"{file} 第 {row} 行附近既不是 UTF-8 也不是 GB18030/GBK 编码；请另存为 UTF-8。", $"{file} is neither UTF-8 nor GB18030/GBK near row {row}; save it as UTF-8.");

    public static Refusal TooLarge(string file, string what) => new("file.too-large",
        $"{file} 超出限制（{what}）；请拆分后分批导入。", $"{file} is beyond a limit ({what}); split it and import the parts.");

    public static Refusal Bomb(string file) => new("file.zip-bomb",
        $"{file} 解压后异常庞大，已拒绝读取；请重新导出该文件。", $"{file} unpacks to an abnormal size and is not read; export it again.");

    public static Refusal Encrypted(string file) => new("file.encrypted",
        $"{file} 有密码保护或为旧版 .xls；请去除密码并另存为 .xlsx。", $"{file} is password-protected or an old .xls; remove the password and save it as .xlsx.");

    public static Refusal Empty(string file) => new("file.empty", $"{file} 没有表头；请检查文件。", $"{file} has no header row; check the file.");
}
