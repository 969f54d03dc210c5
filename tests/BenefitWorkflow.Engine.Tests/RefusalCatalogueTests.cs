using System.Reflection;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests;

/// <summary>Every refusal the engine can give: worded in both languages and listed in docs/engine.md.</summary>
public sealed class RefusalCatalogueTests
{
    public static TheoryData<string, string, string> All
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var method in typeof(Refusals).GetMethods(BindingFlags.Public | BindingFlags.Static))
            {
                var refusal = (Refusal)method.Invoke(null, Arguments(method))!;
                all.Add(refusal.Code, refusal.Zh, refusal.En);
            }
            foreach (var method in typeof(ProblemLog).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                         .Where(method => !method.IsSpecialName))
            {
                var log = new ProblemLog("f.json");
                method.Invoke(log, Arguments(method));
                var problem = log.Errors.Concat(log.Warnings).Single();
                all.Add(problem.Code, problem.Zh, problem.En);
            }
            return all;
        }
    }

    [Fact]
    public void Codes_AreMany_AndEachIsGivenInOnePlace()
    {
        var codes = All.Select(row => (string)row[0]).ToList();
        Assert.InRange(codes.Count, 40, 80);
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Refusal_IsWordedInBothLanguages_AndDocumented(string code, string zh, string en)
    {
        Assert.Matches("^[a-z]+(\\.[a-z]+(-[a-z]+)*)$", code);
        Assert.Matches("\\p{IsCJKUnifiedIdeographs}", zh);
        Assert.DoesNotMatch("\\p{IsCJKUnifiedIdeographs}", en);
        // What to do follows the semicolon.
        Assert.Contains('；', zh);
        Assert.EndsWith("。", zh);
        Assert.Contains(';', en);
        Assert.EndsWith(".", en);
        Assert.Contains($"`{code}`", Documents.Text("engine.md"));
    }

    private static object[] Arguments(MethodInfo method) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType == typeof(string) ? "x" : Convert.ChangeType(2, parameter.ParameterType,
            System.Globalization.CultureInfo.InvariantCulture))];
}
