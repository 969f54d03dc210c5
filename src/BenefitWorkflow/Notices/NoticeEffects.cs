using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Notices;

/// <summary>Effects on notices and objections.</summary>
public abstract record NoticeEffect : Effect;

/// <summary>The case is on a notice that runs until <paramref name="EndsAt"/>.</summary>
public sealed record NoticePeriodStarted(string ActivityId, int Visit, DateTimeOffset EndsAt) : NoticeEffect;

/// <summary>The case's line in its notice is over.</summary>
public sealed record NoticeLineEnded(NoticeLineState State) : NoticeEffect;

public sealed record ObjectionDecided(bool Upheld) : NoticeEffect;

/// <summary>The case went before anyone decided on the objection.</summary>
public sealed record ObjectionLapsed : NoticeEffect;
