using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Identity;

/// <summary>Gives a lacking role its code and sentence, where the framework would answer with a bare 403 or lead to another page.</summary>
internal sealed class RoleRefusal : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden || authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<RolesAuthorizationRequirement>().FirstOrDefault() is not { } lacking)
            return _usual.HandleAsync(next, context, policy, authorizeResult);
        var refusal = Of(lacking.AllowedRoles);
        return (context.Request.Path.StartsWithSegments("/api") ? Problems.Of(refusal, StatusCodes.Status403Forbidden)
            : SignInPages.Page("没有权限 Not for your role", refusal, "<p><a href=/>首页 Home</a></p>", StatusCodes.Status403Forbidden)).ExecuteAsync(context);
    }

    /// <summary>The same for a use case that pages call too; null where the actor has one of the roles.</summary>
    public static Refusal? Unless(Actor actor, string[] roles) => actor.IsAny(roles) ? null : Of(roles);

    /// <summary>The same for what belongs to a programme.</summary>
    /// <param name="unit">The worker's unit; null: the act concerns the whole programme.</param>
    public static Refusal? Unless(Actor actor, string programme, string? unit, string[] roles) =>
        !actor.IsAny(roles) ? Of(roles) : actor.HasFor(programme, unit, roles) ? null : OutOfScope;

    public static Refusal OutOfScope { get; } = new("identity.out-of-scope",
        "您的角色不包括该项目或单位；请由负责的人员办理，或请管理员调整范围。",
        "Your role is not for this programme or unit; ask somebody it is for, or an administrator to widen it.");

    public static Refusal Of(IEnumerable<string> roles) => new("identity.role-required",
        $"此操作需要以下角色之一：{string.Join("、", roles.Select(r => Words.RoleNames(r).Zh))}；请由相应人员办理。",
        $"This needs one of the roles {string.Join(", ", roles.Select(r => Words.RoleNames(r).En))}; ask somebody who has it.");
}
