using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Budgets;

public static class BudgetsSetup
{
    public static void MapBudgets(this IEndpointRouteBuilder api)
    {
        AdjustBudget.Map(api);
        BudgetUse.Map(api);
        api.MapGet("/budgets", async (string? programme, ProgrammeCatalog catalog, BenefitStore store, CancellationToken ct) =>
        {
            await using var db = store.Read();
            var reports = new List<MoneyReport>();
            foreach (var p in catalog.Programmes.Where(p => programme is null || p.Key == programme)) reports.Add(await MoneyIdentity.CheckAsync(db, p, ct));
            return TypedResults.Ok(reports);
        });
    }
}
