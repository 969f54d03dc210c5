using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>
/// <c>verify-evidence FILE [--key FINGERPRINT] [--data DIR]</c>: checks a pack without service or database; exit code 0 where nothing is wrong,
/// 1 where something is, 2 where it was called wrongly, 3 where the pack fits itself but neither <c>--key</c> nor <c>--data</c> tells whose it is. With the data folder's key ring the chain is recomputed too.
/// </summary>
internal static class VerifyEvidenceCommand
{
    /// <exception cref="InvalidDataException">The folder named has no key ring.</exception>
    public static int Run(IReadOnlyList<string> args, TextWriter to)
    {
        string? file = null, key = null, data = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--key" or "--data" && i + 1 < args.Count)
            {
                if (args[i] == "--key") key = args[++i];
                else data = args[++i];
            }
            else if (file is null && !args[i].StartsWith("--", StringComparison.Ordinal)) file = args[i];
            else file = "";
        }
        if (string.IsNullOrEmpty(file) || !File.Exists(file))
        {
            to.WriteLine("用法 / usage: verify-evidence FILE [--key FINGERPRINT] [--data DIR]");
            return 2;
        }
        using var pack = File.OpenRead(file);
        var report = EvidenceCheck.Run(pack, data is null ? null : Keys(data), key);
        foreach (var finding in report.SignerChecked || report.Manifest is null ? report.Findings : [.. report.Findings, EvidenceCheck.SignerUnchecked]) Say($"{finding.Code}: {finding.Zh} / {finding.En}");
        if (report.Manifest is { } manifest)
        {
            Say($"案件 / case {manifest.CaseNumber}，生成于 / made {manifest.MadeAt:yyyy-MM-dd HH:mm:ssK} by {manifest.MadeBy}：{manifest.Files.Count} files, {manifest.Entries} entries");
            to.WriteLine($"签名密钥指纹 / signing key {report.Fingerprint}");
        }
        to.WriteLine(report.Ok ? "证据包完好 / evidence ok" : report.Findings.Count > 0 ? $"证据包有 {report.Findings.Count} 处问题 / evidence: {report.Findings.Count} findings" : "未核对签名者 / signer not checked");
        return report.Ok ? 0 : report.Findings.Count > 0 ? 1 : 3;

        // What a stranger wrote into the pack must not steer the terminal.
        void Say(string line) => to.WriteLine(string.Concat(line.Select(c => char.IsControl(c) ? '\uFFFD' : c)));
    }

    private static KeyRing Keys(string folder)
    {
        var file = Path.Combine(folder, StoreSetup.KeyFile);
        return File.Exists(file) ? KeyRing.LoadOrCreate(file, mayCreate: false) : throw new InvalidDataException($"数据目录中没有密钥文件 {StoreSetup.KeyFile}，请检查 --data。 / There is no {StoreSetup.KeyFile} in the data folder; check --data.");
    }
}
