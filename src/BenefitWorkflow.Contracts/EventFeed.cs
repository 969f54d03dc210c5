using System.Text.Json;

namespace BenefitWorkflow.Contracts;

/// <summary>
/// Answer of <c>GET /api/events?after={sequence}&amp;limit={1..1000}</c>: the events after a sequence number, so that a subscriber heals a gap by itself.
/// </summary>
/// <param name="Events">Ascending by sequence, all greater than <c>after</c>, at most <c>limit</c>; empty when there is none. Never null.</param>
/// <param name="Last">Highest sequence number the feed holds, 0 when it holds none; may be beyond the last of <paramref name="Events"/>.</param>
public sealed record FeedPageV1(IReadOnlyList<FeedEventV1> Events, long Last);

/// <summary>One event in the feed.</summary>
/// <param name="Sequence">As in the payload; repeated so that an event of an unknown type can still be counted.</param>
/// <param name="Type">Name in <see cref="EventCatalog"/>, e.g. <c>PaymentSettledV1</c>.</param>
/// <param name="Payload">The event as <see cref="EventCatalog.Serialize"/> writes it.</param>
public sealed record FeedEventV1(long Sequence, string Type, JsonElement Payload);
