using BenefitWorkflow.Payments;

namespace BenefitWorkflow.Tests.Payments;

internal static class Orders
{
    public static PaymentOrder Of(string id = "KNBF-2023-000001-1-1", byte account = 1, string name = "王芳", long fen = 140_950, long beneficiary = 1, PaymentState state = PaymentState.Ordered, string? bank = null)
    {
        var at = new DateTimeOffset(2023, 1, 10, 1, 0, 0, TimeSpan.Zero);
        var order = new PaymentOrder
        {
            Id = beneficiary, CaseId = beneficiary, CaseNumber = "KNBF-2023-000001", ProgrammeKey = "hardship-assistance", Year = 2023, Instalment = 1, Attempt = 1,
            EndToEndId = id, AmountFen = fen, BeneficiaryId = beneficiary, AccountCipher = [9], AccountHash = [account, 2, 3], AccountName = name, BankName = bank,
        };
        if (state is PaymentState.Ordered) return order;
        order.JoinBatch(1);
        if (state is PaymentState.Batched) return order;
        order.Release(at);
        if (state is PaymentState.Sent) order.Send(at);
        if (state is PaymentState.Unknown) order.Lose(at);
        if (state is PaymentState.Settled or PaymentState.Returned) order.Settle(at);
        if (state is PaymentState.Failed) order.Fail("AC04", at);
        if (state is PaymentState.Returned) order.Return("AC04", at);
        return order;
    }
}
