using System.Collections.ObjectModel;

namespace BenefitWorkflow.Identity;

/// <summary>Who acts: an account with its roles, or the service itself.</summary>
public sealed record Actor(string Id, string DisplayName, IReadOnlySet<string> Roles)
{
    /// <summary>Roles that are held in some programmes or units only; what is not there is held everywhere.</summary>
    public IReadOnlyDictionary<string, RoleScope> Scopes { get; init; } = ReadOnlyDictionary<string, RoleScope>.Empty;

    /// <summary>The service's own jobs: time limits, notice ends.</summary>
    public static Actor System { get; } = new("system", "系统 System", new HashSet<string> { Identity.Roles.System });

    public bool Is(string role) => Roles.Contains(role);
    public bool IsAny(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles) if (Roles.Contains(role)) return true;
        return false;
    }

    /// <summary>Whether one of the roles is held without limit.</summary>
    public bool HasEverywhere(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles) if (Roles.Contains(role) && ScopeOf(role).IsEverywhere) return true;
        return false;
    }

    public RoleScope ScopeOf(string role) => Scopes.GetValueOrDefault(role, RoleScope.Everywhere);

    /// <summary>Whether one of the roles is held for this programme.</summary>
    /// <param name="unit">The worker's unit; null: the act concerns the whole programme.</param>
    public bool HasFor(string programme, string? unit, params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles) if (Roles.Contains(role) && ScopeOf(role).Covers(programme, unit)) return true;
        return false;
    }
}

/// <summary>Role keys, as definitions and accounts use them.</summary>
public static class Roles
{
    /// <summary>经办: prepares cases and notices.</summary>
    public const string Caseworker = "caseworker";

    /// <summary>审核: first approval level.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>审批: second approval level.</summary>
    public const string Approver = "approver";

    /// <summary>督办: watches what is overdue.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>财务制单: prepares batches, takes in bank results.</summary>
    public const string FinancePreparer = "finance-preparer";

    /// <summary>财务复核: releases batches.</summary>
    public const string FinanceReleaser = "finance-releaser";

    public const string Auditor = "auditor";
    public const string Administrator = "administrator";

    /// <summary>The finance system that reads the event feed.</summary>
    public const string FinanceSystem = "finance-system";

    /// <summary>Never given to an account.</summary>
    public const string System = "system";

    /// <summary>Roles a system may have: it prepares and reads; only people decide.</summary>
    public static IReadOnlyList<string> OfSystems { get; } = [Caseworker, FinancePreparer, FinanceSystem];

    /// <summary>Who may look into cases: whoever works on them, pays them or watches them; neither systems nor the administrator.</summary>
    public static IReadOnlyList<string> CaseReaders { get; } = [Caseworker, Reviewer, Approver, Supervisor, FinancePreparer, FinanceReleaser, Auditor];

    public static IReadOnlyList<string> Assignable { get; } =
        [Caseworker, Reviewer, Approver, Supervisor, FinancePreparer, FinanceReleaser, Auditor, Administrator, FinanceSystem];
}
