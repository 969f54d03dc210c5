using System.Text.Json;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>One of Elsa's own control-flow activities as a definition uses it.</summary>
/// <param name="Fields">The properties it may have besides the common ones.</param>
internal sealed record ElsaActivity(ActivityDeclaration Declaration, ActivityRole Role, params string[] Fields)
{
    public IActivity? Activity { get; init; }
    public MergeMode? Merge { get; init; }
    public InputBinding[] Inputs { get; init; } = [];
    public Expression? Expression { get; init; }
    public SwitchCase[] Cases { get; init; } = [];
    public bool AllCases { get; init; }
    public int Target { get; init; } = -1;
}

/// <summary>Elsa's control flow: the types this engine supports itself.</summary>
internal static class ElsaActivities
{
    private const string Done = "Done";

    /// <summary>Null for a type that is none of them; problems within one are logged and it is returned all the same.</summary>
    public static ElsaActivity? Read(
        string type, JsonElement element, string id, ExpressionReader expressions, DataReader data, ProblemLog problems)
    {
        switch (type)
        {
            case "Elsa.Start":
                return new ElsaActivity(Declare(type, Done), ActivityRole.Pass);
            case "Elsa.End" or "Elsa.Finish":
                return new ElsaActivity(Declare(type), ActivityRole.End);
            case "Elsa.FlowDecision":
                return new ElsaActivity(Declare(type, "True", "False"), ActivityRole.Decision, "condition")
                {
                    Expression = Required("condition", ValueKind.Boolean),
                };
            case "Elsa.FlowSwitch":
                return Switch(type, element, id, expressions, problems);
            case "Elsa.FlowFork":
                return new ElsaActivity(Declare(type, Branches(element, id, problems)), ActivityRole.Fork, "branches");
            case "Elsa.FlowJoin":
                return new ElsaActivity(Declare(type, Done), ActivityRole.Pass, "mode") { Merge = JoinMode(element, id, problems) };
            case "Elsa.SetVariable":
                return SetVariable(type, element, id, expressions, data, problems);
            case "Elsa.Delay":
                return Timer(new Delay(), Delay.Input);
            case "Elsa.StartAt":
                return Timer(new StartAt(), StartAt.Input);
            default:
                return null;
        }

        Expression? Required(string name, ValueKind? kind)
        {
            if (element.Field(name) is { } input) return expressions.ReadInput(id, name, input, kind);
            problems.MissingInput(id, name);
            return null;
        }

        ElsaActivity Timer(IActivity activity, string input)
        {
            // Elsa gives these inputs .NET's time types; here they are text, so the type name is not held against them.
            Expression? expression = null;
            if (element.Field(input) is not { } value) problems.MissingInput(id, input);
            else if (value.Field("expression") is not { } written) expression = expressions.ReadInput(id, input, value, ValueKind.String);
            else if (value.Text("typeName") is not { Length: > 0 }) problems.MissingTypeName(id, input);
            else expression = expressions.ReadExpression(id, input, written, ValueKind.String);

            if (expression is LiteralExpression { Value: string text } && !((ITimerActivity)activity).Accepts(text))
                problems.IllTyped(id, input, activity is Delay ? "TimeSpan" : "DateTimeOffset");
            return new ElsaActivity(activity.Declaration, ActivityRole.Activity, input)
            {
                Activity = activity,
                Inputs = expression is null ? [] : [new InputBinding(input, ValueKind.String, expression)],
            };
        }
    }

    private static ElsaActivity Switch(string type, JsonElement element, string id, ExpressionReader expressions, ProblemLog problems)
    {
        var cases = new List<SwitchCase>();
        var labels = new List<string>();
        foreach (var item in element.Items("cases"))
        {
            if (item.Text("label") is not { Length: > 0 } label)
            {
                problems.Missing(id, "cases[].label");
                continue;
            }
            if (labels.Contains(label) || label == "Default") problems.Duplicate(id, "case", label);
            labels.Add(label);
            if (item.Field("condition") is not { } condition) problems.MissingInput(id, $"cases.{label}.condition");
            else if (expressions.ReadExpression(id, "cases." + label, condition, ValueKind.Boolean) is { } expression)
                cases.Add(new SwitchCase(label, expression));
        }
        if (labels.Count == 0) problems.MissingInput(id, "cases");
        var mode = Setting(element, "mode");
        if (mode is not (null or "MatchFirst" or "MatchAny" or "0" or "1")) problems.Unsupported(id, "mode " + mode);
        return new ElsaActivity(Declare(type, [.. labels, "Default"]), ActivityRole.Switch, "cases", "mode")
        {
            Cases = [.. cases],
            AllCases = mode is "MatchAny" or "1",
        };
    }

    private static string[] Branches(JsonElement element, string id, ProblemLog problems)
    {
        if (element.Field("branches") is not { } branches) return [Done];
        var list = branches.Field("expression")?.Field("value") ?? branches;
        var names = new List<string?>();
        if (list.ValueKind == JsonValueKind.String)
        {
            // Elsa's designer keeps the list as JSON text within an Object expression.
            try
            {
                using var inner = JsonDocument.Parse(list.GetString()!);
                if (inner.RootElement.ValueKind == JsonValueKind.Array) names.AddRange(inner.RootElement.EnumerateArray().Select(name => name.Scalar()));
            }
            catch (JsonException)
            {
                names.Clear();
            }
        }
        else if (list.ValueKind == JsonValueKind.Array) names.AddRange(list.EnumerateArray().Select(name => name.Scalar()));

        if (names.Count == 0 || names.Any(string.IsNullOrEmpty)) problems.IllTyped(id, "branches", "String[]");
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1)) problems.Duplicate(id, "branch", twice.Key ?? "");
        return [.. names.OfType<string>().Distinct()];
    }

    private static MergeMode JoinMode(JsonElement element, string id, ProblemLog problems)
    {
        switch (Setting(element, "mode"))
        {
            case "WaitAny":
                return MergeMode.Race;
            case "WaitAll":
                return MergeMode.Merge;
            case null:
                problems.MissingInput(id, "mode");
                return MergeMode.Race;
            case var other:
                problems.Unsupported(id, "mode " + other);
                return MergeMode.Race;
        }
    }

    private static ElsaActivity SetVariable(
        string type, JsonElement element, string id, ExpressionReader expressions, DataReader data, ProblemLog problems)
    {
        var target = element.Field("variable") is { } reference ? data.FindVariable(reference) : -1;
        if (target < 0) problems.UnknownVariable(id, element.Field("variable")?.Text("name") ?? "");
        Expression? value = null;
        if (element.Field("value") is not { } input) problems.MissingInput(id, "value");
        else value = expressions.ReadInput(id, "value", input, target < 0 ? null : data.Variable(target).Kind);
        return new ElsaActivity(Declare(type, Done), ActivityRole.SetVariable, "variable", "value") { Expression = value, Target = target };
    }

    // A setting chooses how the flow is built, so it must be a constant.
    private static string? Setting(JsonElement element, string name)
    {
        if (element.Field(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Object) return value.Scalar() ?? value.GetRawText();
        if (value.Field("expression") is not { } expression) return value.GetRawText();
        return expression.Text("type") is "Literal" ? expression.Field("value")?.Scalar() ?? "" : expression.Text("type") ?? "";
    }

    private static ActivityDeclaration Declare(string type, params string[] outcomes) => new(type, outcomes, [], [], [], []);
}
