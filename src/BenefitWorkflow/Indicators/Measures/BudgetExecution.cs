using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Keys = BenefitWorkflow.Programmes.Measures;

namespace BenefitWorkflow.Indicators.Measures;

/// <summary>Paid / ceiling of the counted sources; fiscal money also by itself.</summary>
public sealed class BudgetExecution : IMeasure
{
    public string Key => Keys.BudgetExecution;

    public async Task<MeasureResult> MeasureAsync(BenefitDb db, MeasureScope scope, CancellationToken ct)
    {
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == scope.Programme.Key && a.Year == scope.Programme.Year && scope.Sources.Contains(a.SourceKey)).ToListAsync(ct);
        var fiscal = scope.Programme.FundingSources.Where(s => s.Kind == FundingKind.Fiscal).Select(s => s.Key).ToHashSet();
        var (paid, ceiling) = (accounts.Sum(a => a.PaidFen), accounts.Sum(a => a.CeilingFen));
        var ofFiscal = accounts.Where(a => fiscal.Contains(a.SourceKey)).ToList();
        var (fiscalPaid, fiscalCeiling) = (new Money(ofFiscal.Sum(a => a.PaidFen)), new Money(ofFiscal.Sum(a => a.CeilingFen)));
        return new MeasureResult(Scoring.Percent(paid, ceiling),
            $"全部 {new Money(paid)}/{new Money(ceiling)} 元，其中财政 {fiscalPaid}/{fiscalCeiling} 元", $"all {new Money(paid)} of {new Money(ceiling)} yuan, fiscal {fiscalPaid} of {fiscalCeiling}", paid, ceiling);
    }

    public CasesBehind Behind(BenefitDb db, MeasureScope scope, MeasureResult result)
    {
        var cases = PaidGrants.Cases(db, scope);
        return new(
            new(new("已支出", "Paid"), DecidingFacts.SharesAsync(scope), cases.Where(Holds.Paid(db, scope.Sources)).Select(c => c.Id)),
            new(new("已批准、尚未支出", "Approved, not yet paid"), DecidingFacts.SharesAsync(scope), cases.Where(Holds.Unpaid(db, scope.Sources)).Select(c => c.Id)));
    }
}
