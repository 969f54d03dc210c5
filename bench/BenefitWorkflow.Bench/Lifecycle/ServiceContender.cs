using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Bench.Service;

namespace BenefitWorkflow.Bench.Lifecycle;

/// <summary>The service itself with every feature on.</summary>
internal sealed class ServiceContender : IContender
{
    private readonly BenchService _service;
    private readonly CasePath _path;

    private ServiceContender(BenchService service, int parallel, IServerCost? server) => (_service, _path, Server) = (service, new CasePath(service, parallel), server);

    public string Name => "BenefitWorkflow";
    public IServerCost? Server { get; }

    public static async Task<ServiceContender> CreateAsync(BenchStore store, int parallel) =>
        new(await BenchService.CreateAsync(store), parallel, store.Server?.Cost);

    public async Task RunAsync(int first, int count, Phases phases)
    {
        long[] ids = [];
        var end = default(DateTimeOffset);
        await phases.RunAsync("open", async () => ids = await _path.OpenAsync(first, count));
        await phases.RunAsync("approve", () => _path.ApproveAsync(ids));
        await phases.RunAsync("notice", async () => end = await _path.PostNoticesAsync());
        await phases.RunAsync("notice end", () => _path.EndNoticesAsync(end));
        await _path.PayAsync(phases);
        await phases.RunAsync("close", () => _path.CloseAsync(ids));
    }

    public Task<IReadOnlyList<string>> FaultsAsync(int cases) => ServiceBooks.FaultsAsync(_service, cases);

    public Task<long> RowsAsync() => ServiceBooks.RowsAsync(_service.Store);

    public ValueTask DisposeAsync() => _service.DisposeAsync();
}
