namespace BenefitWorkflow.Audit;

/// <summary><c>verify-audit [--data DIR]</c>: prints every finding; exit code 0 where there is none, otherwise 1.</summary>
internal static class VerifyAuditCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
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
