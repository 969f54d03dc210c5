using System.Text.Json;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Payments.Reconciliation;
using BenefitWorkflow.Tests.FinanceSubscriber;

namespace BenefitWorkflow.Tests.Payments;

public sealed class ToldPaymentTests
{
    private readonly ToldPayment _told = new();

    /// <summary>One after another into the same object: nothing of an event may stay for the next.</summary>
    [Fact]
    public void Read_EveryEventOfASeries_TellsWhatItsContractSays()
    {
        foreach (var e in (IEnumerable<IDisbursementEventV1>)[.. Events.OneOfEach(), .. Events.Series(200)])
        {
            _told.Read(EventCatalog.Serialize(e));
            Assert.Equal((e.Programme, e.AmountFen), (_told.Programme, _told.AmountFen));
            Assert.Equal(e.Funding, _told.Funding);
        }
    }

    [Fact]
    public void Read_MembersOfTheSameNameFurtherIn_AreSkipped()
    {
        _told.Read("""{"inner":{"amountFen":7,"programme":"x","funding":[{"source":"y","amountFen":7}]},"list":[{"amountFen":8}],"programme":"困难\n帮扶","amountFen":100,"funding":[{"note":["amountFen",9],"source":"州级","amountFen":100}]}""");
        Assert.Equal(("困难\n帮扶", 100L), (_told.Programme, _told.AmountFen));
        Assert.Equal([new FundingShareV1("州级", 100)], _told.Funding);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"amountFen\":")]
    [InlineData("{\"programme\":\"x\",\"funding\":[{\"source\":\"y\"")]
    public void Read_ThatBreaksOff_Throws(string payload) => Assert.ThrowsAny<JsonException>(() => _told.Read(payload));
}
