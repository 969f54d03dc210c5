using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>A payee who has, or gets, money into an account.</summary>
internal sealed record AccountUse(byte[] AccountHash, long BeneficiaryId);

/// <summary>A payment of the same programme and year that lives or was settled.</summary>
internal sealed record OtherPayment(long BeneficiaryId, long CaseId, string CaseNumber, string EndToEndId);

/// <summary>What the checks of a list of orders look at, read in one query per kind.</summary>
/// <param name="Payees">By id, of every order.</param>
/// <param name="Uses">Payees of the orders' accounts beyond the list: live anywhere, or settled this year.</param>
/// <param name="Confirmed">Cases whose account a second person has confirmed.</param>
/// <param name="Approved">When a case was approved, by case; null where it is not known.</param>
/// <param name="Others">Payments of the same payees, programme and year beyond the list's own cases.</param>
/// <param name="Credited">Cases of the list of which a bank's answer calls a payment credited that was never settled here, and none calls it returned.</param>
internal sealed record BatchEvidence(
    IReadOnlyDictionary<long, Beneficiary> Payees, IReadOnlyList<AccountUse> Uses, IReadOnlySet<long> Confirmed, IReadOnlyDictionary<long, DateTimeOffset?> Approved,
    IReadOnlyList<OtherPayment> Others, IReadOnlySet<long> Credited)
{
    /// <param name="orders">Of one programme and year.</param>
    public static async Task<BatchEvidence> LoadAsync(BenefitDb db, IReadOnlyList<PaymentOrder> orders, CancellationToken ct)
    {
        var payeeIds = orders.Select(o => o.BeneficiaryId).Distinct().ToList();
        var payees = await db.Beneficiaries.Where(b => payeeIds.Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
        var accounts = orders.Select(o => o.AccountHash).ToList();
        var year = orders.Count == 0 ? 0 : orders[0].Year;
        var programme = orders.Count == 0 ? "" : orders[0].ProgrammeKey;
        var uses = await db.PaymentOrders.Where(o => accounts.Contains(o.AccountHash) && o.IsLiveOrSettled && (o.State != PaymentState.Settled || o.Year == year))
            .Select(o => new { o.AccountHash, o.BeneficiaryId }).Distinct().ToListAsync(ct);
        var caseIds = orders.Select(o => o.CaseId).ToList();
        var confirmed = await db.History.Where(h => caseIds.Contains(h.CaseId) && h.Action == CorrectAccount.Confirm).Select(h => h.CaseId).Distinct().ToListAsync(ct);
        var approved = await db.Cases.Where(c => caseIds.Contains(c.Id)).Select(c => new { c.Id, c.EntitledAt }).ToDictionaryAsync(c => c.Id, c => c.EntitledAt, ct);
        // The payees' cases, then those cases' orders, each by its own index, and the programme last: asked for all at once, every order of the programme is read.
        var theirs = await db.Cases.Where(c => payeeIds.Contains(c.BeneficiaryId)).Select(c => c.Id).ToListAsync(ct);
        var live = await db.PaymentOrders.Where(o => theirs.Contains(o.CaseId) && o.IsLiveOrSettled).Select(o => new { o.ProgrammeKey, o.Year, Payment = new OtherPayment(o.BeneficiaryId, o.CaseId, o.CaseNumber, o.EndToEndId) }).ToListAsync(ct);
        return new BatchEvidence(payees, uses.ConvertAll(use => new AccountUse(use.AccountHash, use.BeneficiaryId)), confirmed.ToHashSet(), approved,
            [.. live.Where(o => o.ProgrammeKey == programme && o.Year == year).Select(o => o.Payment)], await CreditedAsync(db, [.. orders.Select(o => (o.CaseId, o.CaseNumber)).Distinct()], evenDismissed: true, ct));
    }

    /// <summary>
    /// What this database never settled may have been paid by one that a backup has replaced. Any order of the case counts: one that was taken back
    /// and placed anew has another end-to-end id, and the same money. So do the next two, which the backup may be too old to know.
    /// </summary>
    /// <param name="evenDismissed">Whether a row counts that a second person has dismissed.</param>
    /// <returns>Those of <paramref name="cases"/> that are credited.</returns>
    public static async Task<IReadOnlySet<long>> CreditedAsync(BenefitDb db, IReadOnlyList<(long Id, string Number)> cases, bool evenDismissed, CancellationToken ct)
    {
        var caseIds = cases.Select(c => c.Id).ToList();
        var known = await db.PaymentOrders.Where(o => caseIds.Contains(o.CaseId)).Select(o => new { o.Id, o.CaseId, o.EndToEndId, o.Attempt, o.SettledAt, FailedHere = o.State == PaymentState.Failed && o.ReleasedAt != null }).ToListAsync(ct);
        var open = known.FindAll(o => o.SettledAt == null);
        var last = known.GroupBy(o => o.CaseId).ToDictionary(g => g.Key, g => g.Max(o => o.Attempt));
        var unknown = cases.SelectMany(c => Enumerable.Range(last.GetValueOrDefault(c.Id) + 1, 2).Select(attempt => (c.Id, Name: PaymentOrder.NameOf(c.Number, attempt)))).ToList();
        var (names, ids) = (open.ConvertAll(o => o.EndToEndId).Concat(unknown.Select(u => u.Name)).ToList(), open.ConvertAll(o => (long?)o.Id));
        var failed = open.Where(o => o.FailedHere).Select(o => o.EndToEndId).ToHashSet(StringComparer.Ordinal);
        // By its name or, where the bank gave none, by what it was matched with; each by its own index.
        var named = (await db.BankResultLines.Where(l => names.Contains(l.EndToEndId) && (l.Result == BankResult.Settled || l.Result == BankResult.Returned)).Select(l => new { l.EndToEndId, l.Result, l.State, l.Code }).ToListAsync(ct))
            // Of two rows that contradict each other the bank has told which is true: the payment failed here, and a second person dismissed the other row.
            .FindAll(l => l.Result == BankResult.Returned || Counts(l.State) && !(l.State == BankResultLineState.Dismissed && l.Code == "payment.conflicting-rows" && failed.Contains(l.EndToEndId)));
        var matched = ids.Count == 0 ? [] : (await db.BankResultLines.Where(l => ids.Contains(l.OrderId) && l.Result == BankResult.Settled).Select(l => new { l.OrderId, l.EndToEndId, l.State }).ToListAsync(ct))
            .FindAll(l => l.EndToEndId.Length == 0 && Counts(l.State)).ConvertAll(l => l.OrderId);
        var credited = named.Where(l => l.Result == BankResult.Settled).Select(l => l.EndToEndId).Except(named.Where(l => l.Result == BankResult.Returned).Select(l => l.EndToEndId)).ToHashSet(StringComparer.Ordinal);
        return open.Where(o => credited.Contains(o.EndToEndId) || matched.Contains(o.Id)).Select(o => o.CaseId).Concat(unknown.Where(u => credited.Contains(u.Name)).Select(u => u.Id)).ToHashSet();

        bool Counts(BankResultLineState state) => evenDismissed || state != BankResultLineState.Dismissed;
    }
}
