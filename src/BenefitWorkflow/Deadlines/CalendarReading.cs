using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Deadlines;

/// <summary>What reading a holiday file gave: a calendar, or why there is none.</summary>
/// <param name="Calendar">Null exactly when there are refusals.</param>
/// <param name="Refusals">
/// Codes: <c>calendar.malformed</c> (not such a JSON file), <c>calendar.day-malformed</c>, <c>calendar.day-out-of-year</c>,
/// <c>calendar.day-contradicted</c> (off and worked at once) and <c>calendar.year-incomplete</c> (a fixed holiday is not off). At most 50.
/// </param>
public sealed record CalendarReading(WorkingCalendar? Calendar, IReadOnlyList<Refusal> Refusals);
