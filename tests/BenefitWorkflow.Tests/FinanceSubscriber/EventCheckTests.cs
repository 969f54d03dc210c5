using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class EventCheckTests
{
    public static TheoryData<string, IDisbursementEventV1> Unsound => new()
    {
        { "sequence 0", Events.Ordered(1) with { Sequence = 0 } },
        { "largest sequence", Events.Ordered(1) with { Sequence = long.MaxValue } },
        { "empty id", Events.Ordered(1) with { EventId = Guid.Empty } },
        { "no case", Events.Ordered(1) with { CaseNumber = "" } },
        { "no programme", Events.Opened(1) with { Programme = null! } },
        { "amount 0", Events.Ordered(1) with { AmountFen = 0, Funding = [new("a", 0)] } },
        { "negative amount", Events.Opened(1) with { AmountFen = -1 } },
        { "amount too large", Events.Ordered(1) with { AmountFen = 10_000_000_000_001, Funding = [new("a", 10_000_000_000_001)] } },
        { "no funding", Events.Settled(1) with { Funding = [] } },
        { "null funding", Events.Settled(1) with { Funding = null! } },
        { "null funding of a case", Events.Opened(1) with { Funding = null! } },
        { "null share", Events.Settled(1) with { Funding = [null!] } },
        { "one fen short", Events.Settled(1, 100) with { Funding = [new("a", 99)] } },
        { "one fen over", Events.Settled(1, 100) with { Funding = [new("a", 101)] } },
        { "negative share", Events.Settled(1, 100) with { Funding = [new("a", 101), new("b", -1)] } },
        { "negative share first", Events.Settled(1, 100) with { Funding = [new("b", -1), new("a", 101)] } },
        { "source twice", Events.Settled(1, 100) with { Funding = [new("a", 50), new("a", 50)] } },
        { "unnamed source", Events.Settled(1, 100) with { Funding = [new("", 100)] } },
        { "shares of a closed case", Events.Closed(1) with { Funding = [new("a", 1)] } },
        { "no reference", Events.Released(1) with { PaymentReference = "" } },
        { "attempt 0", Events.Failed(1) with { Attempt = 0 } },
        { "null member the check does not name", Events.Failed(1) with { ReasonCode = null! } },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task Event_Unsound_IsSetAsideAndLeavesAGap(string what, IDisbursementEventV1 @event)
    {
        await using var ledger = new LedgerFile();

        Assert.Equal(new ApplyReport(1, 0, 1), await ledger.ApplyAsync(@event, Events.Ordered(2)));

        Assert.True(ledger.Store.HasGap, what);
        Assert.Equal(QuarantineReason.Invalid, Assert.Single(ledger.Store.Quarantine()).Reason);
        Assert.Equal(new() { Ordered = 1, OrderedFen = 300_000 }, ledger.Store.Totals().Sum);
    }

    [Fact]
    public void IsSound_EveryTypeAsMade_IsTrue() => Assert.All(Events.OneOfEach(), e => Assert.True(EventCheck.IsSound(e)));

    [Fact]
    public void IsSound_LargestAmount_IsTrue() => Assert.True(EventCheck.IsSound(Events.Ordered(1, 10_000_000_000_000)));
}
