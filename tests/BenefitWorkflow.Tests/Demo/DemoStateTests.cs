using BenefitWorkflow.Demo;

namespace BenefitWorkflow.Tests.Demo;

public sealed class DemoStateTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("demo-state-");
    private readonly string _folder;

    public DemoStateTests() => _folder = Path.Combine(_root.FullName, "demo");

    [Fact]
    public void Load_NewFolder_BeginsOnTheFirstDay()
    {
        var state = DemoState.Load(_folder, 2, 3);
        // Midnight in Shanghai.
        Assert.Equal(new DemoState(new DateTimeOffset(2022, 11, 30, 16, 0, 0, TimeSpan.Zero), 2, 3, false), state);
        Assert.Equal(state, DemoState.Load(_folder, 2, 3));
    }

    [Fact]
    public void Load_UnfinishedDemo_GoesOnFromItsInstantWithItsFiles()
    {
        var reached = DemoState.Load(_folder, 1, 1) with { Now = new DateTimeOffset(2023, 3, 6, 1, 30, 0, TimeSpan.Zero) };
        reached.Save(_folder);
        File.WriteAllText(Path.Combine(_folder, "bank-book.json"), "{}");
        Assert.Equal(reached, DemoState.Load(_folder, 1, 1));
        Assert.True(File.Exists(Path.Combine(_folder, "bank-book.json")));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Load_UnfinishedDemoWithOtherOptions_Throws(int seed, int scale)
    {
        DemoState.Load(_folder, 1, 1);
        Assert.Contains("--seed 1 --scale 1", Assert.Throws<InvalidDataException>(() => DemoState.Load(_folder, seed, scale)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FinishedDemo_EmptiesItsFolderAndBeginsAgain()
    {
        var first = DemoState.Load(_folder, 1, 1);
        (first with { Finished = true }).Save(_folder);
        File.WriteAllText(Path.Combine(_folder, "benefit.db"), "old");
        Directory.CreateDirectory(Path.Combine(_folder, "rosters", "more"));
        Assert.Equal(first with { Seed = 5 }, DemoState.Load(_folder, 5, 1));
        Assert.Equal("demo-state.json", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(_folder))));
    }

    [Fact]
    public void Load_FolderOfSomethingElse_ThrowsAndTouchesNothing()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "benefit.db");
        File.WriteAllText(file, "real data");
        Assert.Throws<InvalidDataException>(() => DemoState.Load(_folder, 1, 1));
        Assert.Equal("real data", File.ReadAllText(file));
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Load_FolderWhoseFirstSaveWasCutOff_Begins()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "demo-state.json.new"), "{\"No");
        Assert.Equal(DemoState.FirstDay, new DateOnly(2022, 12, 1));
        Assert.False(DemoState.Load(_folder, 1, 1).Finished);
    }

    [Fact]
    public void Load_UnreadableState_ThrowsAndTouchesNothing()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "demo-state.json");
        File.WriteAllText(file, "nonsense");
        Assert.Throws<InvalidDataException>(() => DemoState.Load(_folder, 1, 1));
        Assert.Equal("nonsense", File.ReadAllText(file));
    }

    [Fact]
    public void Clock_MovedBack_StaysWhereItWas()
    {
        var start = new DateTimeOffset(2022, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var clock = new SimulatedClock(start);
        clock.MoveTo(start.AddDays(1));
        clock.MoveTo(start.AddHours(1));
        Assert.Equal(start.AddDays(1), clock.GetUtcNow());
    }

    public void Dispose() => _root.Delete(recursive: true);
}
