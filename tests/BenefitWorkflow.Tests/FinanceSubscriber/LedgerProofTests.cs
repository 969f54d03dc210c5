using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

public sealed class LedgerProofTests
{
    [Fact]
    public async Task Prove_UntouchedBooks_FindsNothing()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync([.. Events.Series(500)]);
        var proof = ledger.Store.Prove();
        Assert.Equal((500L, true), (proof.Events, proof.PaymentsChecked));
        Assert.Empty(proof.Findings);
    }

    [Theory]
    [InlineData("DELETE FROM event WHERE sequence = 3", "event.missing", "3")]
    [InlineData("DELETE FROM event WHERE sequence IN (1, 2)", "event.missing", "1-2")]
    [InlineData("UPDATE event SET payload = replace(payload, '300000', '300001') WHERE sequence = 3", "event.altered", "3")]
    [InlineData("UPDATE event SET type = 'PaymentReturnedV1' WHERE sequence = 3", "event.altered", "3")]
    [InlineData("UPDATE event SET sequence = 9 WHERE sequence = 3", "event.altered", "9")]
    [InlineData("UPDATE total SET amount_fen = amount_fen + 1 WHERE type = 'PaymentSettledV1' AND source = 'union-dues'", "total.differs", "2026-02-10/hardship-assistance/union-dues/PaymentSettledV1")]
    [InlineData("DELETE FROM total WHERE type = 'PaymentReleasedV1' AND source = ''", "total.differs", "2026-02-10/hardship-assistance/*/PaymentReleasedV1")]
    [InlineData("INSERT INTO total VALUES ('2026-02-11', 'x', '', 'PaymentSettledV1', 5, 1)", "total.differs", "2026-02-11/x/*/PaymentSettledV1")]
    public async Task Prove_SomebodyEditedTheFile_IsFound(string sql, string code, string where)
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1), Events.Released(2), Events.Settled(3), Events.Closed(4));
        Assert.NotEqual(0, ledger.Tamper(sql));

        Assert.Contains(new ProofFinding(code, where), ledger.Store.Prove().Findings);
    }

    [Fact]
    public async Task Prove_LastEventDeleted_TotalsTell()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1), Events.Settled(2));
        ledger.Tamper("DELETE FROM event WHERE sequence = 2");
        Assert.Equal(
            ["*", "central-budget", "union-dues"], ledger.Store.Prove().Findings.Select(f => f.Where.Split('/')[2]));
    }

    [Fact]
    public async Task Prove_PaymentCreditedTwice_IsFound()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Ordered(1), Events.Settled(2), Events.Settled(3), Events.Returned(4, 300_000), Events.Returned(5, 300_001));
        Assert.Equal(
            [new("payment.settled-twice", "E2E-1"), new("payment.paid-above-order", "E2E-1"), new("payment.returned-above-settled", "E2E-1")],
            ledger.Store.Prove().Findings);
    }

    [Fact]
    public async Task Prove_OrderStillMissing_PaymentIsNotJudged()
    {
        await using var ledger = new LedgerFile();
        await ledger.ApplyAsync(Events.Settled(2));
        var proof = ledger.Store.Prove();
        Assert.False(proof.PaymentsChecked);
        Assert.Equal([new("event.missing", "1")], proof.Findings);
    }
}
