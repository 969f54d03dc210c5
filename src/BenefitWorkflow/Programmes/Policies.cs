using System.Text.Json.Serialization;

namespace BenefitWorkflow.Programmes;

public sealed record ApprovalPolicy
{
    /// <summary>A grant above this amount (fen) needs a second level of approval; at the amount it does not.</summary>
    public required long SecondLevelAboveFen { get; init; }
}

/// <summary>What limits batches of payments and warns of a budget that is running out. Every limit is optional.</summary>
public sealed record PaymentPolicy
{
    /// <summary>Most a batch may pay, fen; null: no limit.</summary>
    public long? BatchLimitFen { get; init; }

    /// <summary>A batch above this amount (fen) is checked by one person and released by another, neither of them its preparer; null: one person checks and releases.</summary>
    public long? SecondCheckerAboveFen { get; init; }

    /// <summary>A source is warned of when this part of its ceiling is approved, percent, 1 to 100. Default 90.</summary>
    public int WarnAtPercent { get; init; } = 90;

    /// <summary>Where the limits come from.</summary>
    public required string Source { get; init; }

    /// <inheritdoc cref="Entitlement.Assumption"/>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }
}

/// <summary>Public notice (公示) of names, units and amounts before payment.</summary>
public sealed record NoticePolicy
{
    /// <summary>
    /// Full working days a notice must run; the day of posting does not count. Where <see cref="CalendarDays"/> is stated, that counts instead.
    /// </summary>
    public required int WorkingDays { get; init; }

    /// <summary>Full calendar days a notice must run, instead of working days; null: working days count.</summary>
    public int? CalendarDays { get; init; }

    /// <summary>How long a notice must run unless its scheme says otherwise.</summary>
    [JsonIgnore]
    public NoticePeriod Period => CalendarDays is { } days ? NoticePeriod.OfCalendarDays(days) : NoticePeriod.OfWorkingDays(WorkingDays);

    /// <summary>Whether a notice counts as proven only by photographs of the posted sheet at its start and end; default false.</summary>
    public bool PhotoRequired { get; init; }

    /// <summary>Whom to object to, as printed on the notice.</summary>
    public required LocalizedText Contact { get; init; }

    /// <summary>Where the length comes from.</summary>
    public required string Source { get; init; }

    /// <inheritdoc cref="Entitlement.Assumption"/>
    public bool Assumption { get; init; }

    /// <inheritdoc cref="Entitlement.Reason"/>
    public LocalizedText? Reason { get; init; }
}

/// <summary>Two acts on one case (or batch) that must be done by two people.</summary>
/// <param name="First">One of <see cref="Acts"/>.</param>
/// <param name="Second">One of <see cref="Acts"/>.</param>
public sealed record DutyPair(string First, string Second);

/// <summary>The acts that separations of duties name.</summary>
public static class Acts
{
    /// <summary>Prepared the case or answered a correction (经办).</summary>
    public const string Prepare = "prepare";

    /// <summary>Approved at any level.</summary>
    public const string Approve = "approve";

    /// <summary>Approved at the level above another approval of the same case.</summary>
    public const string ApproveNextLevel = "approve-next-level";

    /// <summary>Released the case's payment to the bank.</summary>
    public const string Release = "release";

    /// <summary>Re-investigated an objection.</summary>
    public const string Reinvestigate = "reinvestigate";

    /// <summary>Entered another account for the payee.</summary>
    public const string CorrectAccount = "correct-account";

    /// <summary>Confirmed that account.</summary>
    public const string ConfirmAccount = "confirm-account";

    /// <summary>Opened the recovery of a wrong payment.</summary>
    public const string OpenRecovery = "open-recovery";

    /// <summary>Recorded that the money came back, or gave it up.</summary>
    public const string EndRecovery = "end-recovery";

    /// <summary>Proposed to pay in cash.</summary>
    public const string ProposeCash = "propose-cash";

    /// <summary>Confirmed a payment in cash.</summary>
    public const string ConfirmCash = "confirm-cash";

    public const string PrepareBatch = "prepare-batch";
    public const string ReleaseBatch = "release-batch";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        Prepare, Approve, ApproveNextLevel, Release, Reinvestigate, CorrectAccount, ConfirmAccount, OpenRecovery, EndRecovery, ProposeCash, ConfirmCash, PrepareBatch, ReleaseBatch,
    };
}

/// <summary>What a live grant elsewhere means for a new case.</summary>
public sealed record OverlapPolicy
{
    /// <summary>A live grant of the same programme and year.</summary>
    public required OverlapRule SameProgrammeYear { get; init; }

    /// <summary>A live grant of another programme in the same year.</summary>
    public required OverlapRule OtherProgramme { get; init; }
}

public enum OverlapRule
{
    Allowed = 1,

    /// <summary>Allowed where the application states why.</summary>
    ReasonRequired = 2,

    Blocked = 3,
}
