using System.Text;
using System.Text.Json;
using BenefitWorkflow.BankSimulator.Outcomes;

namespace BenefitWorkflow.BankSimulator.Host;

/// <summary>The bank as a process of its own.</summary>
internal static class SimulatorProcess
{
    /// <returns>0; 1 where books differ; 2 for options that are not understood.</returns>
    public static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = Encoding.UTF8;
        if (SimulatorOptions.Parse(args, Environment.GetEnvironmentVariable("BANKSIMULATOR_KEY")) is not { } options)
        {
            await Console.Error.WriteLineAsync(SimulatorOptions.Usage);
            return 2;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Book))!);
        var outcomes = new SeededOutcomes(options.Seed, options.TroublesPercent).Of;
        if (options.Script is not null) outcomes = ScriptedOutcomes.Read(options.Script, outcomes).Of;
        using var bank = new Bank(options.Book, outcomes, options.Day, statementEvery: options.Day);
        switch (options.Command)
        {
            case "book":
                Console.WriteLine(JsonSerializer.Serialize(bank.Totals(), JsonSerializerOptions.Web));
                return 0;
            case "compare":
                return await Comparison.RunAsync(bank, new Uri(options.Service!), options.Key, Console.Out);
            default:
                await RunAsync(bank, options);
                return 0;
        }
    }

    private static async Task RunAsync(Bank bank, SimulatorOptions options)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        var folder = new BankFolder(bank, options.Root, options.Slowly);
        Console.WriteLine($"ready {options.Root}");
        using var rounds = new PeriodicTimer(options.Every);
        do
        {
            folder.Work(TimeProvider.System.GetUtcNow(), Console.WriteLine);
        }
        while (options.Command == "run" && await NextAsync(rounds, stop.Token));
    }

    private static async Task<bool> NextAsync(PeriodicTimer rounds, CancellationToken ct)
    {
        try
        {
            return await rounds.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
