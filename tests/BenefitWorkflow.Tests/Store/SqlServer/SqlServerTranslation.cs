using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.SqlServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>Any query of any context as the statements that EF would send to SQL Server: its whole way to the driver, where it is stopped.</summary>
internal static class SqlServerTranslation
{
    /// <returns>The statements, or why there are none.</returns>
    public static (IReadOnlyList<string> Statements, string? Failure) Of(Expression query)
    {
        var gate = new Gate();
        using var db = new SqlServerBenefitDb(new DbContextOptionsBuilder<SqlServerBenefitDb>(SqlServerProvider.Options("Server=nowhere.invalid"))
            .AddInterceptors(gate, NoConnection.Instance).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options);
        try
        {
            var provider = db.GetService<IAsyncQueryProvider>();
            var rebound = new Rebind(db, provider).Visit(query);
            if (typeof(IQueryable).IsAssignableFrom(rebound.Type)) foreach (var _ in (System.Collections.IEnumerable)provider.CreateQuery(rebound)) { }
            else provider.Execute(rebound);
        }
        // Nothing comes back, so First, Single, Count and their like complain; the statement is out by then.
        catch (Exception) when (gate.Seen.Count > 0)
        {
        }
        // EF runs what is no list by reflection.
        catch (Exception e)
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            return ([], $"{cause.GetType().Name}: {cause.Message}");
        }
        return gate.Seen.Count > 0 ? (gate.Seen, null) : ([], $"no statement was made of {query}");
    }

    /// <summary>Takes the tables, and every mention of a context, from another context.</summary>
    private sealed class Rebind(BenefitDb to, IAsyncQueryProvider provider) : ExpressionVisitor
    {
        protected override Expression VisitExtension(Expression node) => node is EntityQueryRootExpression root
            ? new EntityQueryRootExpression(provider, to.Model.FindEntityType(root.EntityType.Name)!)
            : base.VisitExtension(node);

        protected override Expression VisitMember(MemberExpression node)
        {
            if (typeof(DbContext).IsAssignableFrom(node.Type)) return Expression.Constant(to, typeof(BenefitDb));
            // A query held in a variable: its tables are within.
            if (typeof(IQueryable).IsAssignableFrom(node.Type) && !typeof(DbContext).IsAssignableFrom(node.Expression?.Type) && IsCaptured(node))
                return Visit(((IQueryable)Expression.Lambda(node).Compile().DynamicInvoke()!).Expression);
            // A condition held in a variable, the same.
            if (typeof(LambdaExpression).IsAssignableFrom(node.Type) && IsCaptured(node))
                return Expression.Quote(Visit((LambdaExpression)Expression.Lambda(node).Compile().DynamicInvoke()!));
            return base.VisitMember(node);
        }

        protected override Expression VisitConstant(ConstantExpression node) => node.Value switch
        {
            DbContext => Expression.Constant(to, typeof(BenefitDb)),
            IQueryable queryable when queryable.Expression is not ConstantExpression => Visit(queryable.Expression),
            _ => node,
        };

        private static bool IsCaptured(Expression? node) => node switch
        {
            null or ConstantExpression => true,
            MemberExpression member => IsCaptured(member.Expression),
            _ => false,
        };
    }

    private sealed class Gate : DbCommandInterceptor
    {
        public List<string> Seen { get; } = [];

        public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
        {
            Seen.Add(command.CommandText);
            return InterceptionResult<DbDataReader>.SuppressWithResult(new DataTable().CreateDataReader());
        }

        public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
        {
            Seen.Add(command.CommandText);
            return InterceptionResult<int>.SuppressWithResult(0);
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public static NoConnection Instance { get; } = new();

        public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();
    }
}
