namespace BenefitWorkflow.Messaging;

/// <summary>In which groups events go out: those of a group are under way together and may overtake one another.</summary>
internal static class CaseOrder
{
    /// <summary>
    /// Splits events into groups, each to be confirmed before the next is begun. A group holds at most one event of a case, so an event never
    /// leaves before an earlier one of its case was confirmed; otherwise the order is kept as far as full groups allow.
    /// </summary>
    /// <param name="events">Ascending by sequence number.</param>
    /// <param name="size">Most events of a group, 1 or more.</param>
    public static IEnumerable<IReadOnlyList<OutboxMessage>> Groups(IReadOnlyList<OutboxMessage> events, int size)
    {
        while (events.Count > 0)
        {
            var group = new List<OutboxMessage>(Math.Min(size, events.Count));
            var later = new List<OutboxMessage>();
            var cases = new HashSet<long>();
            foreach (var e in events) (group.Count < size && cases.Add(e.CaseId) ? group : later).Add(e);
            yield return group;
            events = later;
        }
    }
}
