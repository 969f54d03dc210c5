using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class EventWriterTests
{
    [Fact]
    public void WithSequence_EveryTypeOfTheCatalogue_ChangesNothingButTheNumber()
    {
        var events = Events.OneOfEach();
        Assert.Equal(EventCatalog.Types.Values.ToHashSet(), events.Select(e => e.GetType()).ToHashSet());
        foreach (var e in events)
        {
            var numbered = EventWriter.WithSequence(e, 4_711);
            Assert.Equal(
                EventCatalog.Serialize(e).Replace($"\"sequence\":{e.Sequence},", "\"sequence\":4711,", StringComparison.Ordinal),
                EventCatalog.Serialize(numbered));
            Assert.Equal(e.GetType(), numbered.GetType());
        }
    }

    [Fact]
    public void Message_KeepsWhatTheEventSays()
    {
        var e = Events.Settled(9) with { Sequence = 0 };

        var row = EventWriter.Message(42, 7, e);

        Assert.Equal((42, 7, e.EventId, "PaymentSettledV1", e.OccurredAt, EventCatalog.Serialize(e)), (row.Id, row.CaseId, row.EventId, row.Type, row.OccurredAt, row.Payload));
        Assert.Null(row.Sequence);
        Assert.Null(row.PublishedAt);
    }

    [Fact]
    public void Message_NumberedOrWithoutId_IsAFault()
    {
        Assert.Throws<ArgumentException>(() => EventWriter.Message(1, 1, Events.Settled(1)));
        Assert.Throws<ArgumentException>(() => EventWriter.Message(1, 1, Events.Settled(1) with { Sequence = 0, EventId = Guid.Empty }));
    }

    [Fact]
    public void GiveSequence_Twice_IsAFault()
    {
        var row = EventWriter.Message(1, 1, Events.Settled(1) with { Sequence = 0 });
        row.GiveSequence(1, "{}");
        Assert.Throws<InvalidOperationException>(() => row.GiveSequence(2, "{}"));
    }
}
