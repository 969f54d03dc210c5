namespace BenefitWorkflow.Cases.Intake;

internal static partial class IntakeLog
{
    /// <param name="fault">Its kind alone: a message may quote what was typed.</param>
    [LoggerMessage(2501, LogLevel.Error, "A draft of an application could not be saved: {Fault}")]
    public static partial void DraftNotSaved(this ILogger logger, string fault);
}
