using BenefitWorkflow.Contracts;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Tests.FinanceSubscriber;
using CsCheck;

namespace BenefitWorkflow.Tests.Messaging;

public sealed class CaseOrderTests
{
    [Fact]
    public void Groups_AnyMixOfCases_KeepEachCasesOrderAndLoseNothing() =>
        Gen.Select(Gen.Long[1, 12].Array[0, 200], Gen.Int[1, 20]).Sample((cases, size) =>
        {
            var groups = CaseOrder.Groups(Rows(cases), size).ToList();

            Assert.Equal(Enumerable.Range(1, cases.Length).Select(n => (long)n), groups.SelectMany(g => g).Select(m => m.Id).Order());
            Assert.All(groups, g =>
            {
                Assert.InRange(g.Count, 1, size);
                Assert.Equal(g.Count, g.Select(m => m.CaseId).Distinct().Count());
            });
            Assert.All(groups.SelectMany(g => g).GroupBy(m => m.CaseId), one => Assert.Equal(one.Select(m => m.Id).Order(), one.Select(m => m.Id)));
        });

    [Fact]
    public void Groups_ThreeEventsPerCase_AreFull() =>
        Assert.Equal(
            [[1, 4, 7, 10], [2, 5, 8, 11], [3, 6, 9, 12]],
            CaseOrder.Groups(Rows([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]), 4).Select(g => g.Select(m => m.Id)));

    [Fact]
    public void Groups_OneEventPerCase_AreTheSeriesItself() =>
        Assert.Equal([[1, 2], [3, 4], [5]], CaseOrder.Groups(Rows([9, 8, 7, 6, 5]), 2).Select(g => g.Select(m => m.Id)));

    private static List<OutboxMessage> Rows(long[] cases) =>
        [.. cases.Select((c, i) => EventWriter.Message(i + 1, c, EventWriter.WithSequence(Events.Opened(i + 1), 0)))];
}
