using System.Text.RegularExpressions;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Docs;

/// <summary>docs/GLOSSARY.md names every state, kind, role and activity of the service in both languages.</summary>
public sealed class GlossaryIsComplete
{
    private static readonly string Text = SourceTree.Read("docs/GLOSSARY.md").Replace("\r\n", "\n", StringComparison.Ordinal);

    // Flags are switches of the code's own, no state anyone is shown.
    private static IEnumerable<Type> States => typeof(Case).Assembly.GetExportedTypes().Concat(typeof(QuarantineReason).Assembly.GetExportedTypes())
        .Where(type => type.IsEnum && !type.IsDefined(typeof(FlagsAttribute), inherit: false));

    [Fact]
    public void State_IsTranslated()
    {
        var values = States.SelectMany(type => Enum.GetNames(type).Select(name => $"{type.Name}.{name}")).ToList();

        Assert.Contains("CaseState.Open", values);
        var missing = values.Where(value => !Regex.IsMatch(Text, $@"\n\| `{value}` \| \p{{IsCJKUnifiedIdeographs}}")).ToList();
        Assert.True(missing.Count == 0, $"Without a row in docs/GLOSSARY.md: {string.Join(", ", missing)}");
    }

    [Fact]
    public void State_Listed_Exists()
    {
        var listed = Regex.Matches(Text, @"\n\| `(\w+)\.(\w+)` \|").Select(match => (Type: match.Groups[1].Value, Name: match.Groups[2].Value)).ToList();

        Assert.NotEmpty(listed);
        Assert.DoesNotContain(listed, entry => !States.Any(type => type.Name == entry.Type && Enum.GetNames(type).Contains(entry.Name)));
        Assert.Equal(listed.Count, listed.Distinct().Count());
    }

    [Fact]
    public void Role_IsTranslated()
    {
        Assert.NotEmpty(Roles.Assignable);
        Assert.DoesNotContain(Roles.Assignable, role => !Text.Contains($"`{role}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Activity_IsTranslated_WithEveryOutcome()
    {
        var activities = typeof(Case).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IActivity)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => ((IActivity)Activator.CreateInstance(type)!).Declaration)
            .ToList();

        Assert.NotEmpty(activities);
        Assert.All(activities, activity =>
        {
            var row = Text.Split('\n').SingleOrDefault(line => line.StartsWith($"| {activity.Type.Split('.')[^1]} | ", StringComparison.Ordinal));
            Assert.True(row is not null, $"{activity.Type} has no row.");
            Assert.All(activity.Outcomes.Concat(activity.OptionalOutcomes), outcome => Assert.Matches($@"\b{outcome} \p{{IsCJKUnifiedIdeographs}}", row));
        });
    }
}
