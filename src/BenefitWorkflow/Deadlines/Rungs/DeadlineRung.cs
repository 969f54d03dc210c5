namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>The ladder of a deadline: DueSoon -> Due -> Late -> Escalated. Each rung fires once, in this order, or is left out by a limit too short for it.</summary>
public enum DeadlineRung
{
    /// <summary>A working day before the last day begins; three for limits of ten working days and more.</summary>
    DueSoon = 1,

    /// <summary>The last day in time has begun.</summary>
    Due = 2,

    /// <summary>The first instant that is too late.</summary>
    Late = 3,

    /// <summary>Two working days later nothing has been done: the supervisor's.</summary>
    Escalated = 4,
}

/// <summary>What a deadline is about.</summary>
public enum DeadlineSubject
{
    Case = 1,
    Batch = 2,
    Notice = 3,
    Programme = 4,
}
