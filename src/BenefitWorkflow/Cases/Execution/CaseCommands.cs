using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>A signal for one case. Shape of every use case is a list of these; one case is the list of length 1.</summary>
/// <param name="Version">Version the caller saw; null: any. Another one is refused as <c>case.stale-version</c>.</param>
/// <param name="Application">The corrected application, for a resubmission; null: unchanged.</param>
/// <param name="Personal">Personal data that goes with the signal (an account): stored encrypted, never in history.</param>
public sealed record CaseSignal(long CaseId, Signal Signal, int? Version = null, string? Reason = null, PersonalInput? Personal = null, ApplicationFacts? Application = null);

/// <summary>An account as stated by the applicant or corrected by a caseworker.</summary>
public sealed record PersonalInput(string? BankName, string Account, string? AccountName)
{
    public override string ToString() => nameof(PersonalInput);
}

/// <param name="IdempotencyKey">Null: none. The same key with the same input gets the stored answer, with other input <c>idempotency.key-reused</c>.</param>
public sealed record SignalCommand(Actor Actor, IReadOnlyList<CaseSignal> Items, string? IdempotencyKey = null);

/// <summary>One application to open a case for.</summary>
public sealed record NewCase
{
    public required string ProgrammeKey { get; init; }
    public required string SchemeKey { get; init; }
    public required string Name { get; init; }
    public required string IdNumber { get; init; }
    public string? Phone { get; init; }
    public required string Unit { get; init; }
    public string? BankName { get; init; }
    public string? Account { get; init; }

    /// <summary>Null: as <see cref="Name"/>.</summary>
    public string? AccountName { get; init; }

    /// <summary>Identity number of the household's head; null: the beneficiary heads their own.</summary>
    public string? HouseholdHeadId { get; init; }

    public required ApplicationFacts Application { get; init; }

    public override string ToString() => nameof(NewCase);
}

/// <summary>Something that belongs to a case's history and decides nothing, e.g. a document that came.</summary>
/// <param name="Data">Kept in the entry; no personal data.</param>
/// <param name="Act">One of <see cref="Programmes.Acts"/> that it counts as, for the separation of duties; null: none.</param>
public sealed record CaseNote(long CaseId, string Action, IReadOnlyDictionary<string, object?> Data, string? Reason = null, string? Act = null);

public sealed record OpenCommand(Actor Actor, IReadOnlyList<NewCase> Items, string? IdempotencyKey = null);

/// <summary>What became of one row of a list.</summary>
/// <param name="CaseId">0 where no case was opened.</param>
/// <param name="Refusal">Null where it was applied.</param>
/// <param name="Step">Where the case waits now; null where it does not, or was not found.</param>
public sealed record CaseOutcome(long CaseId, string? CaseNumber, CaseOutcomeKind Kind, Refusal? Refusal, string? Step, int Version, long AmountFen = 0, string? Result = null);

public enum CaseOutcomeKind
{
    Applied = 1,

    /// <summary>Nothing was changed; the refusal says what to do.</summary>
    Refused = 2,

    /// <summary>The step failed; the case is marked and waits for a retry.</summary>
    Incident = 3,
}
