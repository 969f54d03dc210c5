using System.Globalization;
using BenefitWorkflow.Bench;
using BenefitWorkflow.Bench.BankFiles;
using BenefitWorkflow.Bench.Growth;
using BenefitWorkflow.Bench.Http;
using BenefitWorkflow.Bench.Import;
using BenefitWorkflow.Bench.Lifecycle;
using BenefitWorkflow.Bench.Micro;
using BenefitWorkflow.Bench.Pages;
using BenefitWorkflow.Bench.Relay;
using BenefitWorkflow.Bench.Startup;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var (options, problem) = BenchOptions.Parse(args);
if (options is null) return await UsageAsync(problem!);
return options.Name switch
{
    "lifecycle" => await LifecycleBench.RunAsync(options),
    "growth" => await GrowthBench.RunAsync(options),
    "import" => await ImportBench.RunAsync(options),
    "http" => await HttpBench.RunAsync(options),
    "pages" => await PagesBench.RunAsync(options),
    "relay" => await RelayBench.RunAsync(options),
    "startup" => await StartupBench.RunAsync(options),
    "bankfiles" => BankFilesBench.Run(options),
    "micro" => MicroBench.Run(options),
    _ => await UsageAsync($"There is no bench '{options.Name}'."),
};

static async Task<int> UsageAsync(string problem)
{
    await Console.Error.WriteLineAsync($"""
        {problem}
        lifecycle | growth | import | http | pages | relay | startup  [--store sqlite|postgresql] [--cases N] [--rounds N] [--json FILE] [--folder DIR]
        bankfiles  [--cases ROWS] [--json FILE] [--folder DIR]
        micro  [--json FILE]
        bench/README.md says what each measures.
        """);
    return 2;
}
