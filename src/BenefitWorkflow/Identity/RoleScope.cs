using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Identity;

/// <summary>Where somebody has a role. Empty: everywhere.</summary>
/// <param name="Programmes">Keys of programmes.</param>
/// <param name="Units">Workers' units as their cases name them, letter by letter.</param>
public sealed record RoleScope(IReadOnlyList<string> Programmes, IReadOnlyList<string> Units)
{
    public static RoleScope Everywhere { get; } = new([], []);

    // Money is made up and paid by programmes, and an auditor proves whole ones.
    private static readonly string[] ByUnit = [Roles.Caseworker, Roles.Reviewer, Roles.Approver, Roles.Supervisor];

    /// <summary>Whether a role can be limited to programmes, and to units.</summary>
    internal static (bool Programmes, bool Units) Limits(string role) => (Roles.CaseReaders.Contains(role), ByUnit.Contains(role));

    /// <summary>Most programmes, and most units, of one role.</summary>
    public const int Most = 200;

    [JsonIgnore]
    public bool IsEverywhere => Programmes.Count + Units.Count == 0;

    /// <param name="unit">Null: what belongs to the whole programme, as a batch or a budget does; who has the role for some units only has no say in it.</param>
    public bool Covers(string programme, string? unit) =>
        (Programmes.Count == 0 || Programmes.Contains(programme)) && (Units.Count == 0 || (unit is not null && Units.Contains(unit)));

    /// <summary>Whether a worker of this unit is somebody's whom the role is for, whatever the programme.</summary>
    public bool HasUnit(string unit) => Units.Count == 0 || Units.Contains(unit);

    /// <summary>As an account and a session carry them; null: every role everywhere.</summary>
    internal static string? Write(IReadOnlyDictionary<string, RoleScope> scopes)
    {
        var limited = scopes.Where(s => !s.Value.IsEverywhere).OrderBy(s => s.Key, StringComparer.Ordinal).ToDictionary();
        return limited.Count == 0 ? null : JsonSerializer.Serialize(limited, JsonSerializerOptions.Web);
    }

    internal static IReadOnlyDictionary<string, RoleScope> Read(string? json) =>
        json is null ? new Dictionary<string, RoleScope>() : JsonSerializer.Deserialize<Dictionary<string, RoleScope>>(json, JsonSerializerOptions.Web)!;

    /// <summary>Trimmed and without repeats, or what is wrong with it.</summary>
    /// <param name="roles">The account's.</param>
    internal static (Dictionary<string, RoleScope> Scopes, Refusal? Refusal) Check(IReadOnlyDictionary<string, RoleScope?> given, IReadOnlyCollection<string> roles, ProgrammeCatalog catalog)
    {
        var scopes = new Dictionary<string, RoleScope>();
        foreach (var (role, scope) in given)
        {
            if (!roles.Contains(role))
                return ([], new Refusal("account.scope-role", $"该账号没有角色“{role}”；请更正。", $"The account has no role '{role}'; correct it."));
            // Left out and null say the same: everywhere.
            var (programmes, units) = (Tidy(scope?.Programmes), Tidy(scope?.Units));
            var (byProgramme, byUnit) = Limits(role);
            if ((programmes.Count > 0 && !byProgramme) || (units.Count > 0 && !byUnit))
                return ([], new Refusal("account.scope-kind", $"角色“{role}”不能这样限定：只有办理或查看案件的角色可限定项目，只有经办、审核、审批、督办可限定单位。",
                    $"The role '{role}' cannot be limited so: only roles that work on cases are limited to programmes, and only caseworkers, reviewers, approvers and supervisors to units."));
            // Else a slip of the hand would widen what it was to narrow.
            if (programmes.Concat(units).Any(string.IsNullOrWhiteSpace))
                return ([], new Refusal("account.scope-blank", "范围中有空白项；请删除或填写。", "The scope has a blank entry; remove it or fill it in."));
            if (programmes.Count > Most || units.Count > Most)
                return ([], new Refusal("account.scope-size", $"每个角色最多限定 {Most} 个项目和 {Most} 个单位。", $"A role is limited to at most {Most} programmes and {Most} units."));
            if (programmes.Find(p => catalog.Find(p) is null) is { } unknown)
                return ([], new Refusal("account.scope-programme", $"没有项目“{unknown}”；请核对。", $"There is no programme '{unknown}'; check it."));
            scopes[role] = new RoleScope(programmes, units);
        }
        return (scopes, null);

        static List<string> Tidy(IReadOnlyList<string>? list) => [.. (list ?? []).Select(e => e?.Trim() ?? "").Distinct(StringComparer.Ordinal)];
    }
}
