using BenefitWorkflow.Payments;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Tests.Payments;

public sealed class BatchDigestTests
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("bw-keys-").FullName;
    private static readonly KeyRing Keys = KeyRing.LoadOrCreate(Path.Combine(Folder, "keys.json"), mayCreate: true);
    private static readonly BatchDigest Digest = new(Keys, new Protector(Keys));

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
            [Orders.Of(bank: "农业银行"), b],
        ];
        var digests = others.Append([a, b]).Select(orders => Convert.ToHexString(Digest.Of(orders))).ToList();
        Assert.Equal(digests.Count, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Equal(64, digest.Length));
    }

    [Fact]
    public void Of_SameContent_IsTheSameWhateverTheState() =>
        Assert.Equal(Digest.Of([Orders.Of()]), Digest.Of([Orders.Of(state: PaymentState.Settled)]));

    [Fact]
    public void Of_BorderBetweenFieldsMoved_IsAnotherDigest()
    {
        static PaymentOrder With(string id, byte[] account) => new()
        {
            CaseNumber = "", ProgrammeKey = "", EndToEndId = id, AccountCipher = [], AccountHash = account, AccountName = "王",
        };
        Assert.NotEqual(Digest.Of([With("AB", [0x43])]), Digest.Of([With("A", [0x42, 0x43])]));
    }
}
