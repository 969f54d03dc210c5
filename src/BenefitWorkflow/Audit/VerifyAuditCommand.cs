namespace BenefitWorkflow.Audit;

/// <summary><c>verify-audit [--data DIR]</c>: prints every finding; exit code 0 where there is none, otherwise 1.</summary>
internal static class VerifyAuditCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        // A mistyped folder must not become a new, empty and therefore clean database.
        var at = Array.IndexOf(args, "--Data:Folder");
        var folder = at >= 0 && at + 1 < args.Length ? args[at + 1] : "data";
        if (!File.Exists(Path.Combine(folder, Store.StoreSetup.DatabaseFile)))
        {
            await Console.Error.WriteLineAsync($"{Path.GetFullPath(folder)} 中没有数据库；请用 --data 指定数据目录。 / There is no database in it; name the data folder with --data.");
            return 2;
        }
        await using var app = ServiceHost.Build([.. args, "--Jobs:Enabled", "false"]);
        await app.PrepareAsync(default);
        var report = await app.Services.GetRequiredService<AuditVerifier>().VerifyAsync(default);
        foreach (var finding in report.Findings)
            Console.WriteLine($"{finding.CaseNumber ?? $"case {finding.CaseId}"} #{finding.Seq}: {finding.Finding.Code}: {finding.Finding.Zh} / {finding.Finding.En}");
        Console.WriteLine(report.Ok
            ? $"审计通过：{report.Cases} 件案件，{report.Entries} 条历史记录 / audit ok: {report.Cases} cases, {report.Entries} entries"
            : $"审计发现 {report.Findings.Count} 处问题 / audit: {report.Findings.Count} findings");
        return report.Ok ? 0 : 1;
    }
}
