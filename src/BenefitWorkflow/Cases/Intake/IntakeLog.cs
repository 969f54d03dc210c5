namespace BenefitWorkflow.Cases.Intake;

internal static partial class IntakeLog
{
    [LoggerMessage(2501, LogLevel.Error, "A draft of an application could not be saved")]
    public static partial void DraftNotSaved(this ILogger logger, Exception fault);
}
