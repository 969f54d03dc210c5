using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Demo;

namespace BenefitWorkflow.Tests.Demo;

public sealed class DemoStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bw-demo-state-").FullName;

    private string Other => Path.Combine(_folder, "benefit.db");

    [Fact]
    public void Load_OfAnEmptyFolder_BeginsOnTheFirstDay()
    {
        var state = DemoState.Load(_folder, 1, 2);
        Assert.Equal(new DemoState(ShanghaiTime.StartOfDay(DemoState.FirstDay), 1, 2, false), state);
        Assert.Equal(state, DemoState.Load(_folder, 1, 2));
    }

    [Fact]
    public void Load_OfAnUnfinishedDemo_GoesOnAndTouchesNothing()
    {
        var saved = DemoState.Load(_folder, 1, 1) with { Now = new DateTimeOffset(2023, 3, 1, 1, 31, 0, TimeSpan.Zero) };
        saved.Save(_folder);
        File.WriteAllText(Other, "kept");
        Assert.Equal(saved, DemoState.Load(_folder, 1, 1));
        Assert.True(File.Exists(Other));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void Load_OfAnUnfinishedDemoWithOtherOptions_RefusesAndTouchesNothing(int seed, int scale)
    {
        var saved = DemoState.Load(_folder, 1, 1);
        File.WriteAllText(Other, "kept");
        Assert.Contains("--seed 1 --scale 1", Assert.Throws<InvalidDataException>(() => DemoState.Load(_folder, seed, scale)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Other));
        Assert.Equal(saved, DemoState.Load(_folder, 1, 1));
    }

    [Fact]
    public void Load_OfAFinishedDemo_StartsAfresh()
    {
        (DemoState.Load(_folder, 1, 1) with { Finished = true }).Save(_folder);
        File.WriteAllText(Other, "old");
        Directory.CreateDirectory(Path.Combine(_folder, "rosters"));
        Assert.Equal(new DemoState(ShanghaiTime.StartOfDay(DemoState.FirstDay), 3, 1, false), DemoState.Load(_folder, 3, 1));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("benefit.db", "somebody's data")]
    [InlineData("demo-state.json", "{")]
    public void Load_OfAFolderThatIsNoDemos_RefusesAndTouchesNothing(string file, string content)
    {
        File.WriteAllText(Path.Combine(_folder, file), content);
        Assert.Throws<InvalidDataException>(() => DemoState.Load(_folder, 1, 1));
        Assert.Equal(content, File.ReadAllText(Path.Combine(_folder, file)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
