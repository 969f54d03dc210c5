namespace BenefitWorkflow.Cases;

/// <summary>
/// What the applicant stated: the facts as JSON of <c>ApplicationFacts</c>, and the account to pay into. In a table of its own so that a step
/// does not rewrite it. The account is the case's own: no other application of the same person can divert what was approved here.
/// </summary>
public sealed class CaseApplication
{
    public long CaseId { get; init; }
    public required string Json { get; set; }

    public string? BankName { get; private set; }

    /// <summary>Encrypted; null where no account was stated yet.</summary>
    public byte[]? AccountCipher { get; private set; }

    public byte[]? AccountHash { get; private set; }

    /// <summary>Name on the account; may differ from the beneficiary's.</summary>
    public string? AccountName { get; private set; }

    /// <summary>An account change that waits for a second person; null where none does.</summary>
    public string? ProposedBankName { get; private set; }
    public byte[]? ProposedAccountCipher { get; private set; }
    public byte[]? ProposedAccountHash { get; private set; }
    public string? ProposedAccountName { get; private set; }

    /// <summary>Account id of the proposer, who may not confirm.</summary>
    public string? ProposedBy { get; private set; }

    public void StateAccount(string? bankName, byte[] cipher, byte[] hash, string accountName) =>
        (BankName, AccountCipher, AccountHash, AccountName) = (bankName, cipher, hash, accountName);

    public void ProposeAccount(string? bankName, byte[] cipher, byte[] hash, string accountName, string by) =>
        (ProposedBankName, ProposedAccountCipher, ProposedAccountHash, ProposedAccountName, ProposedBy) = (bankName, cipher, hash, accountName, by);

    public void ConfirmProposedAccount()
    {
        StateAccount(ProposedBankName, ProposedAccountCipher ?? throw new InvalidOperationException($"Case {CaseId} has no proposed account."), ProposedAccountHash!, ProposedAccountName!);
        DropProposedAccount();
    }

    public void DropProposedAccount() =>
        (ProposedBankName, ProposedAccountCipher, ProposedAccountHash, ProposedAccountName, ProposedBy) = (null, null, null, null, null);
}

/// <summary>One run of the eligibility rules over a case, with the trace of every criterion.</summary>
public sealed class DeterminationRecord
{
    public long CaseId { get; init; }

    /// <summary>History entry that it belongs to.</summary>
    public int Seq { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>Programme key, version and hash the decision used.</summary>
    public required string RuleVersion { get; init; }

    public required string Verdict { get; init; }
    public string? Tier { get; init; }
    public long AmountFen { get; init; }

    /// <summary>JSON list of criterion results; no personal data.</summary>
    public required string TraceJson { get; init; }
}
