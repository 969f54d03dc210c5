using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Seasons;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Deadlines.Seasons;

public sealed class PlanCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-plan-").FullName;

    [Fact]
    public async Task Run_OfAYearWithATable_PrintsEveryStepWithItsCountdown()
    {
        var (code, text, errors) = await RunAsync("spring-festival-warmth", "--year", "2026");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("2026-02-04 Wed  还有 30 天 days", text, StringComparison.Ordinal);
        Assert.Contains("季末 season 2026-02-14 Sat, 仅公示 notice only 2026-02-09 Mon, 含提交对账 with payment 2026-02-04 Wed", text, StringComparison.Ordinal);
        Assert.DoesNotContain("暂定", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAYear_TakesTheSeasonThatIsNotOver() =>
        Assert.Contains("2026 年倒排计划", (await RunAsync("spring-festival-warmth")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Run_OfAYearWithoutATable_SaysWhatToLoadAndHowToGoOn()
    {
        var (code, text, errors) = await RunAsync("spring-festival-warmth", "--year", "2027");
        Assert.Equal((2, ""), (code, text));
        Assert.Contains("2027", errors, StringComparison.Ordinal);
        Assert.Contains("--provisional", errors, StringComparison.Ordinal);
        Assert.Contains("PROVISIONAL", (await RunAsync("spring-festival-warmth", "--year", "2027", "--provisional")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithATableInTheDataFolder_CountsIt()
    {
        var holidays = Directory.CreateDirectory(Path.Combine(_folder, CalendarSource.FolderName)).FullName;
        await File.WriteAllTextAsync(Path.Combine(holidays, "2027.json"), HolidayJson.File(HolidayJson.Year(2027, off: "2027-02-05")));
        var (code, text, _) = await RunAsync("spring-festival-warmth", "--year", "2027");
        Assert.Equal(0, code);
        Assert.Contains("2027-02-04 Thu", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--year", "2026")]
    [InlineData("spring-festival-warmth", "--year", "soon")]
    [InlineData("spring-festival-warmth", "--year")]
    [InlineData("no-such-programme")]
    [InlineData("hardship-assistance", "--year", "2026")]
    public async Task Run_OfWhatCannotBePlanned_EndsWithTwoAndASentence(params string[] args)
    {
        var (code, text, errors) = await RunAsync(args);
        Assert.Equal((2, ""), (code, text));
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<(int Code, string Text, string Errors)> RunAsync(params string[] args)
    {
        using var to = new StringWriter();
        using var errors = new StringWriter();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 2, 0, 0, TimeSpan.Zero));
        var code = await PlanCommand.RunAsync(args.Length > 0 && !args[0].StartsWith('-') ? [.. args, "--data", _folder] : args, to, errors, time, default);
        return (code, to.ToString(), errors.ToString());
    }
}
