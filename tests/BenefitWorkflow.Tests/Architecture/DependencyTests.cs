using System.Reflection;
using BenefitWorkflow.Contracts;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Tests.Architecture;

/// <summary>Dependencies point one way, and each library stays in the folder that is its home.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Engine_ReferencesOnlyTheFrameworkAndItsExpressionLibrary() =>
        AssertReferences(typeof(Planner).Assembly, "Jint", "Acornima");

    [Fact]
    public void Contracts_ReferenceOnlyTheFramework() =>
        AssertReferences(typeof(CaseClosedV1).Assembly);

    [Theory]
    [InlineData("BenefitWorkflow.Engine", "Jint")]
    [InlineData("BenefitWorkflow.Contracts", "")]
    public void Project_OfALibrary_NamesNoOther(string name, string packages)
    {
        var project = SourceTree.Read($"src/{name}/{name}.csproj");

        Assert.Contains("<Project Sdk=", project, StringComparison.Ordinal);
        Assert.DoesNotContain("<ProjectReference", project, StringComparison.Ordinal);
        Assert.Equal(packages, string.Join(',', System.Text.RegularExpressions.Regex.Matches(project, "<PackageReference Include=\"([^\"]+)\"").Select(match => match.Groups[1].Value)));
    }

    /// <summary>Provider SQL is whatever only one database understands; the finance ledger and the simulated bank's book are SQLite files by design.</summary>
    [Theory]
    [InlineData(@"\bMassTransit\b", "src/BenefitWorkflow/Messaging/", "src/BenefitWorkflow.FinanceSubscriber/")]
    [InlineData(@"\bHangfire\b", "src/BenefitWorkflow/Jobs/")]
    [InlineData(@"\bRenci\b", "src/BenefitWorkflow/Payments/Exchange/")]
    [InlineData(@"\bMicrosoft\.Data\.Sqlite\b|\bUseSqlite\b|\bSqliteException\b|\bPRAGMA\b", "src/BenefitWorkflow/Store/Sqlite/", "src/BenefitWorkflow.FinanceSubscriber/Ledger/", "src/BenefitWorkflow.BankSimulator/")]
    [InlineData(@"\bNpgsql\b|\bUseNpgsql\b", "src/BenefitWorkflow/Store/PostgreSql/")]
    [InlineData(@"\bMicrosoft\.Data\.SqlClient\b|\bUseSqlServer\b|\bSqlBulkCopy\b", "src/BenefitWorkflow/Store/SqlServer/")]
    [InlineData(@"\bFOR UPDATE\b|\bSKIP LOCKED\b|\bON CONFLICT\b|\bINSERT OR (IGNORE|REPLACE)\b|\b(FromSql|ExecuteSql|SqlQuery)(Raw)?(Async)?[(<]", "src/BenefitWorkflow/Store/", "src/BenefitWorkflow.FinanceSubscriber/Ledger/", "src/BenefitWorkflow.BankSimulator/")]
    public void Library_IsUsedOnlyInItsHome(string pattern, params string[] homes)
    {
        Assert.True(SourceTree.Product.Count > 100, $"Only {SourceTree.Product.Count} files were found below src.");
        var users = SourceTree.Using(pattern);

        // A home must be found in use, or the pattern matches nothing any more.
        Assert.Contains(users, user => homes.Any(home => user.StartsWith(home, StringComparison.Ordinal)));
        Assert.DoesNotContain(users, user => !homes.Any(home => user.StartsWith(home, StringComparison.Ordinal)));
    }

    [Fact]
    public void Elsa_IsNamedOnlyByItsAdapter()
    {
        Assert.NotEmpty(SourceTree.Product);
        var users = SourceTree.Using(@"^\s*using Elsa\b");

        Assert.DoesNotContain(users, user => !user.StartsWith("src/BenefitWorkflow.Elsa/", StringComparison.Ordinal));
    }

    private static void AssertReferences(Assembly assembly, params string[] allowed)
    {
        var references = assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToList();

        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, name => !name.StartsWith("System.", StringComparison.Ordinal) && !allowed.Contains(name));
    }
}
