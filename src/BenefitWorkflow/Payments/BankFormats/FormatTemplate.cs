using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>A bank's column layout as data: a JSON file. docs/payments.md says how to add one.</summary>
/// <param name="Key">Lower case letters, digits, points and hyphens.</param>
/// <param name="Version">Released like a programme's: the same version never has another content.</param>
/// <param name="Basis">What the layout is modelled on.</param>
/// <param name="Trailer">Last line with control totals; null: none.</param>
/// <param name="Purposes">What the bank calls the purpose, by programme key, and <c>default</c>; null: purposes are not written.</param>
internal sealed partial record FormatTemplate(
    string Key, int Version, string Title, string Basis, TemplateFile File, IReadOnlyList<TemplateColumn> Columns,
    IReadOnlyList<TemplateColumn>? Trailer = null, IReadOnlyDictionary<string, string>? Purposes = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <param name="file">For messages.</param>
    /// <exception cref="InvalidDataException">It cannot be used; the message names the file and what to mend.</exception>
    public static FormatTemplate Read(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            var template = JsonSerializer.Deserialize<FormatTemplate>(json, Json) ?? throw new JsonException();
            return template.Problem() is { } problem ? throw new InvalidDataException($"{file}: {problem}") : template;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Path} 无法识别，请对照 docs/payments.md 更正。 / cannot be read, compare it with docs/payments.md.");
        }
    }

    /// <summary>What makes the template unusable; null where nothing.</summary>
    private string? Problem() =>
        !KeyForm().IsMatch(Key) || Version < 1 ? "key 与 version 须为小写名称和正整数。 / key is a lower-case name and version a number from 1."
        : Columns.Count == 0 ? "columns 不能为空。 / columns is empty."
        : File.MaximumRows is < 1 or > 1_000_000 ? "maximumRows 须为 1 至 1000000。 / maximumRows is from 1 to 1,000,000."
        : File is { Kind: TemplateKind.Text, Separator.Length: not 1 } ? "separator 须为一个字符。 / separator is one character."
        : !File.Name.Contains("{message}", StringComparison.Ordinal) ? "name 须含 {message}，使每个文件名唯一。 / name has {message}, so that no two files share it."
        : !NameForm().IsMatch(File.Name) ? "name 只能含 ASCII 字母、数字、. _ - 和 {message} {date} {count} {total} {part} {parts}。 / name has ASCII letters, digits, . _ - and {message} {date} {count} {total} {part} {parts}."
        : Columns.Concat(Trailer ?? []).Any(c => c.Source == ColumnSource.Text && c.Text is null) ? "source 为 text 的列须给出 text。 / a column of source text gives its text."
        : Columns.Any(c => c.Source == ColumnSource.Purpose) && Purposes?.ContainsKey("default") != true ? "purposes 须有 default。 / purposes has a default."
        : null;

    [GeneratedRegex("^[a-z0-9]+(?:[.-][a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"^(?:[A-Za-z0-9._-]|\{message\}|\{date\}|\{count\}|\{total\}|\{part\}|\{parts\})+$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}

/// <param name="Separator">Text only.</param>
/// <param name="EndsWithSeparator">Whether a line ends with one more; text only.</param>
/// <param name="Header">Whether the first line has the titles.</param>
/// <param name="Name">The file's name, see <see cref="IPaymentFileFormat.FileName"/>; {date} is the release's day as yyyyMMdd, {total} in fen.</param>
internal sealed record TemplateFile(
    TemplateKind Kind, string Name, int MaximumRows, TemplateEncoding Encoding = TemplateEncoding.Gb18030, string? Separator = null, bool EndsWithSeparator = false, bool Header = true);

/// <param name="Title">As the bank has it; empty in a trailer.</param>
/// <param name="Required">Refuses a payment that has nothing to write here.</param>
/// <param name="MaximumLength">Characters the bank takes; null: any.</param>
internal sealed record TemplateColumn(ColumnSource Source, string Title = "", string? Text = null, bool Required = false, int? MaximumLength = null);

internal enum TemplateKind
{
    Text = 1,
    Xlsx = 2,
}

internal enum TemplateEncoding
{
    Gb18030 = 1,
    Gbk = 2,
    Utf8 = 3,
}

/// <summary>What a column takes.</summary>
internal enum ColumnSource
{
    Empty = 1,
    Text,
    Number,
    EndToEndId,
    Name,
    Account,
    BankName,
    BankCode,
    Amount,
    IdNumber,
    Purpose,
    PayerName,
    PayerAccount,
    PayerBank,
    PayerBankCode,
    PayerProvince,
    PayerCity,
    Date,
    Message,
    Count,
    Total,
}
