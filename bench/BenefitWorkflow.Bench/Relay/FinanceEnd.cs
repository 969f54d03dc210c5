using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using MassTransit;

namespace BenefitWorkflow.Bench.Relay;

/// <summary>The finance process's end of the bus with its ledger, as it registers them; no feed, so that only the broker brings events.</summary>
internal sealed class FinanceEnd : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private bool _listening;

    /// <param name="settings">Of the bus.</param>
    /// <param name="file">The ledger's.</param>
    public FinanceEnd(IConfiguration settings, string file)
    {
        var (bus, problems) = BusSettings.Read(settings);
        if (problems.Count > 0) throw new InvalidOperationException(string.Join('\n', problems));
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddFinanceLedger(new() { File = file });
        services.AddMassTransit(configurator =>
        {
            configurator.AddLedgerConsumers();
            configurator.UseTransport(bus);
        });
        _services = services.BuildServiceProvider();
    }

    /// <summary>Events are in the ledger without a gap up to this number.</summary>
    public long Watermark => _services.GetRequiredService<LedgerStore>().Watermark;

    public async Task StartAsync()
    {
        await Bus.StartAsync();
        _listening = true;
    }

    /// <summary>Its queue stays and fills.</summary>
    public async Task StopAsync()
    {
        if (_listening) await Bus.StopAsync();
        _listening = false;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }

    private IBusControl Bus => _services.GetRequiredService<IBusControl>();
}
