using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Cases.Pages;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Budgets.Pages;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notices.Pages;
using BenefitWorkflow.Payments.Pages;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Runs.Pages;
using BenefitWorkflow.Tests.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Tests.Ui;

/// <summary>T(zh, en) does not compile without both; a key that falls through a switch does. So every key that is declared anywhere is asked for here.</summary>
public sealed partial class WordsTests
{
    private static readonly Type[] Homes = [typeof(Words), typeof(CaseWords), typeof(PaymentWords), typeof(NoticeWords), typeof(FactWords)];

    /// <summary>Keys of what is worded by key, by the function that words it.</summary>
    private static readonly Dictionary<string, IEnumerable<string>> Keys = new()
    {
        ["Words.Role"] = [.. Roles.Assignable, Roles.System],
        ["Words.Action"] = [.. SignalCases.Routes, .. RunKinds()],
        ["Words.Outcome"] = Enum.GetNames<CaseOutcomeKind>().Select(name => name.ToLowerInvariant()),
        ["Words.Cause"] = Enum.GetValues<OverdueCause>().Select(OverdueSummary.KeyOf),
        ["Words.Result"] = Results(),
        ["Words.Signal"] = [.. DeclaredActivities.Catalog.All.SelectMany(a => a.Declaration.Signals).Select(s => s.Name), Signal.TimerElapsed, "Open", "Incident", KeepDocuments.Added, KeepDocuments.Withdrawn],
        ["Words.Port"] = [.. DeclaredActivities.Catalog.All.SelectMany(a => a.Declaration.Outcomes.Concat(a.Declaration.OptionalOutcomes)), .. Shipped.Catalog.Definitions.SelectMany(d => d.Connections).Select(c => c.Port)],
        ["CaseWords.Verdict"] = Enum.GetNames<Verdict>(),
        ["CaseWords.NoticeLine"] = Enum.GetNames<NoticeLineState>(),
        ["CaseWords.Deadline"] = Enum.GetNames<DeadlineKind>(),
        ["CaseWords.DeadlineState"] = Enum.GetNames<DeadlineState>(),
        ["CaseWords.Pause"] = Enum.GetNames<PauseReason>(),
        ["CaseWords.Reservation"] = Enum.GetNames<ReservationState>(),
        ["FactWords.Value"] = new[] { RosterWords.Causes, RosterWords.Stages, RosterWords.Honours }.SelectMany(words => words.Values),
    };

    [Fact]
    public void Keys_HaveAWordInBothLanguages()
    {
        var functions = Functions(typeof(string));

        Assert.Equal(Keys.Keys.Order(), functions.Select(f => f.Name).Order());
        Assert.Empty(functions.SelectMany(f => Keys[f.Name].Distinct().SelectMany(key => Wrong($"{f.Name}({key})", () => f.Word(key), key))));
    }

    [Fact]
    public void Values_HaveAWordOfTheirOwnInBothLanguages()
    {
        var functions = Functions(null);

        Assert.Contains(functions, f => f.Name == "RunPage.State");
        Assert.Contains(functions, f => f.Name == "PaymentWords.Kind");
        foreach (var (name, type, word) in functions)
        {
            var values = Enum.GetValues(type).Cast<object>().ToList();
            Assert.Empty(values.SelectMany(value => Wrong($"{name}({value})", () => word(value))));
            // A value that was added later would otherwise be called by the last one's name.
            Assert.Empty(values.GroupBy(value => In("zh-CN", () => word(value))).Where(g => g.Count() > 1).Select(g => $"{name}: {string.Join(", ", g)} are all {g.Key}"));
        }
    }

    [Fact]
    public void Acts_HaveNamesInBothLanguages() =>
        Assert.Empty(Acts.All.SelectMany(act => Wrong(act, () => Language.IsEnglish ? Words.ActNames(act).En : Words.ActNames(act).Zh, act)));

    [Fact]
    public void Steps_HaveNamesInBothLanguages()
    {
        var steps = Shipped.Catalog.Definitions.SelectMany(d => d.Activities.Select(a => (Definition: d, a.Id))).ToList();

        Assert.True(steps.Count > 50, $"{steps.Count} steps");
        Assert.Empty(steps.SelectMany(s => Wrong($"{s.Definition.DefinitionId} {s.Id}", () => Words.Step(s.Definition, s.Id), s.Id)));
        Assert.Empty(steps.SelectMany(s => Wrong(s.Id, () => Words.Step(Shipped.Catalog, s.Id), s.Id)));
    }

    /// <summary>Titles of programmes, schemes, tiers, criteria, documents, sources and indicators, and everything else that a programme says.</summary>
    [Fact]
    public void Programmes_SpeakBothLanguages()
    {
        var texts = Shipped.Catalog.Programmes.SelectMany(p => Texts(p, p.Key, 0)).ToList();

        Assert.True(texts.Count > 100, $"{texts.Count} texts");
        Assert.Empty(texts.SelectMany(t => Wrong(t.Path, () => Language.T(t.Text))));
        Assert.Empty(Enum.GetValues<IndicatorLevel>().SelectMany(level => Wrong(level.ToString(), () => Language.T(level.Title()))));
    }

    private sealed record Function(string Name, Type Of, Func<object, string> Word);

    /// <summary>Functions from one value to its word: of the words' homes all, of pages those named State.</summary>
    /// <param name="of">Null: of any enum.</param>
    private static List<Function> Functions(Type? of) =>
        [.. Homes.Concat([typeof(RunPage), typeof(BenefitWorkflow.Cases.Import.Pages.ImportPage), typeof(BudgetView)]).SelectMany(home => home.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(string) && m.GetParameters() is [var p] && (of is null ? p.ParameterType.IsEnum : p.ParameterType == of)
                && (Homes.Contains(home) ? !m.IsPrivate : m.Name == "State"))
            .Select(m => new Function($"{home.Name}.{m.Name}", m.GetParameters()[0].ParameterType, value => (string)m.Invoke(null, [value])!)))];

    private static IEnumerable<string> RunKinds() =>
        typeof(IRunKind).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IRunKind))).Select(t => (string)t.GetField("Kind")!.GetRawConstantValue()!).Where(kind => kind != SignalRun.Kind);

    /// <summary>Results that the shipped definitions close with.</summary>
    private static IEnumerable<string> Results() =>
        Directory.GetFiles(Shipped.Folder, "*.v1.json", SearchOption.AllDirectories).SelectMany(path =>
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return json.RootElement.GetProperty("root").GetProperty("activities").EnumerateArray().Where(a => a.GetProperty("type").GetString() == "BenefitWorkflow.Close")
                .Select(a => a.GetProperty("result").GetProperty("expression").GetProperty("value").GetString()!).ToList();
        });

    private static IEnumerable<(string Path, LocalizedText Text)> Texts(object? value, string path, int depth)
    {
        if (value is LocalizedText text) return [(path, text)];
        if (value is null or string || depth > 8) return [];
        if (value is IEnumerable many) return many.Cast<object?>().SelectMany((one, i) => Texts(one, $"{path}[{i}]", depth + 1));
        if (value.GetType().Namespace?.StartsWith("BenefitWorkflow", StringComparison.Ordinal) != true || value.GetType().IsEnum) return [];
        return value.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0).SelectMany(p => Texts(p.GetValue(value), $"{path}.{p.Name}", depth + 1));
    }

    private static IEnumerable<string> Wrong(string what, Func<string> word, string? key = null)
    {
        var (zh, en) = (In("zh-CN", word), In("en", word));
        if (!Han().IsMatch(zh)) yield return $"{what} in Chinese: {zh}";
        if (string.IsNullOrWhiteSpace(en) || Han().IsMatch(en) || Key().IsMatch(en) || zh == key) yield return $"{what} in English: {en}";
    }

    private static string In(string language, Func<string> word)
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = new(language);
        try { return word(); }
        finally { System.Globalization.CultureInfo.CurrentUICulture = before; }
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.CultureInvariant)]
    private static partial Regex Han();

    /// <summary>A name in code: words run together, or joined by hyphens and nothing else.</summary>
    [GeneratedRegex(@"\p{Ll}\p{Lu}|^\p{Ll}+(-\p{Ll}+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
