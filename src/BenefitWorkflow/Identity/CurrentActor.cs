using System.Security.Claims;

namespace BenefitWorkflow.Identity;

/// <summary>Who is signed in.</summary>
public static class CurrentActor
{
    public static Actor Of(HttpContext http)
    {
        var user = http.User;
        var id = user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("No one is signed in.");
        return new Actor(id, user.Identity?.Name ?? id, user.FindAll(ClaimTypes.Role).Select(c => c.Value).ToHashSet());
    }
}
