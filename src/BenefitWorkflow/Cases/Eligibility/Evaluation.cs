using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>One run: what the checks share.</summary>
internal sealed class Evaluation
{
    public Evaluation(Programme programme, Scheme scheme, EligibilityFacts facts, DateOnly on)
    {
        (Programme, Scheme, Facts, On) = (programme, scheme, facts, on);
        IdNumber.TryParse(facts.IdNumber, on, out var id, out var refusal);
        (Id, IdRefusal) = (id, refusal);
    }

    public Programme Programme { get; }
    public Scheme Scheme { get; }
    public EligibilityFacts Facts { get; }
    public ApplicationFacts Application => Facts.Application;
    public DateOnly On { get; }

    public IdNumber? Id { get; }
    public Refusal? IdRefusal { get; }

    /// <summary>Null where the scheme asks for no income.</summary>
    public IncomeMeasure? Income { get; set; }

    public string? Tier { get; set; }

    /// <summary>Null where none fits.</summary>
    public Entitlement? Standard { get; set; }
}

/// <summary>What a check found, before the criterion's own data are added.</summary>
/// <param name="IsMissing">The fact is not stated or cannot be judged: the case is incomplete whatever the criterion's onFail says.</param>
internal readonly record struct Finding(bool Passed, bool IsMissing, string Value, string Threshold, Refusal? Refusal)
{
    public static Finding Pass(string value, string threshold) => new(true, false, value, threshold, null);

    public static Finding Fail(string value, string threshold, Refusal refusal) => new(false, false, value, threshold, refusal);

    public static Finding Missing(string value, string threshold, Refusal refusal) => new(false, true, value, threshold, refusal);

    /// <summary>A fact that the application does not state.</summary>
    public static Finding NotStated(string threshold, string zh, string en) => Missing("not stated", threshold, new Refusal(
        "eligibility.not-stated", $"申请没有填写{zh}；请补充。", $"The application does not state {en}; add it."));
}
