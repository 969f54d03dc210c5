using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>At start-up: remembers every template it has not seen and refuses one that changed under the same version, since files could no longer be made as they were.</summary>
internal static class ReleasedFormats
{
    private const string Kind = "payment-format";

    /// <exception cref="InvalidDataException">A released template has changed; the message names it.</exception>
    public static async Task RegisterAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var tx = await services.GetRequiredService<BenefitStore>().BeginWriteAsync(ct);
        var known = await tx.Db.ReleasedVersions.Where(v => v.Kind == Kind).ToDictionaryAsync(v => (v.Key, v.Version), v => v.Hash, ct);
        foreach (var (key, version, hash) in services.GetRequiredService<PaymentFormats>().Templates)
        {
            if (!known.TryGetValue((key, version), out var released))
                await tx.InsertAsync(new ReleasedVersion { Kind = Kind, Key = key, Version = version, Hash = hash, ReleasedAt = services.GetRequiredService<TimeProvider>().GetUtcNow() }, ct);
            else if (released != hash)
                throw new InvalidDataException($"付款文件模板 {key} 第 {version} 版已发布，内容却已改变；请恢复原文件，或以新的版本号发布。 / The payment file template {key} version {version} was released with other content; restore the file, or release it under a new version.");
        }
        await tx.CommitAsync(ct);
    }
}
