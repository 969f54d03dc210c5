namespace BenefitWorkflow.Deadlines;

/// <summary>One year's notice. Days may lie in the December before or the January after, where a holiday spans the year's end.</summary>
/// <param name="Off">Days off: statutory holidays, swapped days and the weekend days between.</param>
/// <param name="Work">Weekend days that are worked instead.</param>
/// <param name="Papers">Where the notice was published; for people to look up.</param>
internal sealed record HolidayTable(int Year, IReadOnlySet<DateOnly> Off, IReadOnlySet<DateOnly> Work, IReadOnlyList<Uri> Papers);
