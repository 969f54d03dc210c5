using System.Text.Json;
using BenefitWorkflow.Deadlines;

namespace BenefitWorkflow.Demo;

/// <summary>How far a demo came, in its data folder: a killed one goes on, a finished one starts afresh.</summary>
/// <param name="Now">Instant of the act that was begun last; it is lived again after a restart, and everything before it is not.</param>
internal sealed record DemoState(DateTimeOffset Now, int Seed, int Scale, bool Finished)
{
    private const string FileName = "demo-state.json";

    public static DateOnly FirstDay { get; } = new(2022, 12, 1);
    public static DateOnly LastDay { get; } = new(2023, 12, 15);

    /// <summary>The state to go on from; the folder of a finished demo is emptied first.</summary>
    /// <exception cref="InvalidDataException">The folder holds something that no demo made, or an unfinished demo with other options.</exception>
    public static DemoState Load(string folder, int seed, int scale)
    {
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file))
        {
            var state = Read(file);
            if (!state.Finished)
                return state.Seed == seed && state.Scale == scale ? state : throw new InvalidDataException(
                    $"{folder} 中的演示尚未完成（--seed {state.Seed} --scale {state.Scale}）；请用同样的选项继续，或另选目录。 / The demo in {folder} is not finished (--seed {state.Seed} --scale {state.Scale}): go on with the same options, or choose another folder.");
            Empty(folder, file);
        }
        else if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != FileName + ".new"))
            throw new InvalidDataException($"{folder} 不是演示数据目录，演示不会写入；请另选空目录。 / {folder} holds no demo; choose an empty folder.");
        Directory.CreateDirectory(folder);
        var fresh = new DemoState(ShanghaiTime.StartOfDay(FirstDay), seed, scale, false);
        fresh.Save(folder);
        return fresh;
    }

    public void Save(string folder)
    {
        var file = Path.Combine(folder, FileName);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this));
        File.Move(file + ".new", file, overwrite: true);
    }

    // The state goes last: a kill in between must leave a folder that is still known as a demo's.
    private static void Empty(string folder, string file)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Where(entry => entry != file).ToList())
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }
        File.Delete(file);
    }

    private static DemoState Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<DemoState>(File.ReadAllBytes(file)) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{file} 无法读取；请另选空目录。 / {file} cannot be read; choose an empty folder.");
        }
    }
}
