using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What a migration script creates, and what a statement gets wrong about it. Names compare by case: the database's collation is binary.</summary>
internal sealed class Schema
{
    private readonly Dictionary<string, HashSet<string>> _tables;

    public IReadOnlyDictionary<string, HashSet<string>> Tables => _tables;

    /// <exception cref="InvalidOperationException">The script does not parse.</exception>
    public Schema(string migrations)
    {
        var (tree, errors) = TSql.Parse(migrations);
        if (errors.Count > 0) throw new InvalidOperationException(string.Join("; ", errors));
        _tables = TSql.Find<CreateTableStatement>(tree!).ToDictionary(
            t => t.SchemaObjectName.BaseIdentifier.Value,
            t => t.Definition.ColumnDefinitions.Select(c => c.ColumnIdentifier.Value).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    /// <summary>Syntax errors, unknown tables and columns, and what the grammar allows but the server refuses. Empty: nothing found.</summary>
    public IReadOnlyList<string> Faults(string sql)
    {
        var (tree, errors) = TSql.Parse(sql);
        if (errors.Count > 0) return errors;
        var faults = new List<string>();
        var aliases = new Dictionary<string, List<HashSet<string>?>>(StringComparer.Ordinal);
        foreach (var reference in TSql.Find<TableReferenceWithAlias>(tree!))
        {
            HashSet<string>? columns = null;
            var name = (reference as NamedTableReference)?.SchemaObject.BaseIdentifier.Value;
            // An UPDATE or DELETE names its target by alias; a temporary table has the columns of the one it was made from.
            if (name is not null && !name.StartsWith('#') && !IsAliasOfTarget(tree!, reference, name) && !_tables.TryGetValue(name, out columns))
                faults.Add($"no table {name}");
            var alias = reference.Alias?.Value ?? name;
            if (alias is null) continue;
            if (!aliases.TryGetValue(alias, out var meanings)) aliases[alias] = meanings = [];
            // Null: a derived table, whose columns are its query's own affair.
            if (name != alias || columns is not null) meanings.Add(columns);
        }
        foreach (var column in TSql.Find<ColumnReferenceExpression>(tree!))
        {
            var parts = column.MultiPartIdentifier?.Identifiers;
            if (parts is not { Count: 2 }) continue;
            if (!aliases.TryGetValue(parts[0].Value, out var meanings)) faults.Add($"{parts[0].Value}.{parts[1].Value}: no such alias");
            else if (meanings.Count > 0 && meanings.TrueForAll(c => c is not null && !c.Contains(parts[1].Value))) faults.Add($"{parts[0].Value}.{parts[1].Value}: no such column");
        }
        foreach (var insert in TSql.Find<InsertSpecification>(tree!))
            if (insert.Target is NamedTableReference { SchemaObject.BaseIdentifier.Value: var table } && _tables.TryGetValue(table, out var known))
                faults.AddRange(insert.Columns.Select(c => c.MultiPartIdentifier.Identifiers[^1].Value).Where(c => !known.Contains(c)).Select(c => $"{table}.{c}: no such column"));
        // Error 130 of the server.
        foreach (var call in TSql.Find<FunctionCall>(tree!).Where(c => c.FunctionName.Value.ToUpperInvariant() is "SUM" or "COUNT" or "COUNT_BIG" or "MAX" or "MIN" or "AVG"))
            if (call.Parameters.Any(p => TSql.Find<ScalarSubquery>(p).Count > 0 || TSql.Find<ExistsPredicate>(p).Count > 0 || TSql.Find<InPredicate>(p).Any(i => i.Subquery is not null)))
                faults.Add($"{call.FunctionName.Value} over a subquery");
        return faults;
    }

    private static bool IsAliasOfTarget(TSqlFragment tree, TableReference reference, string name) =>
        TSql.Find<UpdateDeleteSpecificationBase>(tree).Any(u => ReferenceEquals(u.Target, reference) && TSql.Find<TableReferenceWithAlias>(u).Any(t => t.Alias?.Value == name));
}
