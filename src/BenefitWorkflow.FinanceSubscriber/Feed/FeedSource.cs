using BenefitWorkflow.Contracts;

namespace BenefitWorkflow.FinanceSubscriber.Feed;

/// <summary>Reads a page of the service's event feed: over HTTP (<see cref="HttpFeed"/>), or in-process when the service hosts the ledger itself.</summary>
/// <param name="after">Sequence number to start behind, 0 for the first event.</param>
/// <param name="limit">Most events wanted, 1 to 1,000.</param>
/// <param name="ct">Stops the read.</param>
public delegate Task<FeedPageV1> FeedSource(long after, int limit, CancellationToken ct);
