namespace BenefitWorkflow.FinanceSubscriber;

/// <summary>How the ledger is kept and caught up.</summary>
public sealed record FinanceLedgerOptions
{
    /// <summary>Path of the ledger's own SQLite file; its folder is created. Never the service's database. Default <c>data/finance-ledger.db</c>.</summary>
    public string File { get; init; } = "data/finance-ledger.db";

    /// <summary>Largest number of events committed together, 1 to 50,000. Default 5,000: larger saves no more syncs worth the wait.</summary>
    public int GroupSize { get; init; } = 5_000;

    /// <summary>Events asked of the feed at once, 1 to 1,000 (the feed's own limit). Default 1,000.</summary>
    public int PageSize { get; init; } = 1_000;

    /// <summary>Time between two routine catch-ups, above zero and at most a day. Default 30 seconds. A catch-up that finds nothing costs one request.</summary>
    public TimeSpan CatchUpEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a gap may stand before the feed is asked, zero to a day. Default 2 seconds: messages overtake each other all the time and most gaps
    /// close by themselves.
    /// </summary>
    public TimeSpan GapPatience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two checks of the control totals, a minute to a day. Default 15 minutes.</summary>
    public TimeSpan ControlEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Throws when a value is outside its range; the message names the member.</summary>
    /// <exception cref="ArgumentException">A member is outside its range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(File);
        ArgumentOutOfRangeException.ThrowIfLessThan(GroupSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GroupSize, 50_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, 1_000);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CatchUpEvery, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(CatchUpEvery, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(ControlEvery, TimeSpan.FromMinutes(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ControlEvery, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(GapPatience, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(GapPatience, TimeSpan.FromDays(1));
    }
}
