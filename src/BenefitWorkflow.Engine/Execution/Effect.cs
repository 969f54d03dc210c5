namespace BenefitWorkflow.Engine.Execution;

/// <summary>Something a decision asks its host to do, as data. Hosts define their own; the engine emits those below.</summary>
public abstract record Effect;

/// <summary>A timer activity waits: the host must send <see cref="Signal.TimerElapsed"/> to this bookmark at or after <paramref name="DueAt"/>.</summary>
public sealed record TimerSet(string ActivityId, int Visit, DateTimeOffset DueAt) : Effect;

/// <summary>A bookmark opened: the case now waits at this activity.</summary>
public sealed record BookmarkOpened(string ActivityId, int Visit) : Effect;

/// <summary>A bookmark closed, by its signal or because another branch won; whatever hangs on it (deadlines, tasks) is void.</summary>
public sealed record BookmarkClosed(string ActivityId, int Visit) : Effect;
