using System.Text.Json;

namespace BenefitWorkflow.Payments;

/// <summary>Why a bank did not pay, or sent the money back, and what to do about it.</summary>
/// <param name="Code">ISO 20022 external reason code (ExternalStatusReason1Code, ExternalReturnReason1Code).</param>
/// <param name="Who">Who has to act: caseworker or finance.</param>
/// <param name="Texts">What banks write for it in Chinese.</param>
public sealed record BankReason(string Code, string Who, string Zh, string En, string AdviceZh, string AdviceEn, IReadOnlyList<string> Texts);

/// <summary>ISO 20022 external reason codes, what banks write for them in Chinese, and plain advice: data in <c>BankFormats/bank-reasons.json</c>.</summary>
public static class BankReasons
{
    /// <summary>The bank already had this instruction: the outcome is unknown, and sending it again may pay twice.</summary>
    public const string Duplicate = "AM05";

    /// <summary>Where no text fits (narrative).</summary>
    public const string Narrative = "NARR";

    private static readonly IReadOnlyList<BankReason> All = Load();

    // The first that occurs in the text counts; longer words first, since the narrower meaning has more of them.
    private static readonly IReadOnlyList<(string Text, string Code)> Texts =
        [.. All.SelectMany(r => r.Texts.Select(text => (Text: HalfWidth.Code(text), r.Code))).OrderByDescending(t => t.Text.Length)];

    private static readonly Dictionary<string, BankReason> ByCode = All.ToDictionary(r => r.Code, StringComparer.Ordinal);

    /// <summary>What is known of a code; null: nothing.</summary>
    public static BankReason? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <summary>True where the bank says that it has the payment already: it may have been paid, so it must never be issued anew.</summary>
    public static bool IsDuplicate(string? code) => code is Duplicate or "DUPL";

    /// <summary>The code of a text; a known code as it is; <see cref="Narrative"/> where nothing fits or the text is empty.</summary>
    public static string CodeOf(string? text)
    {
        var plain = HalfWidth.Code(text);
        if (ByCode.ContainsKey(plain)) return plain;
        foreach (var (known, code) in Texts)
            if (plain.Contains(known, StringComparison.Ordinal)) return code;
        return Narrative;
    }

    /// <summary>A code of the external list as it stands, also one without advice here; <see cref="Narrative"/> for what is no code.</summary>
    public static string Known(string? code) => HalfWidth.Code(code) is { Length: 4 } plain && plain.All(char.IsAsciiLetterOrDigit) ? plain : CodeOf(code);

    private static List<BankReason> Load()
    {
        using var stream = typeof(BankReasons).Assembly.GetManifestResourceStream("bank-reasons.json")!;
        return JsonSerializer.Deserialize<List<BankReason>>(stream, JsonSerializerOptions.Web)!;
    }
}
