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
    private readonly CaseData _case;
    private readonly List<Effect> _effects = [];
    private readonly List<Step> _steps = [];
    private int _runs;

    public Burst(WorkflowDefinition definition, object facts, DateTimeOffset now)
    {
        _definition = definition;
        _case = new CaseData(definition);
        _flow = new TokenFlow(definition, _effects);
        _context = new BurstContext(definition, facts, now, _case.Variables, _case.Inputs, _effects);
    }

    public DecisionResult.Refused? TakeInputs(IReadOnlyDictionary<string, object?> inputs) => _case.TakeInputs(inputs);

    public DecisionResult.Incident? TakePosition(Position position) => _case.TakePosition(position, _flow);

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
                stop = Enter(activity, ++_case.Visits[index]);
            }
            catch (Exception fault)
            {
                return Fault(activity, fault);
            }
            if (stop is not null) return stop;
        }
        return _flow.StuckAt() is { } stuck
            ? new DecisionResult.Incident(_definition.Compiled[stuck].Id, Refusals.Stuck())
            : new DecisionResult.Decided(new Decision(_case.Position(_flow), _effects, _steps));
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
                _case.Variables[activity.Target] = value;
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

    private Scope Scope => new(_case.Variables, _case.Inputs);

    private static DecisionResult.Incident Fault(CompiledActivity activity, Exception fault) => fault is ExpressionException expression
        ? new DecisionResult.Incident(activity.Id, expression.Cause) { Exception = expression.InnerException }
        : new DecisionResult.Incident(activity.Id, Refusals.ActivityFailed(fault.GetType().Name)) { Exception = fault };
}
