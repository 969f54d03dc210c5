using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Cases;

/// <summary>A work list that its owner looks at again and again: a name for the list's address.</summary>
public sealed class SavedView
{
    public long Id { get; init; }

    /// <summary>Whose it is; nobody else sees it.</summary>
    public required string AccountId { get; init; }

    public required string Name { get; init; }

    /// <summary>Query of the work list's address: filters and columns, never what was searched for.</summary>
    public required string Query { get; set; }
}

internal sealed class SavedViewMapping : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> b)
    {
        b.ToTable("saved_views");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Property(x => x.AccountId).HasMaxLength(64);
        b.Property(x => x.Name).HasMaxLength(SavedViews.MaxName);
        b.HasIndex(x => new { x.AccountId, x.Name }).IsUnique();
    }
}

/// <summary>A person's own views of the work list.</summary>
internal sealed class SavedViews(BenefitStore store)
{
    public const int MaxName = 40, MaxQuery = 500, MostPerAccount = 20;

    public async Task<IReadOnlyList<SavedView>> ListAsync(string account, CancellationToken ct)
    {
        await using var db = store.Read();
        return await db.SavedViews.Where(v => v.AccountId == account).OrderBy(v => v.Name).ToListAsync(ct);
    }

    /// <summary>Keeps a view; one of the same name is replaced.</summary>
    /// <returns>Null where it was kept.</returns>
    public async Task<Refusal?> SaveAsync(string account, string name, string query, CancellationToken ct)
    {
        name = name.Trim();
        if (name.Length is 0 or > MaxName)
            return new Refusal("view.name", string.Create(CultureInfo.InvariantCulture, $"请填写视图名称，至多 {MaxName} 字。"), string.Create(CultureInfo.InvariantCulture, $"Give the view a name of at most {MaxName} characters."));
        if (query.Length > MaxQuery) return new Refusal("view.query-too-long", "筛选条件过长，视图未保存；请减少筛选条件后保存。", "The filters are too long and the view was not saved; save it with fewer filters.");
        await using var transaction = await store.BeginWriteAsync(ct);
        var own = await transaction.Db.SavedViews.Where(v => v.AccountId == account).ToListAsync(ct);
        if (own.Find(v => v.Name == name) is { } same)
        {
            same.Query = query;
            await transaction.UpdateAsync(same, ct);
        }
        else if (own.Count >= MostPerAccount)
        {
            return new Refusal("view.too-many", $"最多保存 {MostPerAccount} 个视图；请先删除一个。", $"There are at most {MostPerAccount} views; delete one first.");
        }
        else
        {
            await transaction.InsertAsync(new SavedView { Id = await transaction.TakeNumbersAsync("saved_views", 1, ct), AccountId = account, Name = name, Query = query }, ct);
        }
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>Removes a view of one's own; another's stays.</summary>
    public async Task RemoveAsync(string account, long id, CancellationToken ct)
    {
        await using var transaction = await store.BeginWriteAsync(ct);
        await transaction.Db.SavedViews.Where(v => v.Id == id && v.AccountId == account).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
