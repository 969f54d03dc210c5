using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Tests.Support;

/// <summary>A case under test: every position it passes through goes through its text form, as in a store.</summary>
internal sealed class CaseRun
{
    public static readonly DateTimeOffset Now = new(2026, 1, 5, 1, 30, 0, TimeSpan.Zero);

    private readonly WorkflowDefinition _definition;

    private CaseRun(WorkflowDefinition definition, FakeFacts facts)
    {
        _definition = definition;
        Facts = facts;
        Position = null!;
    }

    public FakeFacts Facts { get; set; }
    public Position Position { get; private set; }
    public IReadOnlyList<Effect> Effects { get; private set; } = [];
    public List<Step> Steps { get; } = [];
    public IEnumerable<string> Path => Steps.Select(step => step.ActivityId);
    public string Bookmarks => string.Join(' ', Position.Bookmarks.Select(bookmark => $"{bookmark.ActivityId}:{bookmark.Visit}"));

    public static CaseRun Start(WorkflowDefinition definition, FakeFacts? facts = null, params (string Name, object? Value)[] inputs)
    {
        var run = new CaseRun(definition, facts ?? new FakeFacts());
        run.Keep(Planner.Start(definition, inputs.ToDictionary(input => input.Name, input => input.Value), run.Facts, Now));
        return run;
    }

    public CaseRun Send(string signal, string? activityId = null, int? visit = null)
    {
        Keep(Try(signal, activityId, visit));
        return this;
    }

    public CaseRun SendAll(params string[] signals)
    {
        foreach (var signal in signals) Send(signal);
        return this;
    }

    public DecisionResult Try(string signal, string? activityId = null, int? visit = null) =>
        Planner.Decide(_definition, Position, new Signal(signal) { ActivityId = activityId, Visit = visit }, Facts, Now);

    public string RefusalOf(string signal, string? activityId = null, int? visit = null) =>
        Assert.IsType<DecisionResult.Refused>(Try(signal, activityId, visit)).Refusal.Code;

    public DecisionResult.Incident IncidentOf(string signal, string? activityId = null, int? visit = null) =>
        Assert.IsType<DecisionResult.Incident>(Try(signal, activityId, visit));

    private void Keep(DecisionResult result)
    {
        var decision = result switch
        {
            DecisionResult.Decided decided => decided.Decision,
            DecisionResult.Refused refused => throw new InvalidOperationException(refused.Refusal.ToString()),
            DecisionResult.Incident incident => throw new InvalidOperationException($"{incident.ActivityId}: {incident.Cause} {incident.Exception}"),
            _ => throw new InvalidOperationException(),
        };
        Position = Position.Parse(decision.Position.Serialize());
        Assert.Equal(decision.Position, Position);
        Effects = decision.Effects;
        Steps.AddRange(decision.Steps);
    }
}
