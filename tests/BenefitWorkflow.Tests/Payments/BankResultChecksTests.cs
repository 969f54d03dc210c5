using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankResultChecksTests
{
    private static readonly DateTimeOffset Now = new(2023, 1, 20, 8, 0, 0, TimeSpan.Zero);

    private static BankResultRow Row(BankResult result = BankResult.Settled, long fen = 140_950, string? reason = null, int row = 2, string id = "X") =>
        new(row, id, fen, result, reason, Now, null);

    // Every result against every state: what is not null here moves no money.
    [Theory]
    [InlineData(BankResult.Settled, PaymentState.Ordered, "payment.state-mismatch")]
    [InlineData(BankResult.Settled, PaymentState.Batched, "payment.state-mismatch")]
    [InlineData(BankResult.Settled, PaymentState.Released, null)]
    [InlineData(BankResult.Settled, PaymentState.Settled, "payment.already-settled")]
    [InlineData(BankResult.Settled, PaymentState.Failed, "payment.state-mismatch")]
    [InlineData(BankResult.Settled, PaymentState.Returned, "payment.state-mismatch")]
    [InlineData(BankResult.Failed, PaymentState.Ordered, "payment.state-mismatch")]
    [InlineData(BankResult.Failed, PaymentState.Batched, "payment.state-mismatch")]
    [InlineData(BankResult.Failed, PaymentState.Released, null)]
    [InlineData(BankResult.Failed, PaymentState.Settled, "payment.state-mismatch")]
    [InlineData(BankResult.Failed, PaymentState.Failed, "payment.already-failed")]
    [InlineData(BankResult.Failed, PaymentState.Returned, "payment.state-mismatch")]
    [InlineData(BankResult.Returned, PaymentState.Ordered, "payment.state-mismatch")]
    [InlineData(BankResult.Returned, PaymentState.Batched, "payment.state-mismatch")]
    [InlineData(BankResult.Returned, PaymentState.Released, "payment.state-mismatch")]
    [InlineData(BankResult.Returned, PaymentState.Settled, null)]
    [InlineData(BankResult.Returned, PaymentState.Failed, "payment.state-mismatch")]
    [InlineData(BankResult.Returned, PaymentState.Returned, "payment.already-returned")]
    public void Check_ResultAgainstState_IsAppliedOnlyWhereItFits(BankResult result, PaymentState state, string? code) =>
        Assert.Equal(code, BankResultChecks.Check(Row(result, reason: "AC04"), Orders.Of(state: state), Now)?.Code);

    [Fact]
    public void Check_UnknownIdWrongAmountFutureDate_AreRefused()
    {
        var order = Orders.Of(state: PaymentState.Released);
        Assert.Equal("payment.unknown-order", BankResultChecks.Check(Row(), null, Now)?.Code);
        Assert.Equal("payment.amount-mismatch", BankResultChecks.Check(Row(fen: 140_951), order, Now)?.Code);
        Assert.Equal("payment.future-date", BankResultChecks.Check(Row(), order, Now.AddTicks(-1))?.Code);
    }

    // A second payment would go out on the re-issue that a failure leads to.
    [Fact]
    public void Check_BankSaysDuplicate_NeverFailsTheOrder() =>
        Assert.Equal("payment.duplicate-rejection", BankResultChecks.Check(Row(BankResult.Failed, reason: "AM05"), Orders.Of(state: PaymentState.Released), Now)?.Code);

    [Fact]
    public void Repeated_EqualRows_OnlyTheFirstStands()
    {
        var refusals = BankResultChecks.Repeated([Row(row: 2), Row(row: 3, id: "Y"), Row(row: 4), Row(row: 5)]);
        Assert.Equal([2, 3], refusals.Keys.Order());
        Assert.All(refusals.Values, r => Assert.Equal("payment.duplicate-row", r.Code));
    }

    [Fact]
    public void Repeated_ContradictingRows_AllFall()
    {
        var refusals = BankResultChecks.Repeated([Row(row: 2), Row(BankResult.Failed, reason: "AC04", row: 3), Row(row: 4, id: "Y")]);
        Assert.Equal([0, 1], refusals.Keys.Order());
        Assert.All(refusals.Values, r => Assert.Equal("payment.conflicting-rows", r.Code));
    }

    [Theory]
    [InlineData(BankResult.Settled, null, "SettlePayment")]
    [InlineData(BankResult.Failed, "AC04", "FailPayment")]
    [InlineData(BankResult.Returned, "BE01", "ReturnPayment")]
    public void SignalOf_Result_CarriesOrderInstantAndReason(BankResult result, string? reason, string name)
    {
        var signal = BankResultChecks.SignalOf(Row(result, reason: reason), Orders.Of(beneficiary: 42));
        Assert.Equal((name, 42L, Now.ToUnixTimeMilliseconds(), reason), (signal.Name, signal.Integer("orderId"), signal.Integer("atMs"), signal.Text("reasonCode")));
    }
}
