namespace BenefitWorkflow.Beneficiaries;

/// <summary>Active -> Exited (recovered, retired, transferred) or Deceased. Neither of the latter may be paid.</summary>
public enum BeneficiaryStatus
{
    Active = 1,
    Exited = 2,
    Deceased = 3,
}
