using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>
/// One decision in the making: runs activities until everything blocks or ends. Works on copies, so that a refusal or an
/// incident leaves nothing behind. Where tokens go is <see cref="TokenFlow"/>'s business.
/// </summary>
internal sealed class Burst
{
    private readonly WorkflowDefinition _definition;
    private readonly TokenFlow _flow;
    private readonly BurstContext _context;
    private readonly int[] _visits;
    private readonly object?[] _variables;
    private readonly object?[] _inputs;
    private readonly List<Effect> _effects = [];
    private readonly List<Step> _steps = [];
    private int _runs;

    public Burst(WorkflowDefinition definition, object facts, DateTimeOffset now)
    {
        _definition = definition;
        _visits = new int[definition.Compiled.Length];
        _variables = new object?[definition.Variables.Length];
        _inputs = new object?[definition.Inputs.Length];
        _flow = new TokenFlow(definition, _effects);
        _context = new BurstContext(definition, facts, now, _variables, _inputs, _effects);
    }

    public DecisionResult.Refused? TakeInputs(IReadOnlyDictionary<string, object?> inputs)
    {
        for (var i = 0; i < _variables.Length; i++) _variables[i] = _definition.Variables[i].Default;
        for (var i = 0; i < _inputs.Length; i++)
        {
            var (name, kind) = _definition.Inputs[i];
            if (!inputs.TryGetValue(name, out var value)) continue;
            if (!Values.TryNormalize(value, out var normal) || !Values.TryConvert(normal, kind, out _inputs[i]))
                return new DecisionResult.Refused(Refusals.InputType(name));
        }
        return null;
    }

    public DecisionResult.Incident? TakePosition(Position position)
    {
        foreach (var (id, count) in position.VisitCounts)
        {
            var index = _definition.IndexOf(id);
            if (index < 0) return new DecisionResult.Incident(id, Refusals.PositionMismatch());
            _visits[index] = count;
        }
        foreach (var (id, visit) in position.OpenBookmarks)
        {
            var index = _definition.IndexOf(id);
            if (index < 0 || visit > _visits[index]) return new DecisionResult.Incident(id, Refusals.PositionMismatch());
            _flow.OpenBookmark(index, visit);
        }
        foreach (var key in position.Tokens)
        {
            var index = _definition.IndexOfConnection(key);
            if (index < 0) return new DecisionResult.Incident(key, Refusals.PositionMismatch());
            _flow.Place(index);
        }
        // Values beyond what the definition declares are of no use to any expression; they cannot come from this version.
        foreach (var (name, value) in position.Variables)
            for (var i = 0; i < _variables.Length; i++)
                if (string.Equals(_definition.Variables[i].Name, name, StringComparison.Ordinal)) _variables[i] = value;
        foreach (var (name, value) in position.Inputs)
            for (var i = 0; i < _inputs.Length; i++)
                if (string.Equals(_definition.Inputs[i].Name, name, StringComparison.Ordinal)) _inputs[i] = value;
        return null;
    }

    public DecisionResult Start()
    {
        _flow.Schedule(_definition.Start);
        return Drain();
    }

    public DecisionResult Resume(int index, int visit, Signal signal)
    {
        var activity = _definition.Compiled[index];
        _context.Turn(activity, visit);
        ActivityResult result;
        try
        {
            result = activity.Activity!.Resume(_context, signal);
        }
        catch (Exception fault)
        {
            return Fault(activity, fault);
        }

        switch (result)
        {
            case ActivityResult.Refused refused:
                return new DecisionResult.Refused(refused.Refusal);
            case ActivityResult.Waiting:
                _steps.Add(new Step(activity.Id, visit, null));
                return Drain();
            case ActivityResult.Completed { Outcome: var outcome }:
                if (!activity.Declares(outcome) || Array.IndexOf(activity.Signal(signal.Name)!.Outcomes, outcome) < 0)
                    return new DecisionResult.Incident(activity.Id, Refusals.UndeclaredOutcome(outcome));
                if (activity.Outbound(outcome).Length == 0)
                    return new DecisionResult.Refused(Refusals.NotConnected(signal.Name, activity.Id, outcome));
                _flow.CloseBookmark(index, visit);
                _effects.Add(new BookmarkClosed(activity.Id, visit));
                Leave(activity, visit, outcome);
                return Drain();
            default:
                return new DecisionResult.Incident(activity.Id, Refusals.ActivityFailed("null"));
        }
    }

    private DecisionResult Drain()
    {
        while (_flow.TryNext(out var index))
        {
            var activity = _definition.Compiled[index];
            if (++_runs > Planner.MaxActivitiesPerDecision)
                return new DecisionResult.Incident(activity.Id, Refusals.TooManySteps(Planner.MaxActivitiesPerDecision));
            DecisionResult? stop;
            try
            {
                stop = Enter(activity, ++_visits[index]);
            }
            catch (Exception fault)
            {
                return Fault(activity, fault);
            }
            if (stop is not null) return stop;
        }
        return _flow.StuckAt() is { } stuck
            ? new DecisionResult.Incident(_definition.Compiled[stuck].Id, Refusals.Stuck())
            : new DecisionResult.Decided(new Decision(Position(), _effects, _steps));
    }

    private DecisionResult? Enter(CompiledActivity activity, int visit)
    {
        switch (activity.Role)
        {
            case ActivityRole.Activity:
                return EnterActivity(activity, visit);
            case ActivityRole.End:
                _steps.Add(new Step(activity.Id, visit, "Done"));
                _flow.CancelAll();
                return null;
            case ActivityRole.Decision:
                Leave(activity, visit, Condition(activity.Expression!, "condition") ? "True" : "False");
                return null;
            case ActivityRole.Switch:
                LeaveSwitch(activity, visit);
                return null;
            case ActivityRole.Fork:
                Leave(activity, visit, activity.Declaration.Outcomes);
                return null;
            case ActivityRole.SetVariable:
                var variable = _definition.Variables[activity.Target];
                if (!Values.TryConvert(activity.Expression!.Evaluate(Scope), variable.Kind, out var value))
                    throw new ExpressionException(Refusals.ExpressionType(variable.Name, variable.Kind.ToString()));
                _variables[activity.Target] = value;
                Leave(activity, visit, "Done");
                return null;
            default:
                Leave(activity, visit, "Done");
                return null;
        }
    }

    private DecisionResult? EnterActivity(CompiledActivity activity, int visit)
    {
        _context.Turn(activity, visit);
        var before = _effects.Count;
        switch (activity.Activity!.Enter(_context))
        {
            case ActivityResult.Refused refused:
                return new DecisionResult.Refused(refused.Refusal);
            case ActivityResult.Waiting when !activity.Blocks:
                return new DecisionResult.Incident(activity.Id, Refusals.MustNotBlock());
            case ActivityResult.Waiting:
                _flow.OpenBookmark(activity.Index, visit);
                // Ahead of what the activity emitted, so that deadlines and tasks find the bookmark they hang on.
                _effects.Insert(before, new BookmarkOpened(activity.Id, visit));
                _steps.Add(new Step(activity.Id, visit, null));
                return null;
            case ActivityResult.Completed { Outcome: var outcome } when activity.Declares(outcome):
                Leave(activity, visit, outcome);
                return null;
            case ActivityResult.Completed { Outcome: var outcome }:
                return new DecisionResult.Incident(activity.Id, Refusals.UndeclaredOutcome(outcome));
            default:
                return new DecisionResult.Incident(activity.Id, Refusals.ActivityFailed("null"));
        }
    }

    private void LeaveSwitch(CompiledActivity activity, int visit)
    {
        List<string>? taken = null;
        foreach (var (label, condition) in activity.Cases)
        {
            if (!Condition(condition, label)) continue;
            (taken ??= []).Add(label);
            if (!activity.AllCases) break;
        }
        if (taken is null) Leave(activity, visit, "Default");
        else Leave(activity, visit, taken);
    }

    private bool Condition(Expression expression, string what) => expression.Evaluate(Scope) switch
    {
        bool holds => holds,
        _ => throw new ExpressionException(Refusals.ExpressionType(what, nameof(ValueKind.Boolean))),
    };

    private void Leave(CompiledActivity activity, int visit, string outcome)
    {
        _steps.Add(new Step(activity.Id, visit, outcome));
        _flow.Emit(activity.Outbound(outcome));
    }

    private void Leave(CompiledActivity activity, int visit, IReadOnlyList<string> outcomes)
    {
        _steps.Add(new Step(activity.Id, visit, string.Join(',', outcomes)));
        var connections = new List<int>();
        foreach (var outcome in outcomes) connections.AddRange(activity.Outbound(outcome));
        _flow.Emit([.. connections]);
    }

    private Scope Scope => new(_variables, _inputs);

    private static DecisionResult.Incident Fault(CompiledActivity activity, Exception fault) => fault is ExpressionException expression
        ? new DecisionResult.Incident(activity.Id, expression.Cause) { Exception = expression.InnerException }
        : new DecisionResult.Incident(activity.Id, Refusals.ActivityFailed(fault.GetType().Name)) { Exception = fault };

    private Position Position()
    {
        var visited = 0;
        foreach (var count in _visits)
            if (count > 0) visited++;
        var visits = new VisitCount[visited];
        for (int index = 0, at = 0; index < _visits.Length; index++)
            if (_visits[index] > 0) visits[at++] = new VisitCount(_definition.Compiled[index].Id, _visits[index]);

        return new Position(_flow.Bookmarks(), _flow.Tokens(), visits,
            Named(_variables, static (definition, i) => definition.Variables[i].Name),
            Named(_inputs, static (definition, i) => definition.Inputs[i].Name));
    }

    private NamedValue[] Named(object?[] values, Func<WorkflowDefinition, int, string> name)
    {
        var kept = 0;
        foreach (var value in values)
            if (value is not null) kept++;
        if (kept == 0) return [];
        var named = new NamedValue[kept];
        for (int i = 0, at = 0; i < values.Length; i++)
            if (values[i] is { } value) named[at++] = new NamedValue(name(_definition, i), value);
        return named;
    }
}
