using BenefitWorkflow.Contracts;
using BenefitWorkflow.FinanceSubscriber;
using BenefitWorkflow.FinanceSubscriber.Ledger;
using Microsoft.Data.Sqlite;

namespace BenefitWorkflow.Tests.FinanceSubscriber;

/// <summary>A ledger in a folder of its own that vanishes with the test; can be closed and opened again.</summary>
internal sealed class LedgerFile : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("finance-ledger-").FullName;

    public LedgerFile(FinanceLedgerOptions? options = null)
    {
        Options = (options ?? new()) with { File = Path.Combine(_folder, "ledger.db") };
        (Store, Writer) = Open();
    }

    public FinanceLedgerOptions Options { get; }

    public SeenTime Time { get; } = new();

    public LedgerStore Store { get; private set; }

    public LedgerWriter Writer { get; private set; }

    public Task<ApplyReport> ApplyAsync(params IDisbursementEventV1[] events) => Writer.AppendAsync(events, CancellationToken.None);

    public async Task ReopenAsync()
    {
        await CloseAsync();
        (Store, Writer) = Open();
    }

    /// <summary>The files as a power cut would leave them: copied while the ledger is open, before any orderly close.</summary>
    public LedgerStore OpenCrashImage()
    {
        var image = Directory.CreateDirectory(Path.Combine(_folder, "image")).FullName;
        foreach (var name in new[] { "ledger.db", "ledger.db-wal" })
        {
            File.Copy(Path.Combine(_folder, name), Path.Combine(image, name));
        }

        return new(Path.Combine(image, "ledger.db"), Time);
    }

    /// <summary>What somebody with the file in hand can do.</summary>
    public int Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Options.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public async Task CloseAsync()
    {
        await Writer.DisposeAsync();
        Store.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private (LedgerStore, LedgerWriter) Open()
    {
        var store = new LedgerStore(Options.File, Time);
        return (store, new LedgerWriter(store, Options));
    }
}
