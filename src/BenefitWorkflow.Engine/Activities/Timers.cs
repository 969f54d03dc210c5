using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Activities;

/// <summary>An activity that waits for an instant. The host keeps the clock; this only says when.</summary>
internal interface ITimerActivity
{
    bool Accepts(string text);
}

/// <summary>Waits for a duration in .NET's constant form, e.g. <c>10.00:00:00</c> for ten days.</summary>
internal sealed class Delay : IActivity, ITimerActivity
{
    public const string Input = "timeSpan";

    public ActivityDeclaration Declaration { get; } = Timers.Declare("Elsa.Delay", Input);

    public bool Accepts(string text) => TryRead(text, out _);

    public ActivityResult Enter(ActivityContext context)
    {
        if (!TryRead(context.Text(Input), out var delay)) throw new ExpressionException(Refusals.InvalidTime(Input));
        context.Emit(new TimerSet(context.ActivityId, context.Visit, context.Now + delay));
        return ActivityResult.Wait;
    }

    public ActivityResult Resume(ActivityContext context, Signal signal) => ActivityResult.Done("Done");

    private static bool TryRead(string text, out TimeSpan delay) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out delay) && delay >= TimeSpan.Zero;
}

/// <summary>Waits until an instant in ISO 8601 with its offset; one that has passed is due at once.</summary>
internal sealed class StartAt : IActivity, ITimerActivity
{
    public const string Input = "dateTime";

    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public ActivityDeclaration Declaration { get; } = Timers.Declare("Elsa.StartAt", Input);

    public bool Accepts(string text) => TryRead(text, out _);

    public ActivityResult Enter(ActivityContext context)
    {
        if (!TryRead(context.Text(Input), out var due)) throw new ExpressionException(Refusals.InvalidTime(Input));
        context.Emit(new TimerSet(context.ActivityId, context.Visit, due));
        return ActivityResult.Wait;
    }

    public ActivityResult Resume(ActivityContext context, Signal signal) => ActivityResult.Done("Done");

    // Without an offset the instant would depend on the machine's time zone.
    private static bool TryRead(string text, out DateTimeOffset due) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out due)
        && (text.EndsWith('Z') || text.AsSpan()[^6] is '+' or '-');
}

internal static class Timers
{
    public static ActivityDeclaration Declare(string type, string input) => new(type, ["Done"], [],
        [new InputDeclaration(input, ValueKind.String, Required: true)], [], [new SignalDeclaration(Signal.TimerElapsed, "Done")]);
}
