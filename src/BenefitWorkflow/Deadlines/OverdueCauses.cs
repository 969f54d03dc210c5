using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Deadlines;

/// <summary>What a late case waits for.</summary>
public enum OverdueCause
{
    /// <summary>Papers or a proof of enrolment.</summary>
    Document = 1,

    Approver = 2,

    /// <summary>A notice that is to be posted or closed.</summary>
    Notice = 3,

    /// <summary>An objection that is being looked into.</summary>
    Objection = 4,

    /// <summary>The bank's answer, or the batch on the way to it.</summary>
    Bank = 5,

    /// <summary>An account to be corrected after money came back.</summary>
    Return = 6,

    Survey = 7,

    /// <summary>A step of another kind, or a definition that is not loaded.</summary>
    Other = 8,
}

internal static class OverdueCauses
{
    /// <param name="step">Activity id at which the case is.</param>
    public static OverdueCause Of(ProgrammeCatalog catalog, string definition, int version, string step) =>
        catalog.FindDefinition(definition, version)?.Find(step)?.Declaration.Type switch
        {
            "BenefitWorkflow.RequestCorrection" or "BenefitWorkflow.ConfirmEnrolment" => OverdueCause.Document,
            "BenefitWorkflow.Approve" => OverdueCause.Approver,
            "BenefitWorkflow.PublicNotice" => OverdueCause.Notice,
            "BenefitWorkflow.Reinvestigate" => OverdueCause.Objection,
            "BenefitWorkflow.BankTransfer" => OverdueCause.Bank,
            "BenefitWorkflow.CorrectAccount" => OverdueCause.Return,
            "BenefitWorkflow.Survey" => OverdueCause.Survey,
            _ => OverdueCause.Other,
        };
}
