using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Applies one chunk of a bank's answer within a transaction: rows become signals of their cases, each with what became of it.</summary>
internal sealed class BankResultApplier(CaseExecutor executor, Protector protector)
{
    /// <param name="rows">In the file's order; what repeats or contradicts another carries its refusal already.</param>
    /// <returns>What became of the rows this time; those that were done before are not among them.</returns>
    public async Task<IReadOnlyList<BankResultLine>> ApplyAsync(WriteTransaction tx, Actor actor, BankResultFile file, IReadOnlyList<BankResultRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        var (first, last) = (rows[0].Row, rows[^1].Row);
        var known = await tx.Db.BankResultLines.Where(l => l.FileId == file.Id && l.Row >= first && l.Row <= last).ToDictionaryAsync(l => l.Row, ct);
        // A bank may list the return before the credit it takes back.
        var work = rows.Where(row => known.GetValueOrDefault(row.Row) is not { IsFinal: true }).OrderBy(row => row.Result == BankResult.Returned).ToList();
        var lines = new List<BankResultLine>();
        var isCash = file.Format.StartsWith("camt.", StringComparison.Ordinal);
        var candidates = await CandidatesAsync(tx, work, ct);
        // A case that comes again waits for the next round: a decision must see the one before it. A round that moved nothing is the last,
        // or what its case refuses would come round for ever.
        while (work.Count > 0)
        {
            var orders = await OrdersAsync(tx, work, ct);
            var (signals, accepted, next) = (new List<CaseSignal>(), new List<(int Signal, BankResultRow Row, PaymentOrder Order)>(), new List<BankResultRow>());
            var cases = new HashSet<long>();
            foreach (var row in work)
            {
                var order = orders.GetValueOrDefault(row.EndToEndId);
                if (row.Refusal is { } unreadable) Tell(row, BankResultLineState.Refused, unreadable, null);
                else if (row is { EndToEndId.Length: 0 } or { Result: BankResult.Other }) lines.Add(WithoutId(file, row, order, candidates, now));
                else if (order is not null && cases.Contains(order.CaseId)) next.Add(row);
                else if (isCash && row.Result == BankResult.Returned && order is not null && order.IsWithBank
                    && BankResultChecks.Check(row with { Result = BankResult.Settled, ReasonCode = null }, order, now) is null)
                {
                    // The money had to leave before it could come back; the bank told only the end of it.
                    cases.Add(order.CaseId);
                    signals.Add(new CaseSignal(order.CaseId, BankResultChecks.SignalOf(row with { Result = BankResult.Settled, ReasonCode = null }, order)));
                    next.Add(row);
                }
                else if (BankResultChecks.Check(row, order, now) is { } refusal)
                {
                    var isKnown = BankResultTexts.IsKnown(refusal) || isCash && row.Result == BankResult.Settled && order is { State: PaymentState.Returned };
                    Tell(row, isKnown ? BankResultLineState.Noted : BankResultLineState.Refused, refusal, order);
                    if (order is null) continue;
                    await AlertAsync(tx, actor, file, row, order, isCash, now, ct);
                    if (refusal.Code != BankResultTexts.DuplicateCode || order.State == PaymentState.Unknown) continue;
                    cases.Add(order.CaseId);
                    signals.Add(new CaseSignal(order.CaseId, BankResultChecks.SignalOf(row, order)));
                }
                else
                {
                    cases.Add(order!.CaseId);
                    accepted.Add((signals.Count, row, order));
                    signals.Add(new CaseSignal(order.CaseId, BankResultChecks.SignalOf(row, order)));
                }
            }
            var outcomes = signals.Count == 0 ? [] : await executor.SignalWithinAsync(tx, actor, signals, ct);
            foreach (var (signal, row, order) in accepted)
            {
                var isApplied = outcomes[signal].Kind == CaseOutcomeKind.Applied;
                Tell(row, isApplied ? BankResultLineState.Applied : BankResultLineState.Refused, isApplied ? null : outcomes[signal].Refusal ?? BankResultTexts.Incident(row.Row), order);
            }
            work = outcomes.Any(o => o.Kind == CaseOutcomeKind.Applied) ? next : next.ConvertAll(row => row with { Refusal = row.Refusal ?? BankResultTexts.Incident(row.Row) });
        }
        await tx.Bulk.UpdateAsync(lines.FindAll(line => known.ContainsKey(line.Row)), ct);
        await tx.Bulk.InsertAsync(lines.FindAll(line => !known.ContainsKey(line.Row)), ct);
        return lines;

        void Tell(BankResultRow row, BankResultLineState state, Refusal? told, PaymentOrder? order) => lines.Add(BankResultLine.Of(file.Id, row, state, told, order?.Id, now));
    }

    private static async Task<Dictionary<string, PaymentOrder>> OrdersAsync(WriteTransaction tx, List<BankResultRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(row => row.Refusal is null && row.EndToEndId.Length > 0).Select(row => row.EndToEndId).Distinct(StringComparer.Ordinal).ToList();
        return ids.Count == 0 ? [] : await tx.Db.PaymentOrders.Where(o => ids.Contains(o.EndToEndId)).ToDictionaryAsync(o => o.EndToEndId, StringComparer.Ordinal, ct);
    }

    /// <summary>Orders into the accounts of rows that have no end-to-end id, by account.</summary>
    private async Task<ILookup<string, PaymentOrder>> CandidatesAsync(WriteTransaction tx, List<BankResultRow> rows, CancellationToken ct)
    {
        var hashes = rows.Where(row => row is { Refusal: null, EndToEndId.Length: 0, Account: not null }).Select(row => AccountHash(row.Account!)).OfType<byte[]>().ToList();
        var orders = hashes.Count == 0 ? [] : await tx.Db.PaymentOrders.Where(o => hashes.Contains(o.AccountHash)).ToListAsync(ct);
        return orders.ToLookup(o => Convert.ToHexString(o.AccountHash), StringComparer.Ordinal);
    }

    private byte[]? AccountHash(string account) => BankAccount.TryParse(account, out var number, out _) ? protector.Hash(PersonalDataKind.Account, number.Value) : null;

    private BankResultLine WithoutId(BankResultFile file, BankResultRow row, PaymentOrder? order, ILookup<string, PaymentOrder> candidates, DateTimeOffset now)
    {
        if (row.Result == BankResult.Other)
            return order is null ? BankResultLine.Of(file.Id, row, BankResultLineState.Noted, BankResultTexts.NotOurs(row.Row), null, now)
                : BankResultLine.Of(file.Id, row, BankResultLineState.Refused, BankResultTexts.Unexplained(row.Row), order.Id, now);
        if (row.Account is null || row.Name is null || row.AmountFen is null || AccountHash(row.Account) is not { } hash)
            return BankResultLine.Of(file.Id, row, BankResultLineState.Refused, BankResultTexts.NoMatch(row.Row), null, now);
        var name = PersonName.TryParse(row.Name, out var parsed, out _) ? parsed.Value : row.Name;
        var fitting = candidates[Convert.ToHexString(hash)].Where(o => o.AccountName == name && BankResultChecks.Check(row, o, now) is null).ToList();
        // What is paid by the bank and waits here, as after a restored backup, is told with its payment, so that it can be booked and is not paid again.
        if (fitting.Count == 0 && row.Result == BankResult.Settled
            && candidates[Convert.ToHexString(hash)].Where(o => o.AccountName == name && o.AmountFen == row.AmountFen && o.State is PaymentState.Ordered or PaymentState.Batched).ToList() is [var waiting])
            return BankResultLine.Of(file.Id, row, BankResultLineState.Refused, BankResultTexts.NoMatch(row.Row), waiting.Id, now);
        return fitting switch
        {
            [] => BankResultLine.Of(file.Id, row, BankResultLineState.Refused, BankResultTexts.NoMatch(row.Row), null, now),
            [var only] => BankResultLine.Of(file.Id, row, BankResultLineState.Proposed, BankResultTexts.Proposed(row.Row), only.Id, now),
            _ => BankResultLine.Of(file.Id, row, BankResultLineState.Refused, BankResultTexts.SeveralMatch(row.Row, fitting.Count), null, now),
        };
    }

    private static async Task AlertAsync(WriteTransaction tx, Actor actor, BankResultFile file, BankResultRow row, PaymentOrder order, bool isCash, DateTimeOffset now, CancellationToken ct)
    {
        BankAlertKind? kind = row.Result == BankResult.Failed && BankReasons.IsDuplicate(row.ReasonCode) ? BankAlertKind.DuplicateRejection
            : isCash && row.Result == BankResult.Settled && order.State == PaymentState.Failed ? BankAlertKind.PaidAfterRefusal : null;
        if (kind is { } raised) await BankAlerts.RaiseAsync(tx, raised, file.FileName, file.Hash, row.EndToEndId, actor, now, ct);
    }
}
