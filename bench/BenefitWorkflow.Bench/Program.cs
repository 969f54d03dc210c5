using System.Globalization;
using BenefitWorkflow.Bench;
using BenefitWorkflow.Bench.Lifecycle;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var (options, problem) = BenchOptions.Parse(args);
if (options is null) return await UsageAsync(problem!);
return options.Name switch
{
    "lifecycle" => await LifecycleBench.RunAsync(options),
    _ => await UsageAsync($"There is no bench '{options.Name}'."),
};

static async Task<int> UsageAsync(string problem)
{
    await Console.Error.WriteLineAsync($"{problem}\nlifecycle [--store sqlite|postgresql] [--cases N] [--rounds N] [--json FILE] [--folder DIR]");
    return 2;
}
