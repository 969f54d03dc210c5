using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Id and state of an order of a file.</summary>
internal sealed record PartOrder(long Id, PaymentState State)
{
    /// <summary>The bank's word is still to come.</summary>
    public bool IsOpen => State is PaymentState.Released or PaymentState.Sent or PaymentState.Unknown;

    public bool IsAnswered => State is PaymentState.Settled or PaymentState.Failed or PaymentState.Returned;
}

/// <summary>The payments of a file: those of its batch in the order of their ids, part by part.</summary>
internal static class FilePart
{
    public static async Task<List<PartOrder>> OrdersAsync(BenefitDb db, PaymentFile file, CancellationToken ct)
    {
        var earlier = await db.PaymentFiles.Where(f => f.BatchId == file.BatchId && f.Part < file.Part).SumAsync(f => f.Count, ct);
        var orders = await db.PaymentOrders.Where(o => o.BatchId == file.BatchId).OrderBy(o => o.Id).Skip(earlier).Take(file.Count).Select(o => new { o.Id, o.State }).ToListAsync(ct);
        return orders.ConvertAll(o => new PartOrder(o.Id, o.State));
    }
}
