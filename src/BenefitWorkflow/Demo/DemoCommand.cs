using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BenefitWorkflow.Demo;

/// <summary><c>demo [--exit] [--json FILE] [--scale N] [--seed S] [--data DIR] [--urls URL]</c>: both programmes from rosters to closing, then the site with the data.</summary>
internal static class DemoCommand
{
    /// <summary>Exit code after Ctrl+C, as shells have it.</summary>
    private const int Interrupted = 130;

    /// <returns>0 where everything adds up, 1 where not, 2 for options that are not understood, 130 where it was interrupted.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (options, problem) = DemoOptions.Parse(args);
        if (options is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
        var state = DemoState.Load(options.DataFolder, options.Seed, options.Scale);
        var clock = new SimulatedClock(state.Now);
        var rosters = new DemoRosters(options.Seed, options.Scale);
        using var bank = new DemoBank(options.DataFolder, Accounts(rosters));
        int code;
        try
        {
            code = await SimulateAsync(options, state, clock, rosters, bank);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine($"演示已中断；以同样的命令继续 / interrupted; the same command goes on ({options.DataFolder})");
            return Interrupted;
        }
        if (options.Exit || code != 0) return code;

        await using var site = ServiceHost.Build(Settings(options));
        await site.PrepareAsync(default);
        Console.WriteLine();
        Console.WriteLine($"网站已启动 / the site is up: {options.Url}  （Ctrl+C 结束 / ends）");
        Console.WriteLine($"登录页可直接选择演示账号 / sign in there as: {string.Join(", ", DemoStaff.Ids)}");
        await site.RunAsync();
        return 0;
    }

    private static async Task<int> SimulateAsync(DemoOptions options, DemoState state, SimulatedClock clock, DemoRosters rosters, DemoBank bank)
    {
        await using var app = ServiceHost.Build(Settings(options, "--Jobs:Enabled", "false"), builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        await app.PrepareAsync(default);
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Console.WriteLine($"演示从 {ShanghaiTime.LocalDate(state.Now):yyyy-MM-dd} 开始 / the demo starts; 接口 API: {address}");
        using var staff = await DemoStaff.HireAsync(app.Services.GetRequiredService<AccountStore>(), address);
        await new DemoSeason(app, clock, staff, rosters, bank, options.DataFolder, options.Scale, state).RunAsync();

        var summary = await DemoSummary.ReadAsync(app.Services, Console.Out);
        var faults = DemoSummary.Faults(summary, app.Services.GetRequiredService<ProgrammeCatalog>(), bank, options.Scale);
        if (options.JsonFile is not null) DemoSummary.Write(summary, options.JsonFile);
        foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
        var book = bank.Totals;
        Console.WriteLine($"银行 Bank: {book.Credited + book.Returned} 笔入账 credits，留存 {new Money(book.KeptFen)} 元 kept");
        if (!options.Exit)
        {
            Console.WriteLine("接口密钥 / API keys (X-Api-Key):");
            foreach (var key in staff.Keys) Console.WriteLine($"  {key}");
        }
        (state with { Now = clock.GetUtcNow(), Finished = true }).Save(options.DataFolder);
        await app.StopAsync();
        return faults.Count == 0 ? 0 : 1;
    }

    private static string[] Settings(DemoOptions options, params string[] more) =>
        ["--Data:Folder", options.DataFolder, "--Urls", options.Url, "--Identity:DevelopmentSignIn", "true", .. more];

    internal static Func<string, Trouble> Accounts(DemoRosters rosters)
    {
        var troubles = rosters.Rosters.SelectMany(r => r.Applicants)
            .Where(a => a.Trouble is Trouble.ClosedAccount or Trouble.LateReturn)
            .Select(a => (Account: a.Cells[Cases.Import.RosterField.Account], a.Trouble)).Distinct().ToDictionary(a => a.Account, a => a.Trouble);
        return account => troubles.GetValueOrDefault(account);
    }
}
