using System.Collections.Concurrent;
using System.Diagnostics;
using System.Linq.Expressions;
using System.Reflection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>Where the service asked its database, and what SQL Server would have been asked in its place.</summary>
internal sealed class QueryRecorder
{
    private static readonly Assembly Service = typeof(ServiceHost).Assembly;

    private readonly ConcurrentDictionary<(MethodBase, int), CallSite?> _sites = [];
    private readonly ConcurrentDictionary<string, CallSite?> _statements = [];
    private readonly ConcurrentDictionary<string, CallSite?> _failures = [];
    private int _queries;

    public int Queries => _queries;
    public IReadOnlyCollection<CallSite> Sites => [.. _sites.Values.OfType<CallSite>()];

    /// <summary>Each text once, with the place that asked it first.</summary>
    public IReadOnlyDictionary<string, CallSite?> Statements => _statements;

    /// <summary>What could not be put into SQL Server's language.</summary>
    public IReadOnlyDictionary<string, CallSite?> Failures => _failures;

    /// <summary>Called with every query as it is about to run, while the values that it refers to are as they are.</summary>
    public void Record(Expression query)
    {
        Interlocked.Increment(ref _queries);
        var site = Site();
        var (statements, failure) = SqlServerTranslation.Of(query);
        foreach (var statement in statements) _statements.TryAdd(statement, site);
        if (failure is not null) _failures.TryAdd(failure, site);
    }

    // Lines are looked up once per place: that takes far longer than the walk up the stack.
    private CallSite? Site()
    {
        var frames = new StackTrace(fNeedFileInfo: false).GetFrames();
        var at = Array.FindIndex(frames, f => f.GetMethod()?.DeclaringType?.Assembly == Service);
        if (at < 0) return null;
        return _sites.GetOrAdd((frames[at].GetMethod()!, frames[at].GetILOffset()), _ =>
        {
            var frame = new StackTrace(fNeedFileInfo: true).GetFrames().First(f => f.GetMethod()?.DeclaringType?.Assembly == Service);
            return frame.GetFileName() is { } file ? new CallSite(Path.GetFileName(file), frame.GetFileLineNumber()) : null;
        });
    }
}

/// <param name="File">Without its folder: a deterministic build leaves out where the sources lay.</param>
internal sealed record CallSite(string File, int Line);
