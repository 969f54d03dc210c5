using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Places and moves payment orders, and the payee's account they go to.</summary>
internal sealed class PaymentEffectHandler(Protector protector) : IEffectHandler
{
    public const string OrderSequence = "payment_orders";

    private Dictionary<long, Beneficiary> _payees = [];

    public bool Handles(Effect effect) => effect is PaymentEffect;

    public async Task PrepareAsync(Chunk chunk, IReadOnlyList<DecidedCase> cases, CancellationToken ct)
    {
        var ids = cases.Where(c => c.Decision.Effects.Any(e => e is AccountStated or AccountConfirmed))
            .Select(c => c.Case.BeneficiaryId).Distinct().ToList();
        if (ids.Count > 0) _payees = await chunk.Db.Beneficiaries.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
    }

    public Refusal? Check(Chunk chunk, DecidedCase decided, Effect effect)
    {
        switch (effect)
        {
            case PaymentOrdered:
                // A confirmation in the same burst comes before the order and brings the account with it.
                if (decided.Facts.Application is not { } application || (application.AccountCipher is null && application.ProposedAccountCipher is null))
                    return new Refusal("payment.no-account", "案件没有收款账户；请先补充账户。", "The case has no account to pay into; add one first.");
                try
                {
                    DueAt(chunk, decided);
                    return null;
                }
                catch (CalendarYearMissingException e)
                {
                    return e.Refusal;
                }
            default:
                return null;
        }
    }

    public void Apply(Chunk chunk, DecidedCase decided, Effect effect)
    {
        var (@case, order) = (decided.Case, decided.Facts.Order);
        switch (effect)
        {
            case PaymentOrdered ordered: Place(chunk, decided, ordered); return;
            case OrderReleased: order!.Release(chunk.Now); break;
            case OrderAdopted adopted: order!.Adopt(adopted.At); break;
            case OrderSent sent: order!.Send(sent.At); break;
            case OrderUnknown unknown: order!.Lose(unknown.At); break;
            case CashProposed proposed: order!.ProposeCash(proposed.Cash); break;
            case CashConfirmed cash: order!.SettleInCash(cash.At); break;
            case RecoveryOpened or RecoveryEnded: Announce(chunk, @case, order!, effect); return;
            case OrderCancelled: order!.Cancel(chunk.Now); break;
            case OrderSettled settled: order!.Settle(settled.At); break;
            case OrderFailed failed: order!.Fail(failed.ReasonCode, failed.At); break;
            case OrderReturned returned: order!.Return(returned.ReasonCode, returned.At); break;
            case TimelinessJudged judged: order!.Judge(judged.OnTime, judged.WorkingDaysUsed); break;
            case AccountStated:
                var (bank, cipher, hash, name) = decided.Facts.NewAccount!.Protect(protector);
                decided.Facts.Application!.StateAccount(bank, cipher, hash, name);
                if (_payees[@case.BeneficiaryId] is { AccountCipher: null } unfiled)
                {
                    unfiled.KeepAccount(bank, cipher, hash, name, chunk.Now);
                    chunk.Rows.Update(unfiled);
                }
                chunk.Rows.Update(decided.Facts.Application);
                return;
            case AccountProposed:
                var stated = decided.Facts.NewAccount!.Protect(protector);
                decided.Facts.Application!.ProposeAccount(stated.BankName, stated.Cipher, stated.Hash, stated.AccountName, chunk.Actor.Id);
                chunk.Rows.Update(decided.Facts.Application);
                return;
            case AccountConfirmed:
                var application = decided.Facts.Application!;
                application.ConfirmProposedAccount();
                chunk.Rows.Update(application);
                // Two people vouch for it: the next application of this person starts from here.
                var payee = _payees[@case.BeneficiaryId];
                payee.KeepAccount(application.BankName, application.AccountCipher!, application.AccountHash!, application.AccountName!, chunk.Now);
                chunk.Rows.Update(payee);
                return;
            case AccountProposalDropped:
                decided.Facts.Application!.DropProposedAccount();
                chunk.Rows.Update(decided.Facts.Application);
                return;
        }
        chunk.Rows.Update(order!);
        Announce(chunk, @case, order!, effect);
    }

    private void Place(Chunk chunk, DecidedCase decided, PaymentOrdered ordered)
    {
        var @case = decided.Case;
        var previous = decided.Facts.Order;
        var attempt = (previous?.Attempt ?? 0) + 1;
        var application = decided.Facts.Application!;
        var order = new PaymentOrder
        {
            Id = chunk.Numbers.Take(OrderSequence),
            CaseId = @case.Id,
            CaseNumber = @case.Number,
            ProgrammeKey = @case.ProgrammeKey,
            Year = @case.Year,
            Instalment = 1,
            Attempt = attempt,
            EndToEndId = PaymentOrder.NameOf(@case.Number, attempt),
            AmountFen = @case.AmountFen,
            BeneficiaryId = @case.BeneficiaryId,
            BankName = application.BankName,
            AccountCipher = application.AccountCipher!,
            AccountHash = application.AccountHash!,
            AccountName = application.AccountName!,
            ReplacesOrderId = previous?.Id,
            OrderedAt = chunk.Now,
            DueAt = DueAt(chunk, decided),
        };
        decided.Facts.Order = order;
        chunk.Rows.Insert(order);
        CaseEffectHandler.AddDeadline(chunk, @case.Id, ordered.ActivityId, ordered.Visit, DeadlineKind.Disbursement, Identity.Roles.FinancePreparer, order.DueAt, null, Basis(chunk, decided));
        Announce(chunk, @case, order, ordered);
    }

    /// <summary>The earlier of the service limit after the entitlement and the season's cut-off.</summary>
    private static DateTimeOffset DueAt(Chunk chunk, DecidedCase decided) => Basis(chunk, decided).DueAt(chunk.Calendar);

    private static DeadlineBasis Basis(Chunk chunk, DecidedCase decided) => new(
        ShanghaiTime.LocalDate(decided.Case.EntitledAt ?? chunk.Now), decided.Facts.Programme.ServiceLimitWorkingDays, decided.Facts.Programme.Window?.For(decided.Case.Year).CutOff);

    private static void Announce(Chunk chunk, Cases.Case @case, PaymentOrder order, Effect effect)
    {
        var (id, funding) = (chunk.NewEventId(), chunk.Funding(@case.Id));
        IDisbursementEventV1? told = effect switch
        {
            PaymentOrdered => new PaymentOrderedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, chunk.Now, order.EndToEndId, order.Attempt),
            OrderReleased => new PaymentReleasedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, chunk.Now, order.EndToEndId, order.Attempt),
            OrderAdopted a => new PaymentReleasedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, a.At, order.EndToEndId, order.Attempt),
            OrderSent s => new PaymentSentV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, s.At, order.EndToEndId, order.Attempt),
            OrderUnknown u => new PaymentUnknownV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, u.At, order.EndToEndId, order.Attempt, u.Reason),
            OrderSettled s => new PaymentSettledV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, s.At, order.EndToEndId, order.Attempt),
            CashConfirmed c => new PaymentSettledV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, c.At, order.EndToEndId, order.Attempt),
            RecoveryOpened => new RecoveryOpenedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, chunk.Now, order.EndToEndId, order.Attempt),
            RecoveryEnded e => new RecoveryEndedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, chunk.Now, order.EndToEndId, order.Attempt, e.Result),
            OrderFailed f => new PaymentFailedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, f.At, order.EndToEndId, order.Attempt, f.ReasonCode),
            OrderReturned r => new PaymentReturnedV1(id, 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, r.At, order.EndToEndId, order.Attempt, r.ReasonCode),
            _ => null,
        };
        if (told is not null) chunk.Publish(@case.Id, told);
        // The settlement moves the money like any other; this says that no bank did it.
        if (effect is CashConfirmed paid)
            chunk.Publish(@case.Id, new CashPaidV1(chunk.NewEventId(), 0, @case.Number, @case.ProgrammeKey, order.AmountFen, funding, paid.At, order.EndToEndId, order.Attempt, paid.VoucherSha256));
    }
}
