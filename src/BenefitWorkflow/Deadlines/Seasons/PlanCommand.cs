using System.Globalization;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines.Seasons;

/// <summary>
/// <c>plan PROGRAMME [--year YEAR] [--provisional] [--data DIR]</c>: prints the latest safe day of every step of a season. Only reads; needs neither
/// service nor database, and takes the holiday tables of the data folder and of its database along where there are any. Exit code 0; 2 where there is no plan.
/// </summary>
internal static class PlanCommand
{
    public static async Task<int> RunAsync(string[] args, TextWriter to, TextWriter errors, TimeProvider time, CancellationToken ct)
    {
        var key = args.FirstOrDefault(a => !a.StartsWith('-'));
        var options = args.Skip(key is not null && args[0] == key ? 1 : 0).ToList();
        var provisional = options.Remove("--provisional");
        int? year = null;
        if (options.IndexOf("--year") is >= 0 and var at)
        {
            if (at + 1 >= options.Count || !int.TryParse(options[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var given)) return await UsageAsync(errors);
            year = given;
            options.RemoveRange(at, 2);
        }
        if (key is null || key != args[0]) return await UsageAsync(errors);

        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(CommandLine.ToSettings(options)).Build();
        var activities = new ActivityCatalog(typeof(PlanCommand).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IActivity))).Select(t => (IActivity)Activator.CreateInstance(t)!));
        var (catalog, problems) = ProgrammeCatalog.Load(settings["Programmes:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "workflows"), activities);
        if (catalog is null) throw new DefinitionsRefusedException(problems);
        if (catalog.Find(key) is not { } programme)
        {
            await errors.WriteLineAsync($"{ProgrammeCatalog.NotFound(key).Zh} / {ProgrammeCatalog.NotFound(key).En}");
            return 2;
        }

        var today = ShanghaiTime.LocalDate(time.GetUtcNow());
        var (plan, refusal) = SeasonPlan.For(programme, catalog, year ?? SeasonMilestoneYear(programme, today), await CalendarAsync(settings, ct), provisional);
        if (plan is null)
        {
            await errors.WriteLineAsync($"{refusal!.Zh} / {refusal.En}");
            if (refusal.Code == "calendar.year-missing")
                await errors.WriteLineAsync("加 --provisional 可先按普通周末和农历日期暂定。 / --provisional plans with plain weekends and the lunar dates meanwhile.");
            return 2;
        }
        await to.WriteAsync(PlanPrinter.Print(plan, programme, today));
        return 0;
    }

    private static int SeasonMilestoneYear(Programme programme, DateOnly today) => Rungs.SeasonMilestones.Current(programme, today) ?? programme.Year;

    private static async Task<WorkingCalendar> CalendarAsync(IConfiguration settings, CancellationToken ct)
    {
        var storage = StoreSettings.From(settings);
        var source = CalendarSource.Load(storage.DataFolder);
        if (storage.Kind == StoreKind.Sqlite && !File.Exists(Path.Combine(storage.DataFolder, StoreSetup.DatabaseFile))) return source.AtStart;
        await using var services = new ServiceCollection().AddStore(storage).BuildServiceProvider();
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        return await source.ReadAsync(db, ct);
    }

    private static async Task<int> UsageAsync(TextWriter errors)
    {
        await errors.WriteLineAsync("用法 / usage: plan PROGRAMME [--year YEAR] [--provisional] [--data DIR]");
        return 2;
    }
}
