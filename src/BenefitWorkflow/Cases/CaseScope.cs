using System.Linq.Expressions;
using BenefitWorkflow.Identity;

namespace BenefitWorkflow.Cases;

/// <summary>The cases that somebody's roles are for: of these programmes and units, and, where they must act, waiting for one of these roles.</summary>
public sealed class CaseScope
{
    /// <param name="Roles">Null: whoever the case waits for.</param>
    private sealed record Part(RoleScope Where, IReadOnlyList<string>? Roles);

    private readonly IReadOnlyList<Part> _parts;

    private CaseScope(IReadOnlyList<Part> parts) => _parts = parts;

    public static CaseScope All { get; } = new([new Part(RoleScope.Everywhere, null)]);

    /// <summary>What the actor may look at: wherever any role that looks into cases is held.</summary>
    /// <param name="roles">Those that let somebody look: another role, held more widely, does not. Null: all that look into cases.</param>
    public static CaseScope Of(Actor actor, IReadOnlyList<string>? roles = null)
    {
        var readers = actor.Roles.Where((roles ?? Roles.CaseReaders).Contains).ToList();
        return readers.Any(r => actor.ScopeOf(r).IsEverywhere) ? All : new CaseScope(readers.ConvertAll(r => new Part(actor.ScopeOf(r), null)));
    }

    /// <summary>What waits for the actor.</summary>
    public static CaseScope WaitingFor(Actor actor)
    {
        var everywhere = actor.Roles.Where(r => actor.ScopeOf(r).IsEverywhere).ToList();
        return new CaseScope([new Part(RoleScope.Everywhere, everywhere), .. actor.Roles.Except(everywhere).Select(r => new Part(actor.ScopeOf(r), [r]))]);
    }

    /// <summary>Programmes with anything in it; null: all.</summary>
    public IReadOnlyCollection<string>? Programmes =>
        _parts.Any(p => p.Where.Programmes.Count == 0) ? null : [.. _parts.SelectMany(p => p.Where.Programmes).Distinct(StringComparer.Ordinal)];

    /// <summary>Programmes that are wholly in it; null: all.</summary>
    public IReadOnlyCollection<string>? WholeProgrammes =>
        _parts.Any(p => p.Where.IsEverywhere) ? null : [.. _parts.Where(p => p.Where.Units.Count == 0).SelectMany(p => p.Where.Programmes).Distinct(StringComparer.Ordinal)];

    /// <summary>Units outside of which nothing is in it; null: some part is for every unit.</summary>
    public IReadOnlyCollection<string>? Units =>
        _parts.Where(p => p.Roles is not { Count: 0 }).Any(p => p.Where.Units.Count == 0) ? null : [.. _parts.SelectMany(p => p.Where.Units).Distinct(StringComparer.Ordinal)];

    public bool Has(string programme) => Programmes?.Contains(programme) ?? true;

    public bool HasWhole(string programme) => WholeProgrammes?.Contains(programme) ?? true;

    public IQueryable<Case> Limit(IQueryable<Case> cases)
    {
        if (_parts.Any(p => p.Roles is null && p.Where.IsEverywhere)) return cases;
        var parts = _parts.Where(p => p.Roles is not { Count: 0 }).Select(Condition).ToList();
        return parts.Count == 0 ? cases.Where(c => false) : cases.Where(parts.Aggregate(Either));
    }

    /// <summary>The same for what belongs to a programme as a whole, as money does: who is limited to units of it sees none.</summary>
    public IQueryable<T> LimitWhole<T>(IQueryable<T> rows, Expression<Func<T, string>> programme) => Limit(rows, WholeProgrammes, programme);

    /// <summary>The same for what concerns any unit of a programme, as notices do.</summary>
    public IQueryable<T> LimitAny<T>(IQueryable<T> rows, Expression<Func<T, string>> programme) => Limit(rows, Programmes, programme);

    private static IQueryable<T> Limit<T>(IQueryable<T> rows, IReadOnlyCollection<string>? programmes, Expression<Func<T, string>> programme)
    {
        if (programmes is not { } mine) return rows;
        Expression<Func<string, bool>> has = key => mine.Contains(key);
        return rows.Where(Expression.Lambda<Func<T, bool>>(new Renamed(has.Parameters[0], programme.Body).Visit(has.Body), programme.Parameters));
    }

    private static Expression<Func<Case, bool>> Condition(Part part)
    {
        var conditions = new List<Expression<Func<Case, bool>>>();
        var (programmes, units, roles) = (part.Where.Programmes, part.Where.Units, part.Roles);
        if (programmes.Count > 0) conditions.Add(c => programmes.Contains(c.ProgrammeKey));
        if (units.Count > 0) conditions.Add(c => units.Contains(c.Unit));
        if (roles is not null) conditions.Add(c => c.StepRole != null && roles.Contains(c.StepRole));
        return conditions.Aggregate((a, b) => Join(a, b, Expression.AndAlso));
    }

    private static Expression<Func<Case, bool>> Either(Expression<Func<Case, bool>> a, Expression<Func<Case, bool>> b) => Join(a, b, Expression.OrElse);

    private static Expression<Func<Case, bool>> Join(Expression<Func<Case, bool>> a, Expression<Func<Case, bool>> b, Func<Expression, Expression, Expression> join) =>
        Expression.Lambda<Func<Case, bool>>(join(a.Body, new Renamed(b.Parameters[0], a.Parameters[0]).Visit(b.Body)), a.Parameters);

    private sealed class Renamed(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
