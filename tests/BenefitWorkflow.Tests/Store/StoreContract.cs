using BenefitWorkflow.Budgets;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BenefitWorkflow.Tests.Store;

public sealed class SqliteStoreTests() : StoreContract(StoreKind.Sqlite);

public sealed class PostgreSqlStoreTests() : StoreContract(StoreKind.PostgreSql);

public sealed class SqlServerStoreTests() : StoreContract(StoreKind.SqlServer);

/// <summary>What every database product must do alike; a class per product.</summary>
public abstract class StoreContract(StoreKind kind)
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(250)]
    public async Task Rows_OfEveryEntity_ComeBackAsTheyWereWritten(int count)
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using var db = test.Store.Read();
        var entities = SampleRows.Entities(db).ToList();
        Assert.True(entities.Count > 20);
        foreach (var entity in entities)
            await (Task)typeof(StoreContract).GetMethod(nameof(RoundTripAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(entity).Invoke(null, [test, count])!;
    }

    [SkippableFact]
    public async Task Update_OfARowThatIsNotThere_Throws()
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using var tx = await test.Store.BeginWriteAsync(default);
        await tx.InsertAsync(new NumberSequence { Name = "a", Next = 1 }, default);

        await Assert.ThrowsAsync<InvalidOperationException>(() => tx.Bulk.UpdateAsync<NumberSequence>([new() { Name = "a", Next = 2 }, new() { Name = "b", Next = 2 }], default));
    }

    [SkippableFact]
    public async Task Write_NotCommitted_LeavesNothing_AndIsSeenByNobody()
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using (var tx = await test.Store.BeginWriteAsync(default))
        {
            await tx.InsertAsync(new NumberSequence { Name = "a", Next = 1 }, default);
            // A reader must not wait for the writer either.
            await using var reader = test.Another().Read();
            Assert.Empty(await reader.NumberSequences.Where(s => s.Name == "a").ToListAsync());
        }
        await using var db = test.Store.Read();
        Assert.Empty(await db.NumberSequences.Where(s => s.Name == "a").ToListAsync());
    }

    [SkippableFact]
    public async Task Bulk_OutsideATransaction_Throws()
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using var db = test.Store.Read();

        await Assert.ThrowsAsync<InvalidOperationException>(() => StoreSetup.Provider(test.Settings).BulkWriter(db).InsertAsync<NumberSequence>([new() { Name = "a", Next = 1 }], default));
    }

    [SkippableFact]
    public async Task Numbers_TakenByThreeProcessesAtOnce_HaveNeitherGapNorRepeat()
    {
        await using var test = await TestStore.CreateAsync(kind);
        var taken = await Task.WhenAll(Enumerable.Range(0, 3).Select(process => Task.Run(async () =>
        {
            var store = test.Another();
            var numbers = new List<long>();
            for (var i = 0; i < 20; i++)
            {
                await using var tx = await store.BeginWriteAsync(default);
                var first = await tx.TakeNumbersAsync("s", 3, default);
                // Every fourth gives its numbers back.
                if (i % 4 == process) continue;
                await tx.CommitAsync(default);
                numbers.AddRange([first, first + 1, first + 2]);
            }
            return numbers;
        })));

        Assert.Equal(Enumerable.Range(1, 135).Select(i => (long)i), taken.SelectMany(n => n).Order());
    }

    [SkippableFact]
    public async Task Order_SecondLiveOneOfACase_IsRefusedByTheDatabase()
    {
        await using var test = await TestStore.CreateAsync(kind);
        PaymentOrder Order(int seed)
        {
            using var db = test.Store.Read();
            var order = SampleRows.Make<PaymentOrder>(db.Model, seed, nulls: true);
            foreach (var (name, value) in new (string, object)[] { ("CaseId", 5L), ("Instalment", 1), ("State", PaymentState.Ordered), ("IsLiveOrSettled", true) })
                if (typeof(PaymentOrder).GetProperty(name) is { SetMethod: { } set }) set.Invoke(order, [value]);
            return order;
        }
        await using (var tx = await test.Store.BeginWriteAsync(default))
        {
            await tx.InsertAsync(Order(1), default);
            await tx.CommitAsync(default);
        }
        await using (var tx = await test.Store.BeginWriteAsync(default))
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tx.InsertAsync(Order(2), default));
    }

    [SkippableFact]
    public async Task Account_OverItsCeiling_IsRefusedByTheDatabase()
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using var tx = await test.Store.BeginWriteAsync(default);
        var account = SampleRows.Make<BudgetAccount>(tx.Db.Model, 1, nulls: false);
        typeof(BudgetAccount).GetProperty("CeilingFen")!.SetValue(account, 1L);

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tx.InsertAsync(account, default));
    }

    [SkippableFact]
    public async Task Text_IsOrderedByCodePoint()
    {
        await using var test = await TestStore.CreateAsync(kind);
        string[] names = ["Z", "a", "aa", "B", "ä", "中", "丁", "_", "-", "𠮷"];
        await using (var tx = await test.Store.BeginWriteAsync(default))
        {
            await tx.Bulk.InsertAsync<NumberSequence>([.. names.Select(n => new NumberSequence { Name = n, Next = 1 })], default);
            await tx.CommitAsync(default);
        }
        await using var db = test.Store.Read();
        var expected = names.OrderBy(n => n, Comparer<string>.Create((a, b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b))));

        Assert.Equal(expected, await db.NumberSequences.Where(s => s.Next == 1).OrderBy(s => s.Name).Select(s => s.Name).ToListAsync());
    }

    [SkippableFact]
    public async Task Model_HasNoChangeWithoutAMigration()
    {
        await using var test = await TestStore.CreateAsync(kind);
        await using var db = test.Store.Read();

        Assert.False(db.Database.HasPendingModelChanges());
    }

    private static async Task RoundTripAsync<T>(TestStore test, int count) where T : class
    {
        IReadOnlyList<T> Rows(int variant, Func<IProperty, bool>? varied = null) { using var db = test.Store.Read(); return [.. Enumerable.Range(1, count).Select(i => SampleRows.Make<T>(db.Model, i, nulls: i % 3 == 0, variant, varied))]; }

        await WriteAsync((bulk, rows) => bulk.InsertAsync(rows, default), Rows(0));
        await SameAsync(Rows(0));
        if (Rows(0).Count == 0 || !HasMore()) return;
        await WriteAsync((bulk, rows) => bulk.UpdateAsync(rows, default), Rows(1));
        // What is set once stays as it was, whatever the updated row holds.
        await SameAsync(Rows(1, p => p.Changes()));

        // A table that is all key has nothing to update.
        bool HasMore() { using var db = test.Store.Read(); return db.Model.FindEntityType(typeof(T))!.GetProperties().Any(p => p.Changes()); }

        async Task WriteAsync(Func<IBulkWriter, IReadOnlyList<T>, Task> write, IReadOnlyList<T> rows)
        {
            await using var tx = await test.Store.BeginWriteAsync(default);
            await write(tx.Bulk, rows);
            await tx.CommitAsync(default);
        }

        async Task SameAsync(IReadOnlyList<T> rows)
        {
            await using var db = test.Store.Read();
            Assert.Equal(
                rows.Select(r => SampleRows.Text(db.Model, r)).Order(StringComparer.Ordinal),
                (await db.Set<T>().ToListAsync()).Select(r => SampleRows.Text(db.Model, r)).Order(StringComparer.Ordinal));
        }
    }
}
