using System.Security.Claims;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;

namespace BenefitWorkflow.Identity;

/// <summary>The signed-in account of a request, and the roles an endpoint demands.</summary>
public static class CurrentActor
{
    public static Actor Of(HttpContext http) => Of(http.User);

    public static Actor Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("The request is not signed in."),
        user.FindFirstValue(ClaimTypes.Name) ?? "",
        user.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet());

    internal static ClaimsIdentity Identity(Account account, string scheme) => new(
        [
            new Claim(ClaimTypes.NameIdentifier, account.Id), new Claim(ClaimTypes.Name, account.DisplayName),
            .. account.RoleList.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(role => new Claim(ClaimTypes.Role, role)),
        ], scheme);

    /// <summary>Refuses the request with 403 unless the account has one of the roles.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder builder, params string[] roles) where TBuilder : IEndpointConventionBuilder
    {
        builder.AddEndpointFilter(async (context, next) =>
            Of(context.HttpContext).IsAny(roles)
                ? await next(context)
                : Problems.Of(new Refusal("identity.role-required",
                    $"此操作需要以下角色之一：{string.Join("、", roles)}；请由相应人员办理。",
                    $"This needs one of the roles {string.Join(", ", roles)}; ask somebody who has it."), StatusCodes.Status403Forbidden));
        return builder;
    }
}
