using BenefitWorkflow.Tests;
using BenefitWorkflow.Tests.Browser;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("BenefitWorkflow.Tests." + nameof(LongestFirst), "BenefitWorkflow.Tests")]

namespace BenefitWorkflow.Tests;

/// <summary>What takes minutes begins first: begun last, one thread would still be at it when the others have long been done.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // Browser tests share one service, so they run one after another.
    private static readonly string[] Long =
        [BrowserSite.Tests, nameof(Demo.When_the_demo_is_killed), nameof(Exchange.When_payments_run_through_the_bank), nameof(Replicas), nameof(RabbitMq)];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => Array.FindIndex(Long, part => c.DisplayName.Contains(part, StringComparison.Ordinal)) is >= 0 and var at ? at : Long.Length);
}
