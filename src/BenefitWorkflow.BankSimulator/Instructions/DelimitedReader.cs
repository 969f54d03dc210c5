using System.Globalization;
using System.Text;

namespace BenefitWorkflow.BankSimulator.Instructions;

/// <summary>Text with a header that names an end-to-end column, one payment per line and a last line of totals that begins with 合计.</summary>
internal static class DelimitedReader
{
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static readonly string[] Ids = ["端到端编号", "客户流水号"], Accounts = ["账号", "收款人账号", "帐号"], Names = ["姓名", "收款人户名"], Amounts = ["金额"];

    public static InstructionFile Read(string name, byte[] bytes)
    {
        string text;
        try
        {
            text = Gb18030.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new UnreadableFileException("Neither XML nor GB18030 text.");
        }
        var lines = text.Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length > 0) throw new UnreadableFileException("The last line does not end: the file is cut off.");
        lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) throw new UnreadableFileException("The file is empty.");
        var separator = lines[0].Contains('|', StringComparison.Ordinal) ? '|' : ',';
        var header = Cells(lines[0], separator);
        var (id, account, payee, amount) = (Place(Ids), Place(Accounts), Place(Names), Place(Amounts));

        var rows = new List<Instruction>();
        string[]? total = null;
        foreach (var line in lines.Skip(1))
        {
            if (total is not null) throw new UnreadableFileException("There are lines behind the totals.");
            var cells = Cells(line, separator);
            if (cells[0] == "合计")
            {
                total = cells;
                continue;
            }
            var row = rows.Count + 1;
            if (cells.Length != header.Length) throw new UnreadableFileException($"Row {row} has another number of columns than the header.");
            if (cells[id].Length == 0) throw new UnreadableFileException($"Row {row} has no end-to-end id.");
            rows.Add(new Instruction(row, cells[id], cells[account], cells[payee], InstructionReader.Fen(cells[amount], row)));
        }
        if (total is null) throw new UnreadableFileException("The line of totals is missing: the file is cut off.");
        var sums = total.Skip(1).Where(cell => cell.Length > 0).ToArray();
        if (sums.Length != 2 || sums[0] != rows.Count.ToString(CultureInfo.InvariantCulture) || InstructionReader.Fen(sums[1], 0) != rows.Sum(r => r.Fen))
            throw new UnreadableFileException("The totals are not those of the rows.");
        return new InstructionFile(Path.GetFileNameWithoutExtension(name), Form.Delimited, "", rows);

        int Place(string[] titles)
        {
            var place = Array.FindIndex(header, titles.Contains);
            return place >= 0 ? place : throw new UnreadableFileException($"The header has no column {titles[0]}.");
        }
    }

    private static string[] Cells(string line, char separator)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(separator);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == separator && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(line[i]);
        }
        cells.Add(cell.ToString());
        return [.. cells];
    }
}
