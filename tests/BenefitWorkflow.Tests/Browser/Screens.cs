namespace BenefitWorkflow.Tests.Browser;

/// <summary>A wide screen and a telephone's.</summary>
internal static class Screens
{
    public const int Wide = 1366, Narrow = 360;
}
