using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Budgets;

/// <summary>Reserves and moves money of funding sources; every move is an account change and a ledger row in the same transaction.</summary>
internal sealed class BudgetEffectHandler : IEffectHandler
{
    public const string EntrySequence = "budget_entries";

    private readonly Dictionary<(string Programme, int Year), List<BudgetAccount>> _accounts = [];
    private readonly Dictionary<(string Programme, int Year, string Source), BudgetDay> _days = [];

    public bool Handles(Effect effect) => effect is BudgetEffect;

    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct)
    {
        // Payment effects need the reservations too: their events carry the funding.
        var holders = cases.Where(c => c.Decision.Effects.Any(e => e is BudgetEffect or PaymentEffect or CaseClosed)).ToList();
        if (holders.Count == 0) return;
        var ids = holders.Where(c => c.Case.EntitledAt is not null).Select(c => c.Case.Id).ToList();
        if (ids.Count > 0)
            foreach (var row in await chunk.Db.Reservations.Where(r => ids.Contains(r.CaseId)).OrderBy(r => r.Round).ToListAsync(ct))
            {
                if (!chunk.Reservations.TryGetValue(row.CaseId, out var list)) chunk.Reservations.Add(row.CaseId, list = []);
                list.Add(row);
            }
        // Only what is new: accounts already loaded carry this chunk's own moves.
        var movers = holders.Where(c => c.Case.EntitledAt is not null || c.Decision.Effects.Any(e => e is BudgetReserved));
        foreach (var (programme, year) in movers.Select(c => (c.Case.ProgrammeKey, c.Case.Year)).Distinct().Where(key => !_accounts.ContainsKey(key)))
        {
            _accounts[(programme, year)] = await chunk.Db.BudgetAccounts.Where(a => a.ProgrammeKey == programme && a.Year == year).OrderBy(a => a.UseOrder).ToListAsync(ct);
            var today = chunk.Today;
            foreach (var day in await chunk.Db.BudgetDays.Where(d => d.ProgrammeKey == programme && d.Year == year && d.Day == today).ToListAsync(ct)) _days[(programme, year, day.SourceKey)] = day;
        }
    }

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect)
    {
        if (effect is not BudgetReserved reserve) return null;
        if (reserve.AmountFen <= 0) return new Refusal("budget.nothing-to-reserve", "案件没有核定金额，不能预留资金；请先核定。", "The case has no determined amount to reserve; determine it first.");
        var available = Accounts(decided).Sum(a => Math.Max(0, a.AvailableFen));
        return available >= reserve.AmountFen ? null : new Refusal("budget.ceiling-passed",
            $"各资金来源剩余 {new Money(available)} 元，不足以支付 {new Money(reserve.AmountFen)} 元；请调整预算或暂缓审批。",
            $"The funding sources have {new Money(available)} yuan left, not the {new Money(reserve.AmountFen)} yuan needed; adjust the budget or hold the approval.");
    }

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        switch (effect)
        {
            case BudgetReserved reserve: Reserve(chunk, decided, reserve.AmountFen); break;
            case ReservationsMoved moved: Move(chunk, decided, r => r.State == moved.From, moved.To); break;
            case ReservationsCommitted committed: Commit(chunk, decided, committed.Released); break;
            case ReservationsCancelled: Move(chunk, decided, r => r.State is ReservationState.Pending or ReservationState.Returned, ReservationState.Cancelled); break;
        }
    }

    private void Reserve(Chunk chunk, DecidedCase decided, long fen)
    {
        var @case = decided.Case;
        if (!chunk.Reservations.TryGetValue(@case.Id, out var held)) chunk.Reservations.Add(@case.Id, held = []);
        var round = held.Count == 0 ? 1 : held.Max(r => r.Round) + 1;
        foreach (var account in Accounts(decided))
        {
            var share = Math.Min(fen, Math.Max(0, account.AvailableFen));
            if (share == 0) continue;
            var reservation = new Reservation { CaseId = @case.Id, Round = round, SourceKey = account.SourceKey, ProgrammeKey = account.ProgrammeKey, Year = account.Year, AmountFen = share };
            held.Add(reservation);
            chunk.Rows.Insert(reservation);
            Record(chunk, account, @case.Id, null, ReservationState.Pending, share);
            fen -= share;
            if (fen == 0) return;
        }
        throw new InvalidOperationException("A checked reservation did not fit.");
    }

    // No ledger row: the order itself says when it was released and when the bank answered.
    private void Commit(Chunk chunk, DecidedCase decided, bool released)
    {
        foreach (var reservation in (chunk.Reservations.GetValueOrDefault(decided.Case.Id) ?? []).Where(r => r.State == ReservationState.Pending))
        {
            var account = Accounts(decided).Single(a => a.SourceKey == reservation.SourceKey);
            account.Commit(released ? reservation.AmountFen : -reservation.AmountFen);
            chunk.Rows.Update(account);
        }
    }

    private void Move(Chunk chunk, DecidedCase decided, Func<Reservation, bool> which, ReservationState to)
    {
        foreach (var reservation in (chunk.Reservations.GetValueOrDefault(decided.Case.Id) ?? []).Where(which))
        {
            var from = reservation.State;
            reservation.Become(to);
            chunk.Rows.Update(reservation);
            Record(chunk, Accounts(decided).Single(a => a.SourceKey == reservation.SourceKey), decided.Case.Id, from, to, reservation.AmountFen);
        }
    }

    private void Record(Chunk chunk, BudgetAccount account, long caseId, ReservationState? from, ReservationState to, long fen)
    {
        account.Move(from, to, fen);
        chunk.Rows.Update(account);
        var key = (account.ProgrammeKey, account.Year, account.SourceKey);
        if (_days.TryGetValue(key, out var day)) chunk.Rows.Update(day);
        else chunk.Rows.Insert(_days[key] = day = new BudgetDay { ProgrammeKey = account.ProgrammeKey, Year = account.Year, SourceKey = account.SourceKey, Day = chunk.Today });
        day.Move(from, to, fen);
        chunk.Rows.Insert(new BudgetEntry
        {
            Id = chunk.Numbers.Take(EntrySequence),
            ProgrammeKey = account.ProgrammeKey,
            Year = account.Year,
            SourceKey = account.SourceKey,
            CaseId = caseId,
            FromState = from,
            ToState = to,
            AmountFen = fen,
            At = chunk.Now,
        });
    }

    private List<BudgetAccount> Accounts(DecidedCase decided) => _accounts[(decided.Case.ProgrammeKey, decided.Case.Year)];
}
