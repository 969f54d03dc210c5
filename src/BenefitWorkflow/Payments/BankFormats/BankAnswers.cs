using System.Diagnostics.CodeAnalysis;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>Every answer format of the service: the classes of this assembly, its table templates, and those of the installation.</summary>
public sealed class BankAnswers
{
    /// <summary>Bounds of what is taken in: more is split by the bank.</summary>
    public const int MaximumRows = 1_000_000;
    public const long MaximumBytes = 1L << 30;

    private const string TemplatePrefix = "bank-answer/";

    private readonly List<IBankAnswerFormat> _formats = [];

    public IReadOnlyList<string> Keys => [.. _formats.Select(f => f.Key)];

    /// <param name="folder">Further table templates, below it in <c>answers/</c>; null: none.</param>
    /// <exception cref="InvalidDataException">A template cannot be used, or two share a key; the message names the file.</exception>
    public static BankAnswers Load(string? folder)
    {
        var answers = new BankAnswers();
        var assembly = typeof(BankAnswers).Assembly;
        foreach (var type in assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IBankAnswerFormat)) && t.GetConstructor([]) is not null))
            answers.Add((IBankAnswerFormat)Activator.CreateInstance(type)!, type.Name);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(TemplatePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            answers.AddTemplate(bytes.ToArray(), name[TemplatePrefix.Length..]);
        }
        var more = folder is null ? null : Path.Combine(folder, "answers");
        if (Directory.Exists(more))
            foreach (var file in Directory.GetFiles(more, "*.json").Order(StringComparer.Ordinal)) answers.AddTemplate(File.ReadAllBytes(file), file);
        return answers;
    }

    /// <summary>Finds out what the file is and reads its head.</summary>
    /// <param name="stream">Seekable; read from its start, not closed.</param>
    /// <param name="refusal">Null on success; else what cannot be read, or <c>bank-answer.unknown-message</c>, <c>file.column-missing</c>, <c>file.too-large</c>.</param>
    public bool TryOpen(Stream stream, string fileName, [NotNullWhen(true)] out BankAnswer? answer, [NotNullWhen(false)] out Refusal? refusal)
    {
        answer = null;
        var file = Path.GetFileName(fileName);
        if (stream.Length > MaximumBytes)
        {
            refusal = TableProblems.TooManyBytes(file, MaximumBytes);
            return false;
        }
        stream.Position = 0;
        var isXml = IsoXml.LooksLikeXml(stream);
        stream.Position = 0;
        BankAnswerPeek peek;
        if (isXml)
        {
            if (!IsoXml.TryPeek(stream, file, out var root, out refusal)) return false;
            peek = new BankAnswerPeek(root, []);
        }
        else
        {
            if (!TableReader.TryOpen(stream, fileName, TableAnswerFormat.Limits, out var table, out refusal)) return false;
            using (table) peek = new BankAnswerPeek(null, [.. table.Header.Select(title => HalfWidth.Code(title))]);
        }
        stream.Position = 0;
        var format = _formats.Where(f => f.Recognises(peek)).MaxBy(f => (f as TableAnswerFormat)?.Found(peek) ?? 0)
            ?? (isXml ? null : _formats.OfType<TableAnswerFormat>().MinBy(f => f.Missing(peek)));
        if (format is not null) return format.TryOpen(stream, fileName, out answer, out refusal);
        refusal = new Refusal("bank-answer.unknown-message",
            $"{file} 的报文类型或版本不受支持；可接收：{string.Join("、", _formats.Where(f => f is not TableAnswerFormat).Select(f => f.Key))} 或表格回单。请向银行索取其中一种。",
            $"{file} is of a message or version that is not taken here; there are {string.Join(", ", _formats.Where(f => f is not TableAnswerFormat).Select(f => f.Key))} and tables. Ask the bank for one of them.");
        return false;
    }

    internal void AddTemplate(byte[] json, string file) => Add(new TableAnswerFormat(AnswerTemplate.Read(json, file)), file);

    private void Add(IBankAnswerFormat format, string source)
    {
        if (_formats.Any(f => f.Key == format.Key))
            throw new InvalidDataException($"{source}: 回单格式 {format.Key} 重复定义；请改用其他名称。 / The answer format {format.Key} is defined twice; give it another key.");
        _formats.Add(format);
    }
}
