using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Everything one decision may look at, loaded for the whole chunk before the planner runs. Holds personal data: never logged.</summary>
public sealed class CaseFacts
{
    public required Case Case { get; init; }
    public required Actor Actor { get; init; }
    public required Programme Programme { get; init; }
    public required Scheme Scheme { get; init; }
    public required WorkflowDefinition Definition { get; init; }
    public required WorkingCalendar Calendar { get; init; }

    /// <summary>The day of the decision in Asia/Shanghai.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Set where the burst may reach the eligibility rules.</summary>
    public EligibilityFacts? Eligibility { get; set; }

    /// <summary>The case's newest order; null where none was placed or none is needed.</summary>
    public PaymentOrder? Order { get; set; }

    /// <summary>The case's line in a running notice; null where none.</summary>
    public NoticeLine? NoticeLine { get; set; }

    /// <summary>The notice of <see cref="NoticeLine"/>.</summary>
    public Notice? Notice { get; set; }

    /// <summary>Objection that waits for a decision; null where none.</summary>
    public Objection? Objection { get; set; }

    /// <summary>More of them about the same case: the decision answers them too.</summary>
    public IReadOnlyList<Objection> MoreObjections { get; set; } = [];

    /// <summary>Set where the burst may reach the rules, the account or a payment.</summary>
    public Beneficiary? Payee { get; set; }

    /// <summary>The application as corrected by the signal; null: as stored.</summary>
    public ApplicationFacts? NewApplication { get; init; }

    /// <summary>The reason the actor gave; null where none.</summary>
    public string? Reason { get; init; }

    /// <summary>The account that came with the signal, checked; null where none did.</summary>
    public AccountDetails? NewAccount { get; init; }

    /// <summary>What was stated, as stored. Set where the burst may reach the rules, the account or a payment.</summary>
    public CaseApplication? Application { get; set; }

    /// <summary>When the money settled, as the bank says; set by the transfer for the timeliness check in the same burst.</summary>
    public DateTimeOffset? SettledAt { get; set; }
}

/// <summary>What a burst may need, so that a chunk loads no more.</summary>
[Flags]
public enum FactNeeds
{
    None = 0,
    Eligibility = 1,
    Beneficiary = 2,
    Order = 4,
    Notice = 8,
    Objection = 16,

    /// <summary>What was stated, with the account.</summary>
    Application = 32,
}
