using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Cases;

/// <summary>
/// Who may do what after whom. That nobody decides on a case they prepared, ends a recovery they opened or confirms cash they proposed holds
/// always; every other pair is the programme's policy.
/// </summary>
public static class SeparationOfDuties
{
    /// <summary>Null where the act is allowed.</summary>
    /// <param name="act">One of <see cref="Acts"/>.</param>
    public static Refusal? Check(Programme programme, Case @case, string act, Actor actor)
    {
        if (act is Acts.Approve or Acts.ApproveNextLevel && Done(@case, Acts.Prepare, actor)) return Refused(Acts.Prepare, act);
        if (act == Acts.EndRecovery && Done(@case, Acts.OpenRecovery, actor)) return Refused(Acts.OpenRecovery, act);
        if (act == Acts.ConfirmCash && Done(@case, Acts.ProposeCash, actor)) return Refused(Acts.ProposeCash, act);
        // A second-level approval is an approval too: what bars the one bars the other.
        foreach (var pair in programme.SeparationOfDuties)
        {
            if (Bars(pair.First, pair.Second) is { } first) return Refused(first, act);
            if (Bars(pair.Second, pair.First) is { } second) return Refused(second, act);
        }
        return null;

        string? Bars(string done, string next) =>
            (next == act || (next == Acts.Approve && act == Acts.ApproveNextLevel)) && Done(@case, done, actor) ? done : null;
    }

    private static bool Done(Case @case, string act, Actor actor) =>
        @case.Did(act, actor.Id) || (act == Acts.Approve && @case.Did(Acts.ApproveNextLevel, actor.Id));

    private static Refusal Refused(string done, string act) => new("case.separation-of-duties",
        $"您已在本案件中办理过“{Words.ActNames(done).Zh}”，不得再办理“{Words.ActNames(act).Zh}”；请由他人办理。",
        $"You already did '{Words.ActNames(done).En}' on this case and may not do '{Words.ActNames(act).En}'; somebody else must.");
}
