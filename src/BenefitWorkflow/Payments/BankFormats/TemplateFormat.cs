using System.Globalization;
using System.IO.Compression;
using System.Text;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>Payments in the columns of a bank's template, as delimited text or .xlsx; yuan with two decimals, lines end with CR LF.</summary>
internal sealed class TemplateFormat(FormatTemplate template) : IPaymentFileFormat
{
    private readonly Encoding _encoding = template.File.Encoding switch
    {
        TemplateEncoding.Gbk => TextEncodings.Gbk,
        TemplateEncoding.Utf8 => TextEncodings.Utf8,
        _ => TextEncodings.Gb18030,
    };

    private bool IsText => template.File.Kind == TemplateKind.Text;

    public string Key => template.Key;
    public int Version => template.Version;
    public int MaximumRows => template.File.MaximumRows;
    public bool NeedsIdNumber => template.Columns.Any(c => c.Source == ColumnSource.IdNumber);

    public string MediaType => IsText
        ? "text/plain; charset=" + (template.File.Encoding == TemplateEncoding.Utf8 ? "utf-8" : template.File.Encoding == TemplateEncoding.Gbk ? "gbk" : "gb18030")
        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public string FileName(PaymentFileHead head) => template.File.Name
        .Replace("{message}", head.MessageId, StringComparison.Ordinal)
        .Replace("{date}", head.ExecutionDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{count}", head.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{total}", head.TotalFen.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{parts}", head.Parts.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{part}", head.Part.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public Refusal? Check(PaymentFileHead head)
    {
        if (head.Payer is null && template.Columns.Any(c => c.Source is >= ColumnSource.PayerName and <= ColumnSource.PayerCity)) return FileProblems.PayerMissing(Key);
        foreach (var column in template.Columns.Concat(template.Trailer ?? []).Where(c => !OfRow(c.Source)))
            if (CheckCell(0, column, Value(column, head, null)) is { } refusal) return refusal;
        return null;
    }

    public Refusal? Check(PaymentFileHead head, PaymentFileRow row)
    {
        foreach (var column in template.Columns)
            if (OfRow(column.Source) && CheckCell(row.Number, column, Value(column, head, row)) is { } refusal) return refusal;
        return null;
    }

    public void Write(PaymentFileHead head, IEnumerable<PaymentFileRow> rows, Stream stream)
    {
        if (IsText) WriteText(head, rows, stream);
        else WriteSheet(head, rows, stream);
    }

    private void WriteText(PaymentFileHead head, IEnumerable<PaymentFileRow> rows, Stream stream)
    {
        using var text = new StreamWriter(stream, _encoding, 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        if (template.File.Header) Line(template.Columns.Select(c => c.Title));
        foreach (var row in FileProblems.Counted(head, rows)) Line(template.Columns.Select(c => Value(c, head, row)));
        if (template.Trailer is { } trailer) Line(trailer.Select(c => Value(c, head, null)));

        void Line(IEnumerable<string> cells)
        {
            var first = true;
            foreach (var cell in cells)
            {
                if (!first) text.Write(template.File.Separator);
                text.Write(cell);
                first = false;
            }
            if (template.File.EndsWithSeparator) text.Write(template.File.Separator);
            text.WriteLine();
        }
    }

    private void WriteSheet(PaymentFileHead head, IEnumerable<PaymentFileRow> rows, Stream stream)
    {
        // Stored, not compressed: another version of the runtime may compress to other bytes.
        using var table = new TableWriter(stream, [.. template.Columns.Select(c => c.Title)], compression: CompressionLevel.NoCompression);
        foreach (var row in FileProblems.Counted(head, rows)) table.WriteRow([.. template.Columns.Select(c => Value(c, head, row))]);
        if (template.Trailer is { } trailer) table.WriteRow([.. trailer.Select(c => Value(c, head, null))]);
    }

    private static bool OfRow(ColumnSource source) => source is >= ColumnSource.Number and <= ColumnSource.IdNumber;

    private string Value(TemplateColumn column, PaymentFileHead head, PaymentFileRow? row) => column.Source switch
    {
        ColumnSource.Text => column.Text!,
        ColumnSource.Number => row!.Number.ToString(CultureInfo.InvariantCulture),
        ColumnSource.EndToEndId => row!.EndToEndId,
        ColumnSource.Name => row!.Name,
        ColumnSource.Account => row!.Account,
        ColumnSource.BankName => row!.BankName,
        ColumnSource.BankCode => row!.BankCode,
        ColumnSource.Amount => PaymentFileHead.Yuan(row!.AmountFen),
        ColumnSource.IdNumber => row!.IdNumber,
        ColumnSource.Purpose => head.Payer?.Purpose ?? (template.Purposes!.TryGetValue(head.ProgrammeKey, out var purpose) ? purpose : template.Purposes["default"]),
        ColumnSource.PayerName => head.Payer!.Name,
        ColumnSource.PayerAccount => head.Payer!.Account,
        ColumnSource.PayerBank => head.Payer!.BankName,
        ColumnSource.PayerBankCode => head.Payer!.BankCode,
        ColumnSource.PayerProvince => head.Payer!.Province,
        ColumnSource.PayerCity => head.Payer!.City,
        ColumnSource.Date => head.ExecutionDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        ColumnSource.Message => head.MessageId,
        ColumnSource.Count => head.Count.ToString(CultureInfo.InvariantCulture),
        ColumnSource.Total => PaymentFileHead.Yuan(head.TotalFen),
        _ => null,
    } ?? "";

    private Refusal? CheckCell(int number, TemplateColumn column, string cell)
    {
        if (column.Required && cell.Length == 0) return FileProblems.Missing(Key, number, column.Title);
        if (cell.Length > column.MaximumLength) return FileProblems.TooLong(number, column.Title, column.MaximumLength.Value);
        // A quote would be read as the start of a quoted cell by some banks and as itself by others.
        if (cell.AsSpan().ContainsAnyInRange('\0', '\x1F') || cell.Contains('\x7F') || IsText && (cell.Contains(template.File.Separator![0]) || cell.Contains('"')))
            return FileProblems.Separator(number, column.Title);
        // A sheet's cells are marked as text. In delimited text the mark would become part of a name or account, so nothing is altered.
        if (IsText && FormulaGuard.Runs(cell)) return FileProblems.Formula(number, column.Title);
        return FileProblems.Character(number, column.Title, cell, _encoding, template.File.Encoding.ToString().ToUpperInvariant());
    }
}
