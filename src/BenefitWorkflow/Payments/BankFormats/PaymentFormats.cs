using System.Security.Cryptography;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>Every format of the service by key: the classes of this assembly, its templates, and those of the installation.</summary>
public sealed class PaymentFormats
{
    /// <summary>Taken where nothing else is set: the service's own delimited text.</summary>
    public const string Default = "delimited-text";

    private const string TemplatePrefix = "bank-template/";

    private readonly Dictionary<(string Key, int Version), IPaymentFileFormat> _all = [];

    /// <summary>Templates as they must stay once released: key, version and SHA-256 of the file in hex.</summary>
    internal List<(string Key, int Version, string Hash)> Templates { get; } = [];

    /// <summary>The newest version of every format, by key.</summary>
    public IReadOnlyList<IPaymentFileFormat> Newest => [.. _all.Values.GroupBy(f => f.Key).Select(g => g.MaxBy(f => f.Version)!).OrderBy(f => f.Key, StringComparer.Ordinal)];

    /// <param name="folder">Further templates; null: none.</param>
    /// <exception cref="InvalidDataException">A template cannot be used, or two formats share key and version; the message names the file.</exception>
    public static PaymentFormats Load(string? folder)
    {
        var formats = new PaymentFormats();
        var assembly = typeof(PaymentFormats).Assembly;
        foreach (var type in assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IPaymentFileFormat)) && t.GetConstructor([]) is not null))
            formats.Add((IPaymentFileFormat)Activator.CreateInstance(type)!, type.Name);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(TemplatePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            formats.AddTemplate(bytes.ToArray(), name[TemplatePrefix.Length..]);
        }
        if (folder is null) return formats;
        if (!Directory.Exists(folder)) throw new InvalidDataException($"Payments:TemplatesFolder {folder} 不存在。 / does not exist.");
        foreach (var file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)) formats.AddTemplate(File.ReadAllBytes(file), file);
        return formats;
    }

    /// <param name="version">Null: the newest.</param>
    /// <returns>Null where there is none.</returns>
    public IPaymentFileFormat? Find(string key, int? version = null) =>
        version is { } wanted ? _all.GetValueOrDefault((key, wanted)) : Newest.FirstOrDefault(f => f.Key == key);

    internal void AddTemplate(byte[] json, string file)
    {
        var template = FormatTemplate.Read(json, file);
        Add(new TemplateFormat(template), file);
        Templates.Add((template.Key, template.Version, Convert.ToHexString(SHA256.HashData(json))));
    }

    private void Add(IPaymentFileFormat format, string source)
    {
        if (!_all.TryAdd((format.Key, format.Version), format))
            throw new InvalidDataException($"{source}: 付款文件格式 {format.Key} 第 {format.Version} 版重复定义；请改用其他名称或版本号。 / The payment file format {format.Key} version {format.Version} is defined twice; give it another key or version.");
    }
}
