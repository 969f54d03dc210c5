using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Deadlines.Timeliness;

/// <summary>
/// Evidence of one payment's timeliness, as it was judged: which step triggered it, what it was due by, when it arrived. A return reopens the verdict;
/// a payment issued anew has evidence of its own.
/// </summary>
public sealed class TimelinessProof
{
    public long OrderId { get; init; }
    public long CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required string ProgrammeKey { get; init; }
    public int Year { get; init; }

    /// <summary>1 for the first order of the case, 2 for its re-issue, and so on.</summary>
    public int Attempt { get; init; }

    /// <summary>Activity id of the last approval; null where the process has none.</summary>
    public string? TriggerStep { get; init; }

    /// <summary>Its entry in the case's history.</summary>
    public int? TriggerSeq { get; init; }

    /// <summary>When the entitlement became final; the count starts on its legal day.</summary>
    public DateTimeOffset TriggeredAt { get; init; }

    public int LimitWorkingDays { get; init; }

    /// <summary>First instant too late by the season; null: the programme has none.</summary>
    public DateTimeOffset? SeasonCutOff { get; init; }

    /// <summary>First instant that was too late: the earlier of limit and season.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>When the money arrived, as the bank says.</summary>
    public DateTimeOffset SettledAt { get; init; }

    /// <summary>Working days from the trigger to the arrival, the start day not counted.</summary>
    public int WorkingDaysUsed { get; init; }

    public TimelinessVerdict Verdict { get; private set; }
    public TimelinessReason Reason { get; private set; }

    /// <summary>Rules the verdict rests on, as a decision records them.</summary>
    public required string RuleVersion { get; init; }

    public DateTimeOffset JudgedAt { get; init; }

    /// <summary>When a return reopened the verdict; null: it stands.</summary>
    public DateTimeOffset? ReopenedAt { get; private set; }

    /// <summary>The verdict, with the limit that was passed.</summary>
    public TimelinessProof Judge(bool onTime)
    {
        (Verdict, Reason) = onTime ? (TimelinessVerdict.OnTime, TimelinessReason.InTime)
            : (TimelinessVerdict.Late, DueAt == SeasonCutOff ? TimelinessReason.SeasonCutOffPassed : TimelinessReason.ServiceLimitPassed);
        return this;
    }

    public void Reopen(DateTimeOffset now) => (Verdict, Reason, ReopenedAt) = (TimelinessVerdict.Reopened, TimelinessReason.Returned, now);
}

/// <summary>OnTime or Late -> Reopened, by a return.</summary>
public enum TimelinessVerdict
{
    OnTime = 1,
    Late = 2,

    /// <summary>The money came back: whether the person was paid in time is open again.</summary>
    Reopened = 3,
}

public enum TimelinessReason
{
    InTime = 1,

    /// <summary>More working days than the programme allows after the last approval.</summary>
    ServiceLimitPassed = 2,

    /// <summary>After the day before which the season's money must be there.</summary>
    SeasonCutOffPassed = 3,

    /// <summary>The bank sent the money back.</summary>
    Returned = 4,
}

internal sealed class TimelinessProofMapping : IEntityTypeConfiguration<TimelinessProof>
{
    public void Configure(EntityTypeBuilder<TimelinessProof> b)
    {
        b.ToTable("timeliness_proofs");
        b.HasKey(x => x.OrderId);
        b.Property(x => x.OrderId).ValueGeneratedNever();
        b.HasIndex(x => x.CaseId);
    }
}
