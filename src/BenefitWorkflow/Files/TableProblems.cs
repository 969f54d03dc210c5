using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Files;

/// <summary>A file that cannot be read as a table; never leaves this folder as an exception.</summary>
internal sealed class TableProblemException(Refusal refusal) : Exception(refusal.En)
{
    public Refusal Refusal => refusal;
}

/// <summary>What can be wrong with a file as a whole, or from a row on.</summary>
internal static class TableProblems
{
    public static Refusal NotATable(string file) => new("file.not-a-table",
        $"{file} 不是可读取的 .xlsx 或 .csv 表格；请用 Excel 另存为 .xlsx 后重试。", $"{file} is not a readable .xlsx or .csv table; save it as .xlsx and try again.");

    /// <param name="row">Last row that was whole; 0 where none was.</param>
    public static Refusal Truncated(string file, int row) => row == 0
        ? new("file.truncated", $"{file} 已损坏或不完整；请重新导出或重新上传该文件。", $"{file} is damaged or cut off; export it or send it again.")
        : new("file.truncated", $"{file} 在第 {row} 行之后损坏或不完整；请重新导出该文件。", $"{file} is damaged or cut off after row {row}; export it again.");

    public static Refusal Encoding(string file, long line) => new("file.encoding",
        $"{file} 第 {line} 行有无法按 UTF-8 或 GB18030/GBK 识别的字节；请另存为 UTF-8。", $"{file} has a byte in line {line} that is neither UTF-8 nor GB18030/GBK; save it as UTF-8.");

    public static Refusal Quotes(string file, int row) => new("file.quotes",
        $"{file} 第 {row} 行的双引号不成对；请更正该行，或另存为 .xlsx。", $"{file} has an unmatched double quote in row {row}; correct that row or save the file as .xlsx.");

    public static Refusal TooManyBytes(string file, long bytes) => new("file.too-large",
        $"{file} 超过 {bytes >> 20} MB；请拆分后分批导入。", $"{file} is larger than {bytes >> 20} MB; split it and import the parts.");

    public static Refusal TooManyRows(string file, int rows) => new("file.too-many-rows",
        $"{file} 超过 {rows} 行；请拆分后分批导入。", $"{file} has more than {rows} rows; split it and import the parts.");

    public static Refusal TooManyColumns(string file, int row, int columns) => new("file.too-large",
        $"{file} 第 {row} 行超过 {columns} 列；请删除多余的列。", $"{file} has more than {columns} columns in row {row}; remove those that are not needed.");

    public static Refusal CellTooLong(string file, int row, int length) => new("file.too-large",
        $"{file} 第 {row} 行有超过 {length} 字的单元格；请缩短内容。", $"{file} has a cell of more than {length} characters in row {row}; shorten it.");

    public static Refusal Bomb(string file) => new("file.zip-bomb",
        $"{file} 解压后异常庞大，已拒绝读取；请重新导出该文件。", $"{file} unpacks to an abnormal size and is not read; export it again.");

    public static Refusal Encrypted(string file) => new("file.encrypted",
        $"{file} 有密码保护或为旧版 .xls；请去除密码并另存为 .xlsx。", $"{file} is password-protected or an old .xls; remove the password and save it as .xlsx.");

    public static Refusal Empty(string file) => new("file.empty", $"{file} 没有表头；请检查文件。", $"{file} has no header row; check the file.");
}
