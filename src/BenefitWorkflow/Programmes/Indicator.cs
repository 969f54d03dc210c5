namespace BenefitWorkflow.Programmes;

/// <summary>One line of the self-evaluation form (项目支出绩效自评表).</summary>
public sealed record Indicator
{
    public required string Key { get; init; }

    /// <summary>一级指标; decides which of the weights 10, 50, 30 and 10 it shares.</summary>
    public required IndicatorLevel Level1 { get; init; }

    /// <summary>二级指标 as the budget text files it, even where it files it oddly.</summary>
    public required LocalizedText Level2 { get; init; }

    /// <summary>三级指标.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>How it is measured: one of <see cref="Measures"/>.</summary>
    public required string Measure { get; init; }

    public required Comparator Comparator { get; init; }

    /// <summary>Target in <see cref="Unit"/>; for a band the score from which its best band begins.</summary>
    public required decimal Target { get; init; }

    public required IndicatorUnit Unit { get; init; }

    /// <summary>Points of 100.</summary>
    public required decimal Weight { get; init; }

    /// <summary>The target in words, where the text gives no number; else null.</summary>
    public LocalizedText? TargetText { get; init; }

    /// <summary>Schemes counted; null: all.</summary>
    public IReadOnlyList<string>? Schemes { get; init; }

    /// <summary>Funding sources counted; null: all.</summary>
    public IReadOnlyList<string>? FundingSources { get; init; }

    /// <summary>Where the target comes from.</summary>
    public required string Source { get; init; }

    /// <summary>True where target or weight is not in the published text; <see cref="Reason"/> says which.</summary>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }
}

/// <summary>一级指标 with the form's weights.</summary>
public enum IndicatorLevel
{
    /// <summary>预算执行率: 10.</summary>
    Execution = 1,

    /// <summary>产出指标: 50.</summary>
    Output = 2,

    /// <summary>效益指标: 30.</summary>
    Benefit = 3,

    /// <summary>满意度指标: 10.</summary>
    Satisfaction = 4,
}

public static class IndicatorLevels
{
    /// <summary>Points the form gives the level.</summary>
    public static decimal Weight(this IndicatorLevel level) => level switch
    {
        IndicatorLevel.Execution => 10,
        IndicatorLevel.Output => 50,
        IndicatorLevel.Benefit => 30,
        IndicatorLevel.Satisfaction => 10,
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };

    /// <summary>The level's name on the form.</summary>
    public static LocalizedText Title(this IndicatorLevel level) => level switch
    {
        IndicatorLevel.Execution => new("预算执行率", "Budget execution"),
        IndicatorLevel.Output => new("产出指标", "Output"),
        IndicatorLevel.Benefit => new("效益指标", "Benefit"),
        IndicatorLevel.Satisfaction => new("满意度指标", "Satisfaction"),
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}

/// <summary>指标性质.</summary>
public enum Comparator
{
    /// <summary>At least the target.</summary>
    Ge = 1,

    /// <summary>At most the target.</summary>
    Le = 2,

    /// <summary>Exactly the target.</summary>
    Eq = 3,

    /// <summary>Qualitative: a score of 0 to 100 falls into a band.</summary>
    Band = 4,
}

public enum IndicatorUnit
{
    /// <summary>人次.</summary>
    PersonTimes = 1,

    /// <summary>元.</summary>
    Yuan = 2,

    /// <summary>0 to 100.</summary>
    Percent = 3,

    /// <summary>Score of 0 to 100.</summary>
    Score = 4,
}

/// <summary>Keys of the measures an indicator may name.</summary>
public static class Measures
{
    public const string GrantsPaid = "grants-paid";
    public const string AmountPaid = "amount-paid";
    public const string RecognitionAccuracy = "recognition-accuracy";
    public const string StandardCompliance = "standard-compliance";
    public const string BankTransferRate = "bank-transfer-rate";
    public const string NoticeRate = "notice-rate";
    public const string TimelinessRate = "timeliness-rate";
    public const string SocialBenefit = "social-benefit";
    public const string Satisfaction = "satisfaction";
    public const string BudgetExecution = "budget-execution";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        GrantsPaid, AmountPaid, RecognitionAccuracy, StandardCompliance, BankTransferRate,
        NoticeRate, TimelinessRate, SocialBenefit, Satisfaction, BudgetExecution,
    };
}
