using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Tests.Deadlines;

/// <summary>Small holiday files for tests: the fixed holidays of a year and what the test adds.</summary>
internal static class HolidayJson
{
    public static WorkingCalendar Calendar(params string[] years)
    {
        var reading = WorkingCalendar.Parse(File(years), "test.json");
        Assert.Empty(reading.Refusals);
        return reading.Calendar!;
    }

    public static string File(params string[] years) => "{\"years\":{" + string.Join(',', years) + "}}";

    public static string Year(int year, string off = "", string work = "")
    {
        var spring = LunarCalendar.SpringFestival(year);
        DateOnly[] always =
        [
            new(year, 1, 1), spring, spring.AddDays(1), spring.AddDays(2),
            new(year, 5, 1), new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];
        return $"\"{year}\":{{\"off\":[{Days([.. always.Select(static d => d.ToString("O")), .. Split(off)])}],\"work\":[{Days(Split(work))}]}}";
    }

    private static string[] Split(string days) => days.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Days(string[] days) => string.Join(',', days.Select(static d => $"{{\"date\":\"{d}\"}}"));
}
