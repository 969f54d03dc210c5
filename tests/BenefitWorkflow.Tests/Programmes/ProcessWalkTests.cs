using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>Every shipped process, walked along every signal from every place a case can stand.</summary>
public sealed class ProcessWalkTests
{
    private static readonly DateTimeOffset Now = new(2023, 1, 5, 1, 30, 0, TimeSpan.Zero);

    private static readonly string[] Results = ["abandoned", "ineligible", "lapsed", "paid", "rejected", "withdrawn"];

    public static TheoryData<string> Processes => [.. Shipped.Catalog.Definitions.Select(definition => definition.DefinitionId)];

    [Theory]
    [MemberData(nameof(Processes))]
    public void Process_AlongEverySignal_TakesEveryConnectionAndCanAlwaysClose(string id)
    {
        var walk = Walk.Through(Shipped.Catalog.FindDefinition(id, 1)!);

        Assert.Equal(id == "golden-autumn" ? [.. Results.Append("not-enrolled").Order(StringComparer.Ordinal)] : Results, walk.Results.Order(StringComparer.Ordinal));
        Assert.Empty(walk.Unused());
        Assert.Empty(walk.DeadEnds());
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Process_OnTheShortestWay_PaysOnce(string id)
    {
        var definition = Shipped.Catalog.FindDefinition(id, 1)!;
        var run = Walk.Start(definition, new WalkFacts());
        var signals = new List<string> { "Approve", "PostNotice", "CloseNotice", "ReleasePayment", "SettlePayment" };
        if (id == "golden-autumn") signals.Insert(3, "ConfirmEnrolment");
        if (id != "duty-post") signals.Add("RecordSurvey");
        var steps = new List<Step>(run.Steps);
        foreach (var signal in signals)
        {
            run = Walk.Send(definition, run.Position, signal, new WalkFacts())!;
            steps.AddRange(run.Steps);
        }

        Assert.Equal([new Closed("paid")], run.Effects.OfType<Closed>());
        Assert.Equal("closePaid", Assert.Single(run.Position.Bookmarks).ActivityId);
        Assert.DoesNotContain(steps, step => step.ActivityId == "approve2");
        Assert.Single(steps, step => step.ActivityId == "bank" && step.Outcome == "Paid");
    }

    [Theory]
    [InlineData("hardship-assistance", 500_000, "notice")]
    [InlineData("hardship-assistance", 500_001, "approve2")]
    [InlineData("golden-autumn", 500_001, "approve2")]
    [InlineData("spring-festival-warmth", 500_001, "approve2")]
    [InlineData("frontline-condolence", 500_001, "notice")]
    [InlineData("duty-post", 500_001, "notice")]
    public void FirstApproval_LeadsToTheSecondOnlyAboveTheLimit(string id, long amountFen, string step)
    {
        var definition = Shipped.Catalog.FindDefinition(id, 1)!;
        var facts = new WalkFacts(AmountFen: amountFen);
        var run = Walk.Send(definition, Walk.Start(definition, facts).Position, "Approve", facts)!;
        Assert.Equal(step, Assert.Single(run.Position.Bookmarks).ActivityId);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void ReturnAfterClosing_ReopensAndPaysAgain(string id)
    {
        var definition = Shipped.Catalog.FindDefinition(id, 1)!;
        var facts = new WalkFacts();
        var run = Walk.Start(definition, facts);
        string[] toPaid = id == "golden-autumn" ? ["Approve", "CloseNotice", "ConfirmEnrolment", "SettlePayment"] : ["Approve", "CloseNotice", "SettlePayment"];
        string[] survey = id == "duty-post" ? [] : ["RecordSurvey"];
        foreach (var signal in (string[])[.. toPaid, .. survey, "ReturnPayment", "CorrectAccount", "ConfirmAccount", "SettlePayment", .. survey])
            run = Walk.Send(definition, run.Position, signal, facts)!;

        Assert.Equal("closePaid:2", $"{run.Position.Bookmarks[0].ActivityId}:{run.Position.Bookmarks[0].Visit}");
        Assert.Equal([new Closed("paid")], run.Effects.OfType<Closed>());
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void EveryClose_WithSeveralWaysIn_StandsBehindAJoin(string id)
    {
        var definition = Shipped.Catalog.FindDefinition(id, 1)!;
        foreach (var close in definition.Activities.Where(activity => activity.Declaration.Type == "BenefitWorkflow.Close"))
            Assert.Single(definition.Connections, connection => connection.Target == close.Id);
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public void Boxes_DoNotOverlap(string id)
    {
        var boxes = Shipped.Catalog.FindDefinition(id, 1)!.Activities;
        Assert.NotEmpty(boxes);
        foreach (var a in boxes)
        {
            foreach (var b in boxes.Where(b => b != a))
                Assert.False(a.X < b.X + b.Width && b.X < a.X + a.Width && a.Y < b.Y + b.Height && b.Y < a.Y + a.Height, $"{a.Id} and {b.Id} overlap");
        }
    }

    /// <summary>Breadth first over where a case can stand; the step and the amount make a place, visits do not.</summary>
    private sealed class Walk(WorkflowDefinition definition)
    {
        private static readonly WalkFacts[] Facts =
        [
            new(), new(AmountFen: 800_000), new(Eligibility: "Ineligible"), new(Eligibility: "Incomplete"), new(Timeliness: "Late"),
        ];

        private readonly Dictionary<string, HashSet<string>> _next = new(StringComparer.Ordinal);
        private readonly HashSet<(string Activity, string Port)> _taken = [];
        private readonly HashSet<string> _ends = new(StringComparer.Ordinal);

        public HashSet<string> Results { get; } = new(StringComparer.Ordinal);

        public static Walk Through(WorkflowDefinition definition)
        {
            var walk = new Walk(definition);
            var open = new Queue<Position>();
            foreach (var facts in Facts) walk.Note("start", Start(definition, facts), open);
            while (open.TryDequeue(out var position))
            {
                var from = Place(position);
                foreach (var signal in definition.Find(position.Bookmarks[0].ActivityId)!.Declaration.Signals)
                {
                    foreach (var facts in Facts)
                    {
                        if (Send(definition, position, signal.Name, facts) is { } decision) walk.Note(from, decision, open);
                    }
                }
            }

            return walk;
        }

        public static Decision Start(WorkflowDefinition definition, WalkFacts facts) =>
            Assert.IsType<DecisionResult.Decided>(Planner.Start(definition, new Dictionary<string, object?>(), facts, Now)).Decision;

        public static Decision? Send(WorkflowDefinition definition, Position position, string signal, WalkFacts facts) =>
            Planner.Decide(definition, position, new Signal(signal), facts, Now) switch
            {
                DecisionResult.Decided decided => decided.Decision,
                DecisionResult.Refused { Refusal.Code: "signal.not-connected" } => null,
                var other => throw new InvalidOperationException(other.ToString()),
            };

        /// <summary>Connections that no walk took.</summary>
        public IEnumerable<Connection> Unused() =>
            definition.Connections.Where(connection => !_taken.Contains((connection.Source, connection.Port)));

        /// <summary>Places from which no close is reached.</summary>
        public IEnumerable<string> DeadEnds()
        {
            var good = new HashSet<string>(_ends, StringComparer.Ordinal);
            while (_next.Any(place => !good.Contains(place.Key) && place.Value.Overlaps(good)))
                good.UnionWith(_next.Where(place => place.Value.Overlaps(good)).Select(place => place.Key).ToList());
            return _next.Keys.Where(place => !good.Contains(place));
        }

        private void Note(string from, Decision decision, Queue<Position> open)
        {
            foreach (var step in decision.Steps)
            {
                if (step.Outcome is { } outcome) _taken.Add((step.ActivityId, outcome));
            }

            var closed = decision.Effects.OfType<Closed>().ToList();
            Results.UnionWith(closed.Select(close => close.Result));
            Assert.True(closed.Count <= 1, "a burst closed the case twice");
            Assert.True(decision.Position.Bookmarks.Count == (decision.Position.IsCompleted ? 0 : 1), "a case waits at one step at a time");

            var to = Place(decision.Position);
            if (closed.Count > 0) _ends.Add(to);
            else Assert.False(decision.Position.IsCompleted, "a case ended without a close");

            if (!_next.TryGetValue(from, out var next)) _next[from] = next = new HashSet<string>(StringComparer.Ordinal);
            next.Add(to);
            if (decision.Position.IsCompleted || _next.ContainsKey(to)) return;
            _next[to] = new HashSet<string>(StringComparer.Ordinal);
            open.Enqueue(decision.Position);
        }

        private static string Place(Position position) =>
            position.IsCompleted ? "ended" : $"{position.Bookmarks[0].ActivityId} {position.Variable("amountFen")}";
    }
}
