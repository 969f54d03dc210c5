using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

/// <summary>Files that banks read, byte for byte as they were when somebody last looked at them. <c>UPDATE_GOLDEN=1</c> writes them anew, to be looked at.</summary>
internal static class Golden
{
    public static void Same(string name, byte[] bytes)
    {
        var file = Path.Combine(SourceTree.Root, "tests/BenefitWorkflow.Tests/Payments/BankFormats/Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
        Assert.True(File.Exists(file), $"{file} is missing.");
        Assert.Equal(File.ReadAllBytes(file), bytes);
    }
}
