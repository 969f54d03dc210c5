using System.Text.RegularExpressions;
using BenefitWorkflow.Tests.Architecture;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>Every query of the service as it would go to SQL Server: translated and checked, since no server can run it here.</summary>
public sealed partial class When_the_service_asks_SQL_Server(ServiceLife life) : IClassFixture<ServiceLife>
{
    [Fact]
    public void Should_have_a_translation_for_every_query()
    {
        Assert.True(life.Recorder.Queries > 1_000, $"{life.Recorder.Queries} queries");
        Assert.True(life.Recorder.Failures.Count == 0, string.Join("\n", life.Recorder.Failures.Select(f => $"{f.Value}: {f.Key}")));
    }

    [Fact]
    public void Should_send_only_statements_that_the_server_can_read_over_tables_that_exist()
    {
        Assert.True(life.Recorder.Statements.Count > 100, $"{life.Recorder.Statements.Count} statements");
        var faults = life.Recorder.Statements.SelectMany(s => OfflineSqlServer.Schema.Faults(s.Key).Select(fault => $"{s.Value}: {fault}\n{s.Key}")).ToList();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public void Should_send_a_list_as_one_parameter()
    {
        var lists = life.Recorder.Statements.Keys.Where(s => s.Contains(" IN (", StringComparison.Ordinal) && s.Contains("OPENJSON(", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lists);
        Assert.DoesNotContain(life.Recorder.Statements.Keys, s => ManyParameters().IsMatch(s));
    }

    [SkippableFact]
    public void Should_have_been_seen_at_every_place_that_asks()
    {
        Skip.If(Environment.GetEnvironmentVariable("DOTNET_JITMinOpts") != "1", "Lines of a stack are exact only in code that is not optimised: ./tests/run runs this class with DOTNET_JITMinOpts=1.");
        var places = SourceTree.Product.Where(f => f.IsBelow("src/BenefitWorkflow/") && !f.IsMigration).SelectMany(Places).ToList();
        Assert.True(places.Count > 80, $"{places.Count} places");
        var seen = life.Recorder.Sites.ToLookup(s => s.File, s => s.Line);
        var unseen = places.Where(p => !seen[p.File].Any(line => line >= p.First && line <= p.Last)).Select(p => $"{p.File}:{p.Last}").ToList();
        Assert.True(unseen.Count == 0, string.Join(", ", unseen));
    }

    /// <summary>Statements with a call that runs a query: from the line where the statement begins to the call's own.</summary>
    private static IEnumerable<(string File, int First, int Last)> Places(SourceFile file)
    {
        var lines = file.Text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal) || !RunsAQuery().IsMatch(lines[i])) continue;
            var first = i;
            var open = Depth(lines[first]);
            // Within brackets a line's end means nothing.
            while (first > 0 && (open > 0 || !EndsAStatement().IsMatch(lines[first - 1]))) open += Depth(lines[--first]);
            yield return (Path.GetFileName(file.Path), first + 1, i + 1);
        }
    }

    private static int Depth(string line) => line.Count(c => c is ')' or '}') - line.Count(c => c is '(' or '{');

    // AccountStore has an AnyAsync of its own.
    [GeneratedRegex(@"(?<!\baccounts)\.(ToListAsync|ToArrayAsync|First(OrDefault)?Async|Single(OrDefault)?Async|(Long)?CountAsync|AnyAsync|AllAsync|SumAsync|MaxAsync|MinAsync|ToDictionaryAsync|ToHashSetAsync|AsAsyncEnumerable|ExecuteDeleteAsync|ExecuteUpdateAsync)(<\w+>)?\(")]
    private static partial Regex RunsAQuery();

    [GeneratedRegex(@"[;{}]\s*(//.*)?$|^\s*(//.*)?$")]
    private static partial Regex EndsAStatement();

    [GeneratedRegex(@"@\w+[,\s]+@\w+[,\s]+@\w+[,\s]+@")]
    private static partial Regex ManyParameters();
}
