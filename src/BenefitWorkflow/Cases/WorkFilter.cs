using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Cases;

/// <summary>Which cases of a work list; null or empty: any.</summary>
/// <param name="Within">Those that the reader's roles are for.</param>
/// <param name="Due">By their time limit; closed cases have none.</param>
/// <param name="Text">Case number or its beginning, running number, the beginning of a name, or a whole identity number.</param>
public sealed record WorkFilter(
    CaseScope Within, string? Programme = null, string? Scheme = null, string? Step = null, string? Role = null, WorkDue Due = WorkDue.Any, string? Text = null)
{
    public WorkState State { get; init; } = WorkState.Open;

    /// <summary>The worker's unit, letter by letter.</summary>
    public string? Unit { get; init; }

    /// <summary>Of these only what waits for somebody; null: whoever it waits for.</summary>
    public CaseScope? Waiting { get; init; }

    /// <summary>Incidents and what was returned before come first, where there are few enough to be put in order.</summary>
    public bool ExceptionsFirst { get; init; }

    /// <summary>True where a condition says something that only an open case has.</summary>
    internal bool AsksWhereItWaits => Step is { Length: > 0 } || Role is { Length: > 0 } || Due != WorkDue.Any || Waiting is not null;

    /// <summary>The same for who knows just one case or person: nothing but the reader's own bounds counts.</summary>
    internal WorkFilter Whole => new(Within) { State = WorkState.All };
}

/// <summary>Open or closed, of a work list. Not kept with anything.</summary>
public enum WorkState
{
    Open = 1,
    Closed = 2,
    All = 3,
}

/// <summary>How a step's time limit stands. Not kept with anything.</summary>
public enum WorkDue
{
    Any = 1,
    Late = 2,

    /// <summary>Not late, and due by the end of the third working day from today.</summary>
    Soon = 3,
}

/// <summary>Cases that were chosen from a work list. A choice that changes is another object.</summary>
/// <param name="Ids">Null: all open ones that match.</param>
/// <param name="Except">Of all, those that were taken out again.</param>
public sealed record WorkChoice(WorkFilter Filter, IReadOnlyCollection<long>? Ids, IReadOnlyCollection<long> Except)
{
    /// <summary>Most cases that can be taken out of all; who takes out more had better filter.</summary>
    public const int MostExcept = 1_000;
}

/// <summary>A work list as its address and its forms say it; what somebody searched for is never part of it.</summary>
internal sealed record WorkQuery(string? Programme, string? Step, string? Role, string? Unit, string? State, string? Due, bool Mine, string? Sort = null)
{
    /// <summary>Addresses that were kept from before say <c>late=true</c>.</summary>
    public static string? DueOf(string? due, bool? late) => due ?? (late == true ? "late" : null);

    public WorkFilter Filter(Actor actor, string? text) => new(CaseScope.Of(actor), Programme, null, Step, Role, Due switch { "late" => WorkDue.Late, "soon" => WorkDue.Soon, _ => WorkDue.Any }, text)
    {
        Unit = Unit, State = State switch { "closed" => WorkState.Closed, "all" => WorkState.All, _ => WorkState.Open }, ExceptionsFirst = Sort == "exceptions", Waiting = Mine ? CaseScope.WaitingFor(actor) : null,
    };
}
