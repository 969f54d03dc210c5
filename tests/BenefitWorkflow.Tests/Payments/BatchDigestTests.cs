using BenefitWorkflow.Payments;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BatchDigestTests
{
    [Fact]
    public void Of_AnyFieldOrOrderOrCountChanged_IsAnotherDigest()
    {
        var (a, b) = (Orders.Of(), Orders.Of(id: "KNBF-2023-000002-1-1", account: 7));
        PaymentOrder[][] others =
        [
            [], [a], [b, a], [a, b, b],
            [Orders.Of(id: "KNBF-2023-000001-1-2"), b],
            [Orders.Of(account: 2), b],
            [Orders.Of(name: "王方"), b],
            [Orders.Of(fen: 140_951), b],
        ];
        var digests = others.Append([a, b]).Select(orders => Convert.ToHexString(BatchDigest.Of(orders))).ToList();
        Assert.Equal(digests.Count, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Equal(64, digest.Length));
    }

    [Fact]
    public void Of_SameContent_IsTheSameWhateverTheState() =>
        Assert.Equal(BatchDigest.Of([Orders.Of()]), BatchDigest.Of([Orders.Of(state: PaymentState.Settled)]));

    [Fact]
    public void Of_BorderBetweenFieldsMoved_IsAnotherDigest()
    {
        static PaymentOrder With(string id, byte[] account) => new()
        {
            CaseNumber = "", ProgrammeKey = "", EndToEndId = id, AccountCipher = [], AccountHash = account, AccountName = "王",
        };
        Assert.NotEqual(BatchDigest.Of([With("AB", [0x43])]), BatchDigest.Of([With("A", [0x42, 0x43])]));
    }
}
