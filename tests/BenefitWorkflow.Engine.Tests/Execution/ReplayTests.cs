using System.Text.Json;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Execution;

/// <summary>Recorded cases must come out of today's code as they were decided; a difference means running cases would change under way.</summary>
public sealed class ReplayTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    public static TheoryData<string> Histories => [.. Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).OfType<string>().Order()];

    [Theory]
    [MemberData(nameof(Histories))]
    public void History_Recorded_IsDecidedTheSame(string file)
    {
        var history = Read(file);
        Assert.NotEmpty(history.Entries);
        Assert.Null(Replay.FirstDifference(Documents.Disbursement, history, Facts));
    }

    [Fact]
    public void Histories_AreThere() => Assert.Equal(5, Histories.Count);

    [Theory]
    [MemberData(nameof(Histories))]
    public void History_ThroughItsJson_IsTheSame(string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        Assert.Equal(text.TrimEnd(), ReplayHistory.FromJson(text).ToJson());
    }

    [Fact]
    public void Replay_OtherDefinition_IsADifference() =>
        Assert.Equal("definition", Difference(history => history with { DefinitionHash = "0" })!.What);

    [Fact]
    public void Replay_OtherSteps_NamesTheFirstEntryThatDiffers()
    {
        var difference = Difference(history => With(history, 2, entry => entry with { Steps = [] }))!;
        Assert.Equal((2, "steps", ""), (difference.Entry, difference.What, difference.Expected));
        Assert.Contains("notice:1", difference.Actual);
    }

    [Fact]
    public void Replay_OtherPosition_IsADifference() =>
        Assert.Equal((1, "position"), At(Difference(history => With(history, 1, entry => entry with { Position = entry.Position + "x" }))));

    [Fact]
    public void Replay_SignalNowRefused_IsADifference()
    {
        var difference = Difference(history => With(history, 1, entry => entry with { Signal = new Signal("SettlePayment") }))!;
        Assert.Equal((1, "result", "refused signal.not-expected"), (difference.Entry, difference.What, difference.Actual));
    }

    [Fact]
    public void Replay_OtherFacts_IsADifference() => Assert.Equal((0, "steps"),
        At(Replay.FirstDifference(Documents.Disbursement, Read("objection-dismissed.json"), _ => new FakeFacts(Eligibility: "Ineligible"))));

    [Fact]
    public void History_ThatDoesNotBeginWithItsStart_Throws() =>
        Assert.Throws<ArgumentException>(() => Difference(history => history with { Entries = [.. history.Entries.Skip(1)] }));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"definitionHash\":\"x\",\"inputs\":{\"a\":[]},\"entries\":[]}")]
    public void Json_ThatIsNoHistory_IsAFormatException(string json) => Assert.Throws<FormatException>(() => ReplayHistory.FromJson(json));

    [Fact]
    public void Values_OfEveryKind_SurviveTheJson()
    {
        var history = new ReplayHistory("h", new Dictionary<string, object?> { ["s"] = "甲", ["b"] = true, ["i"] = 5L, ["d"] = 5m, ["n"] = null },
        [
            new ReplayEntry(new Signal("Go", new Dictionary<string, object?> { ["d"] = 1.25m }, "a", 2), CaseRun.Now, null, [new Step("a", 2, null)], "1|||||"),
        ]);
        var read = ReplayHistory.FromJson(history.ToJson());
        Assert.Equal(history.Inputs, read.Inputs);
        var entry = Assert.Single(read.Entries);
        Assert.Equal(1.25m, entry.Signal!.Data["d"]);
        Assert.Equal(("Go", "a", 2), (entry.Signal.Name, entry.Signal.ActivityId, entry.Signal.Visit));
        Assert.Equal(history.Entries[0].Steps, entry.Steps);
    }

    private static ReplayDifference? Difference(Func<ReplayHistory, ReplayHistory> change) =>
        Replay.FirstDifference(Documents.Disbursement, change(Read("objection-dismissed.json")), Facts);

    private static (int, string) At(ReplayDifference? difference) => (difference!.Entry, difference.What);

    private static ReplayHistory With(ReplayHistory history, int at, Func<ReplayEntry, ReplayEntry> change) =>
        history with { Entries = [.. history.Entries.Select((entry, i) => i == at ? change(entry) : entry)] };

    private static ReplayHistory Read(string file) => ReplayHistory.FromJson(File.ReadAllText(Path.Combine(Folder, file)));

    private static FakeFacts Facts(ReplayEntry entry) => entry.Facts!.Value.Deserialize<FakeFacts>()!;
}
