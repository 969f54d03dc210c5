using System.Text;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BankResultChecksTests
{
    private static readonly DateTimeOffset Now = new(2023, 1, 20, 8, 0, 0, TimeSpan.Zero);

    private static BankResultRow Row(BankResult result = BankResult.Settled, long fen = 140_950, string? reason = null) =>
        new(2, "X", fen, result, reason, Now, null);

    // Every result against every state: what is not null here moves no money.
    [Theory]
    [InlineData(BankResult.Settled, PaymentState.Ordered, "payment.state-mismatch")]
    [InlineData(BankResult.Settled, PaymentState.Batched, "payment.state-mismatch")]
    [InlineData(BankResult.Settled, PaymentState.Released, null)]
    [InlineData(BankResult.Settled, PaymentState.Sent, null)]
    [InlineData(BankResult.Settled, PaymentState.Unknown, null)]
    [InlineData(BankResult.Failed, PaymentState.Sent, null)]
    [InlineData(BankResult.Failed, PaymentState.Unknown, null)]
    [InlineData(BankResult.Returned, PaymentState.Sent, "payment.state-mismatch")]
    [InlineData(BankResult.Pending, PaymentState.Batched, "payment.state-mismatch")]
    [InlineData(BankResult.Pending, PaymentState.Released, null)]
    [InlineData(BankResult.Pending, PaymentState.Unknown, null)]
    [InlineData(BankResult.Pending, PaymentState.Sent, "payment.pending")]
    [InlineData(BankResult.Pending, PaymentState.Settled, "payment.pending")]
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

    // Released at 2023-01-10 09:00:00 in Shanghai. A form without seconds, or without a time, counts by its minute or day.
    [Theory]
    [InlineData("2023-01-10 09:00:00", null)]
    [InlineData("2023-01-10 08:59:59", "payment.before-release")]
    [InlineData("2023/01/10 09:00", null)]
    [InlineData("2023/01/10 08:59", "payment.before-release")]
    [InlineData("20230110085959", "payment.before-release")]
    [InlineData("2023-01-10", null)]
    [InlineData("20230110", null)]
    [InlineData("2023-01-09", "payment.before-release")]
    public void Check_ResultBeforeTheRelease_IsRefused(string at, string? code)
    {
        foreach (var (result, reason) in new[] { ("成功", ""), ("失败", "销户") })
        {
            var row = Assert.Single(BankAnswerFiles.Read(Encoding.UTF8.GetBytes($"端到端编号|金额|结果|原因|日期时间\nX|1409.50|{result}|{reason}|{at}\n")).Rows!);
            var order = Orders.Of(state: PaymentState.Released);
            Assert.Equal(code, BankResultChecks.Check(row, order, Now)?.Code);
            // What passes by its day or minute is booked no earlier than the release.
            if (code is null) Assert.Equal(order.ReleasedAt!.Value.ToUnixTimeMilliseconds(), BankResultChecks.SignalOf(row, order).Integer("atMs"));
        }
    }

    [Theory]
    [InlineData("2023-01-10 09:00:00", null)]
    [InlineData("2023-01-10 08:59:59", "payment.before-settlement")]
    [InlineData("2023-01-10", null)]
    [InlineData("2023-01-09", "payment.before-settlement")]
    public void Check_ReturnBeforeTheCredit_IsRefused(string at, string? code)
    {
        var row = Assert.Single(BankAnswerFiles.Read(Encoding.UTF8.GetBytes($"端到端编号|金额|结果|原因|日期时间\nX|1409.50|退票|销户|{at}\n")).Rows!);
        Assert.Equal(code, BankResultChecks.Check(row, Orders.Of(state: PaymentState.Settled), Now)?.Code);
    }

    // A second payment would go out on the re-issue that a failure leads to.
    [Fact]
    public void Check_BankSaysDuplicate_NeverFailsTheOrder() =>
        Assert.Equal("payment.duplicate-rejection", BankResultChecks.Check(Row(BankResult.Failed, reason: "AM05"), Orders.Of(state: PaymentState.Released), Now)?.Code);

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
