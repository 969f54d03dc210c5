namespace BenefitWorkflow.Bench.Measuring;

/// <summary>A folder for data while it is measured; vanishes afterwards.</summary>
internal sealed class ScratchFolder : IDisposable
{
    /// <param name="within">Null: the system's temporary folder.</param>
    public ScratchFolder(string? within)
    {
        Path = within is null ? Directory.CreateTempSubdirectory("bw-bench-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(within, "bw-bench-" + Guid.NewGuid().ToString("N"))).FullName;
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        // Pooled connections hold the files open.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
