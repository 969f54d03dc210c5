using System.Globalization;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Programmes.Pages;

/// <summary>What a programme's page says of what changes over time.</summary>
internal static class ProgrammeWords
{
    /// <summary>Whether a stretch of days is over, runs or is to come.</summary>
    public static string When(DateOnly from, DateOnly? to, DateOnly today) =>
        from > today ? Language.T("将施行", "To come") : to < today ? Language.T("已过", "Over") : Language.T("现行", "In force");

    /// <summary>The same of a version: a later one that has begun ends those before it, whatever they say themselves.</summary>
    public static string When(Programme version, IReadOnlyList<Programme> all, DateOnly today) =>
        version.EffectiveFrom <= today && all.Any(v => v.Version > version.Version && v.EffectiveFrom <= today) ? Language.T("已由新版代替", "Replaced") : When(version.EffectiveFrom, version.EffectiveTo, today);

    /// <summary>A parameter's value in its unit; money as yuan.</summary>
    public static string Value(long value, string unit) => unit switch
    {
        "fen-per-month" => Language.T($"{new Money(value)} 元/月", $"{new Money(value)} yuan a month"),
        "fen-per-year" => Language.T($"{new Money(value)} 元/年", $"{new Money(value)} yuan a year"),
        "fen" => Language.T($"{new Money(value)} 元", $"{new Money(value)} yuan"),
        _ => $"{value.ToString("N0", CultureInfo.InvariantCulture)} {unit}",
    };
}
