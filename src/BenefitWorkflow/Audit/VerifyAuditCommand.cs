using BenefitWorkflow.Store;

namespace BenefitWorkflow.Audit;

/// <summary>
/// <c>verify-audit [--data DIR]</c>: prints every finding, of the scans' contents too; exit code 0 where there is none, otherwise 1.
/// Only reads: it neither creates nor migrates a database, and needs no service to run.
/// </summary>
internal static class VerifyAuditCommand
{
    /// <param name="args">Host settings; <c>Data:Folder</c> defaults to <c>data</c>.</param>
    /// <exception cref="InvalidDataException">The folder has no database, or the database has no key ring.</exception>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, default);

    internal static async Task<int> RunAsync(string[] args, TextWriter to, CancellationToken ct)
    {
        var settings = StoreSettings.From(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
        var database = Path.Combine(settings.DataFolder, StoreSetup.DatabaseFile);
        // An empty database would pass every check: a mistyped folder must not look like a clean audit.
        if (settings.Kind == StoreKind.Sqlite && !File.Exists(database))
            throw new InvalidDataException($"没有数据库，请检查 --data：{database} / There is no database; check --data: {database}");
        // Nor may a server's data be judged by a key ring made just now.
        if (!File.Exists(Path.Combine(settings.DataFolder, StoreSetup.KeyFile)))
            throw new InvalidDataException($"数据目录中没有密钥文件 {StoreSetup.KeyFile}，请检查 --data。 / There is no {StoreSetup.KeyFile} in the data folder; check --data.");
        await using var services = new ServiceCollection().AddStore(settings).AddAudit().BuildServiceProvider();
        var report = await services.GetRequiredService<AuditVerifier>().VerifyAsync(contents: true, ct);
        foreach (var finding in report.Findings) await to.WriteLineAsync(finding.ToString());
        await to.WriteLineAsync(report.Ok
            ? $"审计通过：{report.Cases} 件案件，{report.Entries} 条历史记录 / audit ok: {report.Cases} cases, {report.Entries} entries"
            : $"审计发现 {report.Found} 处问题 / audit: {report.Found} findings");
        return report.Ok ? 0 : 1;
    }
}
