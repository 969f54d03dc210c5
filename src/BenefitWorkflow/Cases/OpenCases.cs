using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Cases;

/// <summary>POST /api/cases: opens cases from applications; each row is opened or refused by itself.</summary>
internal static class OpenCases
{
    public sealed record Request(IReadOnlyList<Item> Items);

    public sealed record Item(
        string Programme, string Scheme, string Name, string IdNumber, string Unit, ApplicationFacts Application,
        string? Phone = null, string? BankName = null, string? Account = null, string? AccountName = null, string? HouseholdHeadId = null)
    {
        public override string ToString() => nameof(Item);

        public NewCase ToNewCase() => new()
        {
            ProgrammeKey = Programme, SchemeKey = Scheme, Name = Name, IdNumber = IdNumber, Phone = Phone, Unit = Unit, BankName = BankName,
            Account = Account, AccountName = AccountName, HouseholdHeadId = HouseholdHeadId, Application = Application,
        };
    }

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/cases", async (Request request, HttpContext http, CaseExecutor executor, CancellationToken ct) =>
        {
            if (Lists.Check(request.Items) is { } problem) return problem;
            if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
            var command = new OpenCommand(CurrentActor.Of(http), [.. request.Items.Select(i => i.ToNewCase())], key);
            return CaseResults.From(await executor.OpenAsync(command, ct));
        }).RequireRoles(Roles.Caseworker);
}
