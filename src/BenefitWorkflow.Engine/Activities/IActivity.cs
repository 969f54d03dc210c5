using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Activities;

/// <summary>
/// An activity decides; it never does. It reads the context, emits effects as data and says how it ended.
/// Implementations are stateless singletons and must not touch clock, store or network.
/// </summary>
public interface IActivity
{
    ActivityDeclaration Declaration { get; }

    /// <summary>The flow reached the activity.</summary>
    ActivityResult Enter(ActivityContext context);

    /// <summary>A signal that the declaration names arrived while the activity was blocked.</summary>
    ActivityResult Resume(ActivityContext context, Signal signal);
}

/// <summary>How an activity ended one burst.</summary>
public abstract record ActivityResult
{
    private ActivityResult() { }

    /// <summary>The activity is over; tokens go out on <paramref name="Outcome"/>.</summary>
    public sealed record Completed(string Outcome) : ActivityResult;

    /// <summary>The activity blocks (or stays blocked) until a signal resumes it.</summary>
    public sealed record Waiting : ActivityResult;

    /// <summary>The signal is not acceptable; nothing of this decision may be kept.</summary>
    public sealed record Refused(Refusal Refusal) : ActivityResult;

    public static ActivityResult Done(string outcome) => new Completed(outcome);
    public static ActivityResult Wait { get; } = new Waiting();
    public static ActivityResult Refuse(string code, string zh, string en) => new Refused(new Refusal(code, zh, en));
}
