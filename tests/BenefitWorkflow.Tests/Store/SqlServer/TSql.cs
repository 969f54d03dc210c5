using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>SQL Server's own grammar (2022), without a server. It knows the language, not the tables: those come from <see cref="Schema"/>.</summary>
internal static class TSql
{
    /// <summary>The script's tree, or what is wrong with it by line and column.</summary>
    public static (TSqlFragment? Tree, IReadOnlyList<string> Errors) Parse(string sql)
    {
        var tree = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        return (tree, [.. errors.Select(e => $"{e.Line}:{e.Column}: {e.Message}")]);
    }

    /// <summary>Nodes of one kind, in the order of the text.</summary>
    public static IReadOnlyList<T> Find<T>(TSqlFragment tree) where T : TSqlFragment
    {
        var collector = new Collector<T>();
        tree.Accept(collector);
        return collector.Found;
    }

    private sealed class Collector<T> : TSqlFragmentVisitor where T : TSqlFragment
    {
        public List<T> Found { get; } = [];

        public override void Visit(TSqlFragment fragment)
        {
            if (fragment is T wanted) Found.Add(wanted);
        }
    }
}
