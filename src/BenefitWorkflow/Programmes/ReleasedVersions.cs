using BenefitWorkflow.Budgets;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Programmes;

/// <summary>
/// At start-up: remembers every programme and definition version it has not seen, refuses one that changed under the same version,
/// and opens the budget accounts of new programmes.
/// </summary>
public sealed class ReleasedVersions(BenefitStore store, ProgrammeCatalog catalog, TimeProvider time)
{
    private const string DefinitionChangedCode = "definition.changed";
    private const string ProgrammeChangedCode = "programme.changed";

    /// <returns>A problem per changed version; empty where all is well. Nothing is written unless it is empty.</returns>
    public async Task<IReadOnlyList<DefinitionProblem>> RegisterAsync(CancellationToken ct)
    {
        await using var transaction = await store.BeginWriteAsync(ct);
        var known = await transaction.Db.ReleasedVersions.ToDictionaryAsync(v => (v.Kind, v.Key, v.Version), v => v.Hash, ct);
        var problems = new List<DefinitionProblem>();
        var found = catalog.Definitions.Select(d => (Kind: "definition", Changed: DefinitionChangedCode, Key: d.DefinitionId, d.Version, d.Hash))
            .Concat(catalog.Programmes.Select(p => (Kind: "programme", Changed: ProgrammeChangedCode, p.Key, p.Version, p.Hash)));
        foreach (var (kind, changed, key, version, hash) in found)
        {
            if (!known.TryGetValue((kind, key, version), out var released))
                await transaction.InsertAsync(new ReleasedVersion { Kind = kind, Key = key, Version = version, Hash = hash, ReleasedAt = time.GetUtcNow() }, ct);
            else if (released != hash)
                problems.Add(new DefinitionProblem(key, null, changed,
                    $"{key} 第 {version} 版已发布，内容却已改变；请恢复原文件，或以新的版本号发布。",
                    $"{key} version {version} was released with other content; restore the file, or release it under a new version."));
        }
        if (problems.Count > 0) return problems;

        var accounts = (await transaction.Db.BudgetAccounts.ToListAsync(ct)).Select(a => (a.ProgrammeKey, a.Year, a.SourceKey)).ToHashSet();
        foreach (var programme in catalog.Programmes)
        foreach (var source in programme.FundingSources.Where(s => !accounts.Contains((programme.Key, programme.Year, s.Key))))
        {
            var account = new BudgetAccount { ProgrammeKey = programme.Key, Year = programme.Year, SourceKey = source.Key, UseOrder = source.Order };
            account.SetCeiling(source.CeilingFen);
            await transaction.InsertAsync(account, ct);
        }
        await transaction.CommitAsync(ct);
        return [];
    }
}
