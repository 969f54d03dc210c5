namespace BenefitWorkflow.FinanceSubscriber.Ledger;

/// <summary>The date an instant belongs to in the books: the civil date in China.</summary>
internal static class LegalDay
{
    private static readonly TimeZoneInfo China = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, China).DateTime);
}
