using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Programmes;

/// <summary>The season of a programme as rules, so that next year's dates need no new file.</summary>
public sealed record SeasonWindow
{
    /// <summary>First day of the season.</summary>
    public required DateRule Opens { get; init; }

    /// <summary>Last day of the season, inclusive.</summary>
    public required DateRule Closes { get; init; }

    /// <summary>Day before which the money must be settled (the day itself is too late); null: only the season's end counts.</summary>
    public DateRule? PaidBefore { get; init; }

    /// <summary>How long the steps before the payment take, to plan back from the festival; null: no plan is made.</summary>
    public SeasonPlanRules? Plan { get; init; }

    /// <summary>The window of a budget year.</summary>
    public SeasonDates For(int year) => new(Opens.In(year), Closes.In(year), PaidBefore?.In(year));
}

/// <summary>Working days that each step before the payment needs, whatever the year. The length of notices is the notice policy's.</summary>
public sealed record SeasonPlanRules
{
    /// <summary>From the bank's having the file to the money's arrival; at least 0.</summary>
    public required int BankCutOffWorkingDays { get; init; }

    /// <summary>From the end of what comes before the payment to its settlement: batch, release, bank and reconciliation; not less than the bank's part.</summary>
    public required int SubmitAndReconcileWorkingDays { get; init; }

    /// <summary>From the decision to the posting of the notice; 0 is the same day.</summary>
    public required int PostingWorkingDays { get; init; }

    /// <summary>All levels of approval together.</summary>
    public required int ApprovalWorkingDays { get; init; }

    /// <summary>From the import of a roster until its corrections are in.</summary>
    public required int CorrectionWorkingDays { get; init; }

    public required string Source { get; init; }

    /// <inheritdoc cref="Entitlement.Assumption"/>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }
}

/// <param name="Opens">First day.</param>
/// <param name="Closes">Last day, inclusive.</param>
/// <param name="PaidBefore">Exclusive; null where there is none.</param>
public readonly record struct SeasonDates(DateOnly Opens, DateOnly Closes, DateOnly? PaidBefore)
{
    public bool Contains(DateOnly on) => on >= Opens && on <= Closes;

    /// <summary>First instant at which money comes too late for the season.</summary>
    public DateTimeOffset CutOff => PaidBefore is { } before ? ShanghaiTime.StartOfDay(before) : ShanghaiTime.EndOfDay(Closes);
}

/// <summary>
/// A day of the year as text: <c>12-31</c>, <c>previous-year:12-01</c>, <c>lunar:new-year-eve</c> (除夕),
/// <c>lunar:spring-festival</c> (春节) or <c>lunar:lantern</c> (元宵节).
/// </summary>
[JsonConverter(typeof(Converter))]
public sealed record DateRule
{
    private const string Previous = "previous-year:";

    private readonly Func<int, DateOnly> _day;

    private DateRule(string text, Func<int, DateOnly> day) => (Text, _day) = (text, day);

    /// <summary>The rule as written.</summary>
    public string Text { get; }

    /// <summary>The day for a budget year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A lunar rule outside 1901 to 2100.</exception>
    public DateOnly In(int year) => _day(year);

    public bool Equals(DateRule? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    public static bool TryParse(string? text, [NotNullWhen(true)] out DateRule? rule)
    {
        rule = text switch
        {
            "lunar:lantern" => new DateRule(text, LunarCalendar.LanternFestival),
            "lunar:new-year-eve" => new DateRule(text, LunarCalendar.LunarNewYearsEve),
            "lunar:spring-festival" => new DateRule(text, LunarCalendar.SpringFestival),
            { } value when value.StartsWith(Previous, StringComparison.Ordinal) => MonthDay(value, value[Previous.Length..], -1),
            { } value => MonthDay(value, value, 0),
            null => null,
        };
        return rule is not null;
    }

    // A 29 February is no rule: three years in four it does not exist.
    private static DateRule? MonthDay(string text, string monthDay, int offset) =>
        DateOnly.TryParseExact("2001-" + monthDay, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateRule(text, year => new DateOnly(year + offset, day.Month, day.Day))
            : null;

    private sealed class Converter : JsonConverter<DateRule>
    {
        public override DateRule Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var rule)
                ? rule
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, DateRule value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }
}
