using System.Text.Json.Serialization;

namespace BenefitWorkflow.Programmes.Criteria;

/// <summary>
/// One condition of eligibility as data; its <c>kind</c> says which. A new kind is a record here, a line below and a check in
/// <c>Cases/Eligibility</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(IdNumberCriterion), IdNumberCriterion.Kind)]
[JsonDerivedType(typeof(AgeRangeCriterion), AgeRangeCriterion.Kind)]
[JsonDerivedType(typeof(IncomeTierCriterion), IncomeTierCriterion.Kind)]
[JsonDerivedType(typeof(ExclusionsCriterion), ExclusionsCriterion.Kind)]
[JsonDerivedType(typeof(RequiredDocumentsCriterion), RequiredDocumentsCriterion.Kind)]
[JsonDerivedType(typeof(DuplicateCriterion), DuplicateCriterion.Kind)]
[JsonDerivedType(typeof(AliveNotExitedCriterion), AliveNotExitedCriterion.Kind)]
[JsonDerivedType(typeof(YearlyCapCriterion), YearlyCapCriterion.Kind)]
[JsonDerivedType(typeof(SchoolStageCriterion), SchoolStageCriterion.Kind)]
[JsonDerivedType(typeof(HonourCriterion), HonourCriterion.Kind)]
[JsonDerivedType(typeof(DutyPostCriterion), DutyPostCriterion.Kind)]
[JsonDerivedType(typeof(HardshipCauseCriterion), HardshipCauseCriterion.Kind)]
[JsonDerivedType(typeof(AccountPresentCriterion), AccountPresentCriterion.Kind)]
public abstract record Criterion
{
    /// <summary>Stable key, unique in the scheme; a trace names it.</summary>
    public required string Key { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>What a failure means. A fact that is not stated makes the case incomplete whatever stands here.</summary>
    public required OnFail OnFail { get; init; }

    /// <summary>Where the condition comes from.</summary>
    public required string Source { get; init; }

    /// <inheritdoc cref="Entitlement.Assumption"/>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }

    /// <summary>First day on which it is checked; null: always was.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>Last such day, inclusive; null: open.</summary>
    public DateOnly? EffectiveTo { get; init; }

    public bool IsInForce(DateOnly on) =>
        (EffectiveFrom is not { } from || on >= from) && (EffectiveTo is not { } to || on <= to);
}

public enum OnFail
{
    /// <summary>The case ends: no correction can help.</summary>
    Ineligible = 1,

    /// <summary>The case goes back for correction.</summary>
    Incomplete = 2,
}
