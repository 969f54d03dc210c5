namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>The date an instant belongs to in the books: the civil date in China.</summary>
internal static class LegalDay
{
    // A fixed offset: a minimal container has no time-zone database.
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(China).DateTime);
}
