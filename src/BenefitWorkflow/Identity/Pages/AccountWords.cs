using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Identity.Pages;

/// <summary>What an account has and what was changed of it, in the reader's words.</summary>
internal static class AccountWords
{
    public static string Kind(AccountChangeKind kind) => kind switch
    {
        AccountChangeKind.Roles => Language.T("角色", "Roles"),
        AccountChangeKind.DisplayName => Language.T("姓名", "Name"),
        AccountChangeKind.Scopes => Language.T("角色范围", "Where roles are held"),
        AccountChangeKind.Email => Language.T("邮箱", "E-mail"),
        AccountChangeKind.State => Language.T("状态", "State"),
        _ => kind.ToString(),
    };

    /// <param name="value">As <see cref="AccountChange"/> keeps it.</param>
    public static string Value(ProgrammeCatalog catalog, AccountChangeKind kind, string value) => (kind, value) switch
    {
        (AccountChangeKind.Roles, _) => List(value.Split(',', StringSplitOptions.RemoveEmptyEntries)),
        (AccountChangeKind.Scopes, "") => Language.T("全部", "everywhere"),
        (AccountChangeKind.Scopes, _) => Held(catalog, RoleScope.Read(value).Keys, value),
        (AccountChangeKind.State, ChangeAccount.Active) => Language.T("可用", "active"),
        (AccountChangeKind.State, ChangeAccount.Disabled) => Language.T("已停用", "disabled"),
        (_, "") => "—",
        _ => value,
    };

    public static string List(IEnumerable<string> roles) => string.Join(Language.T("、", ", "), roles.Select(Words.Role));

    /// <summary>Each role, with where it is held unless that is everywhere.</summary>
    public static string Held(ProgrammeCatalog catalog, IEnumerable<string> roles, string? scopesJson)
    {
        var scopes = RoleScope.Read(scopesJson);
        return string.Join(Language.T("、", ", "), roles.Select(role =>
        {
            var scope = scopes.GetValueOrDefault(role, RoleScope.Everywhere);
            List<string> where = [.. scope.Programmes.Select(p => Words.Programme(catalog, p))];
            if (scope.Units.Count > 0) where.Add(scope.Units.Count == 1 ? scope.Units[0] : Language.T($"{scope.Units.Count} 个单位", $"{scope.Units.Count} units"));
            return where.Count == 0 ? Words.Role(role) : Language.T($"{Words.Role(role)}（{string.Join("、", where)}）", $"{Words.Role(role)} ({string.Join(", ", where)})");
        }));
    }
}
