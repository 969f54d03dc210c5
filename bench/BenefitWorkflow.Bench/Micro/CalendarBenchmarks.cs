using BenchmarkDotNet.Attributes;
using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Bench.Micro;

/// <summary>Working days across a long holiday and across years.</summary>
public class CalendarBenchmarks
{
    private readonly WorkingCalendar _calendar = WorkingCalendar.Load();
    private readonly DateOnly _start = new(2023, 1, 16);

    [Benchmark(Description = "AddWorkingDays, 5 over the Spring Festival")]
    public DateOnly AddFive() => _calendar.AddWorkingDays(_start, 5);

    [Benchmark(Description = "AddWorkingDays, 500")]
    public DateOnly AddMany() => _calendar.AddWorkingDays(_start, 500);

    [Benchmark(Description = "ShanghaiTime.LocalDate")]
    public DateOnly LocalDate() => ShanghaiTime.LocalDate(DateTimeOffset.UnixEpoch);
}
