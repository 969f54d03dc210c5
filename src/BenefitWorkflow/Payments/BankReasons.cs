namespace BenefitWorkflow.Payments;

/// <summary>ISO 20022 external reason codes of what banks write in Chinese.</summary>
public static class BankReasons
{
    /// <summary>The bank already had this instruction: the outcome is unknown, and sending it again may pay twice.</summary>
    public const string Duplicate = "AM05";

    /// <summary>Where no text fits (narrative).</summary>
    public const string Narrative = "NARR";

    // The first that occurs in the text counts, so the narrower words stand before the wider ones.
    private static readonly (string Text, string Code)[] Texts =
    [
        ("户名不符", "BE01"), ("户名错误", "BE01"), ("姓名不符", "BE01"),
        ("账号不存在", "AC01"), ("帐号不存在", "AC01"), ("账户不存在", "AC01"), ("账号错误", "AC01"), ("无此账户", "AC01"), ("无此户", "AC01"),
        ("销户", "AC04"),
        ("冻结", "AC06"), ("挂失", "AC06"),
        ("超限额", "AM02"), ("超出限额", "AM02"), ("限额", "AM02"),
        ("余额不足", "AM04"),
        ("重复", Duplicate),
    ];

    private static readonly HashSet<string> Codes = [.. Texts.Select(t => t.Code), Narrative];

    /// <summary>The code of a text; a known code as it is; <see cref="Narrative"/> where nothing fits or the text is empty.</summary>
    public static string CodeOf(string? text)
    {
        var plain = HalfWidth.Code(text);
        if (Codes.Contains(plain)) return plain;
        foreach (var (known, code) in Texts)
            if (plain.Contains(known, StringComparison.Ordinal)) return code;
        return Narrative;
    }
}
