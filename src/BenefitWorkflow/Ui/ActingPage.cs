using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BenefitWorkflow.Ui;

/// <summary>A page with acts: one at a time, as the account stands at that moment. What was refused stays to be read until the next act.</summary>
public abstract class ActingPage : SitePage
{
    [Inject] protected ISnackbar Snackbar { get; set; } = default!;

    protected bool Busy { get; private set; }

    protected Refusal? Refusal { get; private set; }

    /// <param name="roles">One of them the account must hold now; the use case's own, as its endpoint demands.</param>
    /// <param name="act">Null where it was done.</param>
    /// <param name="done">What is told then.</param>
    /// <returns>True where it was done.</returns>
    internal async Task<bool> ActAsync(IReadOnlyList<string> roles, Func<Actor, Task<Refusal?>> act, string done)
    {
        // A second click while the first is on its way does nothing.
        if (Busy) return false;
        (Busy, Refusal) = (true, null);
        try
        {
            if (await Person.ActsAsync(Left) is not { } actor)
            {
                Navigation.NavigateTo("/sign-in", forceLoad: true);
                return false;
            }
            Refusal = actor.IsAny([.. roles]) ? await act(actor) : RoleRefusal.Of(roles);
        }
        catch (CalendarYearMissingException missing)
        {
            Refusal = missing.Refusal;
        }
        finally
        {
            Busy = false;
        }
        if (Refusal is null && done.Length > 0) Snackbar.Add(done, Severity.Success);
        return Refusal is null;
    }
}
