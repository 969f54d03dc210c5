using BenefitWorkflow.Beneficiaries;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>Everything a determination looks at. Holds personal data: never log it.</summary>
public sealed record EligibilityFacts
{
    /// <summary>As entered; may be malformed.</summary>
    public required string IdNumber { get; init; }

    public required string Name { get; init; }
    public required ApplicationFacts Application { get; init; }
    public BeneficiaryStatus Status { get; init; } = BeneficiaryStatus.Active;

    /// <summary>Other grants of the beneficiary or the household, never the case that is being decided.</summary>
    public IReadOnlyList<EarlierGrant> Earlier { get; init; } = [];

    /// <summary>An account to pay to is on file.</summary>
    public bool HasAccount { get; init; }

    // A record would print every property.
    public override string ToString() => nameof(EligibilityFacts);
}

/// <summary>A grant found elsewhere.</summary>
/// <param name="Year">Budget year of its programme.</param>
/// <param name="AmountFen">Granted or applied for, fen; 0 while undetermined.</param>
/// <param name="Live">True unless it ended without money (rejected, withdrawn, lapsed, ...).</param>
/// <param name="SameHousehold">Of anyone in the household.</param>
/// <param name="SameBeneficiary">The beneficiary's own.</param>
public sealed record EarlierGrant(
    string ProgrammeKey, string SchemeKey, int Year, string CaseNumber, long AmountFen, bool Live, bool SameHousehold, bool SameBeneficiary);
