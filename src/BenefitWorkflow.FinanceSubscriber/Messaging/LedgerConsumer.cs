using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using MassTransit;

namespace BenefitWorkflow.FinanceSubscriber.Messaging;

/// <summary>
/// Takes every event from the bus into the books and acknowledges it after the commit. Many run at once and their events are committed together,
/// so no batch waits for a timer.
/// </summary>
public sealed partial class LedgerConsumer(LedgerWriter writer, ILogger<LedgerConsumer> log) :
    IConsumer<CaseOpenedV1>,
    IConsumer<PaymentOrderedV1>,
    IConsumer<PaymentReleasedV1>,
    IConsumer<PaymentSentV1>,
    IConsumer<PaymentUnknownV1>,
    IConsumer<PaymentSettledV1>,
    IConsumer<PaymentFailedV1>,
    IConsumer<PaymentReturnedV1>,
    IConsumer<CashPaidV1>,
    IConsumer<RecoveryOpenedV1>,
    IConsumer<RecoveryEndedV1>,
    IConsumer<DisbursementOverdueV1>,
    IConsumer<CaseClosedV1>
{
    /// <inheritdoc/>
    public Task Consume(ConsumeContext<CaseOpenedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentOrderedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentReleasedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentSentV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentUnknownV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentSettledV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentFailedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<PaymentReturnedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<CashPaidV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<RecoveryOpenedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<RecoveryEndedV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<DisbursementOverdueV1> context) => ApplyAsync(context);

    /// <inheritdoc/>
    public Task Consume(ConsumeContext<CaseClosedV1> context) => ApplyAsync(context);

    private async Task ApplyAsync<TEvent>(ConsumeContext<TEvent> context)
        where TEvent : class, IDisbursementEventV1
    {
        var report = await writer.AppendAsync(context.Message, context.CancellationToken);
        if (report.Quarantined > 0)
        {
            SetAside(EventCatalog.NameOf(context.Message), context.Message.EventId, context.Message.Sequence);
        }
    }

    [LoggerMessage(7311, LogLevel.Error, "{Type} {EventId} with sequence {Sequence} was set aside; see the quarantine")]
    private partial void SetAside(string type, Guid eventId, long sequence);
}

/// <summary>One queue for all events: their order is without effect, and one queue is what an operator watches.</summary>
internal sealed class LedgerConsumerDefinition : ConsumerDefinition<LedgerConsumer>
{
    // Enough in flight that a commit finds a full group waiting.
    private const int InFlight = 2_000;

    public LedgerConsumerDefinition()
    {
        EndpointName = "finance-ledger";
        ConcurrentMessageLimit = InFlight;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<LedgerConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = InFlight;
        // A fault here is the ledger's disk or lock, not the message; the feed heals what still fails.
        endpointConfigurator.UseMessageRetry(retry => retry.Intervals(100, 1_000, 5_000));
    }
}

/// <summary>Registers the ledger's consumer on the host's bus.</summary>
public static class LedgerConsumerRegistration
{
    /// <summary>
    /// Adds the consumer of every event to a bus the host configures; the host calls <c>ConfigureEndpoints</c>. Needs
    /// <see cref="FinanceLedgerRegistration.AddFinanceLedger"/>. The queue is <c>finance-ledger</c>.
    /// </summary>
    public static void AddLedgerConsumers(this IBusRegistrationConfigurator bus) =>
        bus.AddConsumer<LedgerConsumer, LedgerConsumerDefinition>();
}
