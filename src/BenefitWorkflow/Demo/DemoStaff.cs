using System.Text.Json;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Demo;

/// <summary>Accounts of the demo's people, with the keys they work by.</summary>
internal sealed class DemoStaff : IDisposable
{
    private static readonly (string Id, string Name, string Role)[] People =
    [
        ("caseworker", "陈经办", Roles.Caseworker), ("caseworker2", "李经办", Roles.Caseworker), ("reviewer", "王审核", Roles.Reviewer), ("reviewer2", "赵审核", Roles.Reviewer),
        ("approver", "杨审批", Roles.Approver), ("supervisor", "周督办", Roles.Supervisor), ("finance-preparer", "吴制单", Roles.FinancePreparer),
        ("finance-releaser", "郑复核", Roles.FinanceReleaser), ("auditor", "孙审计", Roles.Auditor), ("administrator", "管理员", Roles.Administrator), ("finance-system", "财务系统", Roles.FinanceSystem),
    ];

    private readonly Dictionary<string, DemoClient> _clients = [];

    public DemoClient Caseworker => _clients["caseworker"];
    public DemoClient Colleague => _clients["caseworker2"];
    public DemoClient Reviewer => _clients["reviewer"];
    public DemoClient SecondReviewer => _clients["reviewer2"];
    public DemoClient Approver => _clients["approver"];
    public DemoClient Preparer => _clients["finance-preparer"];
    public DemoClient Releaser => _clients["finance-releaser"];
    public DemoClient Auditor => _clients["auditor"];
    public DemoClient Administrator => _clients["administrator"];

    private readonly List<string> _keys = [];

    /// <summary>Ids of the accounts, to be printed.</summary>
    public static IEnumerable<string> Ids => People.Select(p => $"{p.Id} ({p.Name})");

    /// <summary>Each account with its API key, to be printed; only this run knows them.</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>Makes the accounts where they are missing; keys are made anew at each start, since only their hashes are kept.</summary>
    public static async Task<DemoStaff> HireAsync(AccountStore accounts, Uri service)
    {
        var staff = new DemoStaff();
        foreach (var (id, name, role) in People)
        {
            if (await accounts.FindAsync(id, default) is null) await accounts.CreateAccountAsync(id, name, [role], null, default);
            var key = await accounts.CreateKeyAsync(id, "demo", Actor.System.Id, default);
            staff._keys.Add($"{id} {key}");
            staff._clients.Add(id, new DemoClient(service, key));
        }
        return staff;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }
}

/// <summary>A case as the staff see it in their list.</summary>
internal sealed record DemoCase(long Id, string Scheme, string Unit)
{
    /// <param name="filter">Query parameters: step, role.</param>
    public static async Task<List<DemoCase>> WaitingAsync(DemoClient client, string programme, string filter)
    {
        var cases = new List<DemoCase>();
        long? after = 0;
        while (after is not null)
        {
            var page = await client.GetAsync($"/api/cases?programme={programme}&state=open&{filter}&limit=1000&after={after}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
                cases.Add(new DemoCase(item.GetProperty("id").GetInt64(), item.GetProperty("scheme").GetString()!, item.GetProperty("unit").GetString()!));
            after = page.GetProperty("next").ValueKind == JsonValueKind.Number ? page.GetProperty("next").GetInt64() : null;
        }
        return cases;
    }
}
