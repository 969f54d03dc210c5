using System.Runtime.CompilerServices;

namespace BenefitWorkflow.Tests.Payments.BankFormats;

/// <summary>Files that banks read, byte for byte as they were when somebody last looked at them. <c>UPDATE_GOLDEN=1</c> writes them anew, to be looked at.</summary>
internal static class Golden
{
    public static void Same(string name, byte[] bytes, [CallerFilePath] string source = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(source)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
        Assert.True(File.Exists(file), $"{file} is missing.");
        Assert.Equal(File.ReadAllBytes(file), bytes);
    }
}
