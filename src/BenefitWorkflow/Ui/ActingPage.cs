using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BenefitWorkflow.Ui;

/// <summary>A page with acts: one at a time, as the account stands at that moment. What was refused stays to be read until the next act.</summary>
public abstract partial class ActingPage : SitePage
{
    [Inject] protected ISnackbar Snackbar { get; set; } = default!;

    [Inject] protected ILoggerFactory Loggers { get; set; } = default!;

    protected bool Busy { get; private set; }

    protected Refusal? Refusal { get; private set; }

    /// <param name="roles">One of them the account must hold now; the use case's own, as its endpoint demands. Null: the act itself says who may.</param>
    /// <param name="act">Null where it was done.</param>
    /// <param name="done">What is told then.</param>
    /// <returns>True where it was done.</returns>
    internal async Task<bool> ActAsync(IReadOnlyList<string>? roles, Func<Actor, Task<Refusal?>> act, string done)
    {
        // A second click while the first is on its way does nothing.
        if (Busy) return false;
        (Busy, Refusal) = (true, null);
        try
        {
            // The layout tells that the session has ended; the page stays with what was typed.
            if (await Person.ActsAsync(Left) is not { } actor) return false;
            Refusal = roles is null || actor.IsAny([.. roles]) ? await act(actor) : RoleRefusal.Of(roles);
        }
        catch (CalendarYearMissingException missing)
        {
            Refusal = missing.Refusal;
        }
#pragma warning disable CA1031 // Whatever it was, and however far it came: the reader is told just that.
        catch (Exception e) when (e is not OperationCanceledException || !Left.IsCancellationRequested)
#pragma warning restore CA1031
        {
            // By its kind alone: a message may quote what was typed.
            ActFailed(Loggers.CreateLogger<ActingPage>(), GetType().Name, e.GetType().Name);
            Refusal = OutcomeUnknown;
        }
        finally
        {
            Busy = false;
            // What follows an act mostly reads, and where the session has ended that is given up without another drawing.
            StateHasChanged();
        }
        if (Refusal is null && done.Length > 0) Snackbar.Add(done, Severity.Success);
        return Refusal is null;
    }

    /// <summary>Tells what stands in the way before anything is tried; null: what was refused before no longer belongs to what is shown.</summary>
    protected void Tell(Refusal? refusal) => Refusal = refusal;

    private static readonly Refusal OutcomeUnknown = new("page.outcome-unknown",
        "操作出错，已记录；无法确定是否已经办成。请刷新页面，核对后再操作。", "The act failed and this was logged; it is not known whether it was done. Reload the page and look before you act again.");

    [LoggerMessage(EventId = 1102, Level = LogLevel.Error, Message = "An act of {Page} failed: {Exception}")]
    private static partial void ActFailed(ILogger logger, string page, string exception);
}
