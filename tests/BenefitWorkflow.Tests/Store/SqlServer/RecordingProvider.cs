using System.Linq.Expressions;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>SQLite as the service has it, except that every query is shown to the recorder first.</summary>
internal sealed class RecordingProvider : IStoreProvider
{
    private readonly SqliteProvider _inner;
    private readonly DbContextOptions<SqliteBenefitDb> _options;

    public RecordingProvider(string file, QueryRecorder recorder)
    {
        _inner = new SqliteProvider(file);
        using var db = _inner.CreateContext();
        var options = (DbContextOptions<SqliteBenefitDb>)db.GetService<IDbContextOptions>();
        var builder = new DbContextOptionsBuilder<SqliteBenefitDb>(options)
            .UseApplicationServiceProvider(new ServiceCollection().AddSingleton(recorder).BuildServiceProvider());
#pragma warning disable EF1001 // an interceptor sees a query only when it is compiled, without the values it refers to
        builder.ReplaceService<IQueryCompiler, Compiler>();
#pragma warning restore EF1001
        _options = builder.Options;
    }

    public BenefitDb CreateContext() => new SqliteBenefitDb(_options);

    public Task BecomeWriterAsync(BenefitDb db, CancellationToken ct) => _inner.BecomeWriterAsync(db, ct);

    public IBulkWriter BulkWriter(BenefitDb db) => _inner.BulkWriter(db);

#pragma warning disable EF1001, CA1812 // made by EF's container
    private sealed class Compiler(
        IQueryContextFactory contexts, ICompiledQueryCache cache, ICompiledQueryCacheKeyGenerator keys, IDatabase database, IDiagnosticsLogger<DbLoggerCategory.Query> logger,
        ICurrentDbContext current, IEvaluatableExpressionFilter filter, IModel model) : QueryCompiler(contexts, cache, keys, database, logger, current, filter, model)
    {
        private readonly QueryRecorder _recorder = current.Context.GetService<QueryRecorder>();

        public override TResult Execute<TResult>(Expression query)
        {
            _recorder.Record(query);
            return base.Execute<TResult>(query);
        }

        public override TResult ExecuteAsync<TResult>(Expression query, CancellationToken cancellationToken = default)
        {
            _recorder.Record(query);
            return base.ExecuteAsync<TResult>(query, cancellationToken);
        }
    }
#pragma warning restore EF1001, CA1812
}
