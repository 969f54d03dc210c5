using BenefitWorkflow.FinanceSubscriber.Control;
using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BenefitWorkflow.FinanceSubscriber;

/// <summary>Registers the ledger in a host.</summary>
public static class FinanceLedgerRegistration
{
    /// <summary>
    /// Adds the ledger (<see cref="LedgerStore"/>, <see cref="LedgerWriter"/>) and its catch-up. The bus stays the host's: see
    /// <see cref="Messaging.LedgerConsumerRegistration.AddLedgerConsumers"/>. The file is opened when the host starts.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Checked here.</param>
    /// <param name="feed">Makes the source for the catch-up; null for none, then nothing heals a gap.</param>
    /// <param name="control">Makes the source of the service's control totals; null for none, then nobody compares them.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public static IServiceCollection AddFinanceLedger(
        this IServiceCollection services, FinanceLedgerOptions options, Func<IServiceProvider, FeedSource>? feed = null,
        Func<IServiceProvider, ControlSource>? control = null)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => new LedgerStore(options.File, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LedgerWriter>();
        services.AddSingleton(provider => new FeedCatchUp(
            provider.GetRequiredService<LedgerStore>(), provider.GetRequiredService<LedgerWriter>(), options, feed?.Invoke(provider)));
        services.AddSingleton(provider => new ControlCheck(
            provider.GetRequiredService<LedgerStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ControlCheck>>(),
            control?.Invoke(provider)));
        services.AddHostedService<FeedCatchUpService>();
        services.AddHostedService<ControlCheckService>();
        return services;
    }
}
