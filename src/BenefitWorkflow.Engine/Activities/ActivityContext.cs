using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Activities;

/// <summary>What an activity sees of its case during one burst.</summary>
public abstract class ActivityContext
{
    /// <summary>The activity's id in the definition, e.g. <c>approve1</c>.</summary>
    public abstract string ActivityId { get; }

    /// <summary>1 for the first time the flow reaches this activity in this case, 2 for the second, and so on.</summary>
    public abstract int Visit { get; }

    /// <summary>The instant of the decision (UTC).</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>The host's facts about the case, as given to the planner.</summary>
    public abstract object Facts { get; }

    /// <summary>An evaluated input, or <paramref name="fallback"/> where the definition leaves it out.</summary>
    public abstract string Text(string input, string fallback = "");

    /// <inheritdoc cref="Text"/>
    public abstract long Integer(string input, long fallback = 0);

    /// <inheritdoc cref="Text"/>
    public abstract decimal Number(string input, decimal fallback = 0);

    /// <inheritdoc cref="Text"/>
    public abstract bool Flag(string input, bool fallback = false);

    /// <summary>True where the definition connects this outcome of this activity.</summary>
    public abstract bool Connects(string outcome);

    /// <summary>Writes an output; it lands in the variable the definition binds it to, if any.</summary>
    public abstract void SetOutput(string name, object? value);

    /// <summary>Adds an effect; effects keep the order in which they were emitted.</summary>
    public abstract void Emit(Effect effect);
}
