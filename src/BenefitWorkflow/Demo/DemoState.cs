using System.Text.Json;

namespace BenefitWorkflow.Demo;

/// <summary>How far a demo came, in its data folder: a killed one goes on, a finished one starts afresh.</summary>
internal sealed record DemoState(DateOnly Day, int Seed, int Scale, bool Finished)
{
    private const string FileName = "demo-state.json";

    public static DateOnly FirstDay { get; } = new(2022, 12, 1);
    public static DateOnly LastDay { get; } = new(2023, 12, 15);

    /// <summary>The state to go on from; a folder of a finished demo, or of one with other options, is emptied first.</summary>
    /// <exception cref="InvalidDataException">The folder holds something that no demo made.</exception>
    public static DemoState Load(string folder, int seed, int scale)
    {
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
        {
            var state = JsonSerializer.Deserialize<DemoState>(File.ReadAllBytes(file))!;
            if (!state.Finished && state.Seed == seed && state.Scale == scale) return state;
            Directory.Delete(folder, recursive: true);
        }
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidDataException($"{folder} 不是演示数据目录，演示不会写入；请另选空目录。 / {folder} holds no demo; choose an empty folder.");
        Directory.CreateDirectory(folder);
        var fresh = new DemoState(FirstDay, seed, scale, false);
        fresh.Save(folder);
        return fresh;
    }

    public void Save(string folder)
    {
        var file = Path.Combine(folder, FileName);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(file + ".new", file, overwrite: true);
    }
}
