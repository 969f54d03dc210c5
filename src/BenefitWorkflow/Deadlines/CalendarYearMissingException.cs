using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Deadlines;

/// <summary>
/// A date rule needed a year whose official holiday table is not loaded. An administrator clears it by loading the table;
/// plain weekends are never assumed, since a notice that ends a day early makes a payment unlawful.
/// </summary>
public sealed class CalendarYearMissingException(int year) : Exception($"No holiday table is loaded for the year {year}.")
{
    /// <summary>The first year that was missing.</summary>
    public int Year { get; } = year;

    /// <summary>What to tell the user; code <c>calendar.year-missing</c>.</summary>
    public Refusal Refusal { get; } = new(
        "calendar.year-missing",
        $"尚未载入 {year} 年的节假日安排，无法计算工作日；请管理员按国务院办公厅通知载入该年的表。",
        $"No holiday table is loaded for {year}, so working days cannot be counted: an administrator must load that year's State Council notice.");
}
