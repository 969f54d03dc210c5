using System.Text.Json;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Compiles one input of one activity; null when it has a problem, which is then logged.</summary>
internal sealed class ExpressionReader(DataReader data, ProblemLog problems)
{
    /// <param name="input">A plain scalar or <c>{ typeName, expression: { type, value } }</c>.</param>
    /// <param name="kind">What the value must be; null: anything a position can hold.</param>
    public Expression? ReadInput(string activity, string name, JsonElement input, ValueKind? kind)
    {
        if (input.ValueKind != JsonValueKind.Object)
        {
            return input.Scalar() is { } plain ? Literal(activity, name, plain, kind) : IllTyped(activity, name, kind);
        }
        if (input.Text("typeName") is not { Length: > 0 } typeName)
        {
            problems.MissingTypeName(activity, name);
            return null;
        }
        if (kind is { } wanted && typeName != "Object" && (Values.KindOf(typeName) is not { } stated || !Values.Fits(stated, wanted)))
            return IllTyped(activity, name, kind);
        return input.Field("expression") is { } expression ? ReadExpression(activity, name, expression, kind) : IllTyped(activity, name, kind);
    }

    /// <param name="expression"><c>{ type, value }</c>.</param>
    public Expression? ReadExpression(string activity, string name, JsonElement expression, ValueKind? kind)
    {
        var type = expression.Text("type") ?? "";
        var value = expression.Field("value");
        switch (type)
        {
            case "Literal" or "Object":
                return value?.Scalar() is { } text ? Literal(activity, name, text, kind) : IllTyped(activity, name, kind);
            case "Variable":
                return ReadVariable(activity, name, value, kind);
            case "Input":
                return ReadWorkflowInput(activity, name, value, kind);
            case "JavaScript":
                return value?.Scalar() is { } script ? ReadScript(activity, name, script) : IllTyped(activity, name, kind);
            default:
                problems.UnknownExpressionType(activity, name, type);
                return null;
        }
    }

    private Expression? Literal(string activity, string name, string text, ValueKind? kind) =>
        Values.TryParse(text, kind ?? ValueKind.String, out var value) ? new LiteralExpression(value) : IllTyped(activity, name, kind);

    private Expression? ReadVariable(string activity, string name, JsonElement? reference, ValueKind? kind)
    {
        var index = reference is { } found ? data.FindVariable(found) : -1;
        if (index < 0)
        {
            problems.UnknownVariable(activity, reference?.Text("name") ?? reference?.Scalar() ?? name);
            return null;
        }
        return kind is { } wanted && !Values.Fits(data.Variable(index).Kind, wanted)
            ? IllTyped(activity, name, kind)
            : new VariableExpression(index);
    }

    private Expression? ReadWorkflowInput(string activity, string name, JsonElement? reference, ValueKind? kind)
    {
        var wantedName = reference?.Text("name") ?? reference?.Scalar() ?? "";
        if (data.UseInput(wantedName) is not var (index, input))
        {
            problems.UnknownWorkflowInput(activity, wantedName);
            return null;
        }
        return kind is { } wanted && !Values.Fits(input.Kind, wanted) ? IllTyped(activity, name, kind) : new InputExpression(index);
    }

    private ScriptExpression? ReadScript(string activity, string name, string text)
    {
        var (script, fault) = ScriptCheck.Compile(text, data.FindVariable, input => data.UseInput(input)?.Index);
        switch (fault?.Kind)
        {
            case ScriptFaultKind.Syntax:
                problems.ScriptSyntax(activity, name, fault.Detail);
                break;
            case ScriptFaultKind.Construct:
                problems.ScriptConstruct(activity, name, fault.Detail);
                break;
            case ScriptFaultKind.UnknownVariable:
                problems.UnknownVariable(activity, fault.Detail);
                break;
            case ScriptFaultKind.UnknownInput:
                problems.UnknownWorkflowInput(activity, fault.Detail);
                break;
        }
        return script is null ? null : new ScriptExpression(script);
    }

    private Expression? IllTyped(string activity, string name, ValueKind? kind)
    {
        problems.IllTyped(activity, name, kind?.ToString() ?? "String, Boolean, Int64, Decimal");
        return null;
    }
}
