using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Engine.Tests.Support;

internal static class Documents
{
    /// <summary>The shape of the default process: every loop and every way out of it.</summary>
    public static WorkflowDefinition Disbursement { get; } = Read("disbursement.json");

    public static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documents", file));

    private static WorkflowDefinition Read(string file)
    {
        var result = DefinitionReader.Read(Text(file), file, FakeActivities.Catalog);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        return result.Definition!;
    }
}
