using Acornima;
using Acornima.Ast;
using Jint;

namespace BenefitWorkflow.Engine.Expressions;

/// <summary>Why a script is not accepted.</summary>
/// <param name="Kind">Which refusal it becomes.</param>
/// <param name="Detail">The syntax error, the construct or the name.</param>
internal sealed record ScriptFault(ScriptFaultKind Kind, string Detail);

internal enum ScriptFaultKind
{
    Syntax = 1,
    Construct = 2,
    UnknownVariable = 3,
    UnknownInput = 4,
}

/// <summary>
/// Accepts a script only if it is one expression that reads: operators, literals, <c>variables.x</c>, <c>getVariable('x')</c>,
/// <c>getInput('X')</c> and a few pure functions of numbers and text. What is not named here is refused, so a script
/// always ends, changes nothing, and which variables it needs is known before it runs.
/// </summary>
internal sealed class ScriptCheck
{
    private const int MaxLength = 4_000;
    private const int MaxDepth = 100;

    private static readonly HashSet<string> Functions =
        new(["Number", "String", "Boolean", "parseInt", "parseFloat", "isNaN", "isFinite"], StringComparer.Ordinal);

    // Left out on purpose: random (not pure), repeat, replace, split, pad (their result can outgrow their arguments), regular expressions.
    private static readonly HashSet<string> Methods = new(
        ["startsWith", "endsWith", "includes", "indexOf", "lastIndexOf", "substring", "slice", "trim", "trimStart", "trimEnd",
         "toUpperCase", "toLowerCase", "charAt", "concat", "toFixed", "toString"], StringComparer.Ordinal);

    private static readonly HashSet<string> MathFunctions =
        new(["abs", "ceil", "floor", "max", "min", "pow", "round", "sign", "sqrt", "trunc"], StringComparer.Ordinal);

    private readonly Func<string, int?> _variables;
    private readonly Func<string, int?> _inputs;
    private readonly List<NamedSlot> _readVariables = [];
    private readonly List<NamedSlot> _readInputs = [];
    private ScriptFault? _fault;

    private ScriptCheck(Func<string, int?> variables, Func<string, int?> inputs)
    {
        _variables = variables;
        _inputs = inputs;
    }

    /// <summary>Either a script or the first fault in it.</summary>
    /// <param name="variables">A variable's index by its name; null for one that is not declared.</param>
    /// <param name="inputs">The same for workflow inputs.</param>
    public static (CompiledScript? Script, ScriptFault? Fault) Compile(
        string text, Func<string, int?> variables, Func<string, int?> inputs)
    {
        if (text.Length > MaxLength) return (null, new(ScriptFaultKind.Construct, $"> {MaxLength} characters"));
        Script program;
        try
        {
            program = Jint.Engine.PrepareScript(text, source: null, strict: true).Program!;
        }
        catch (Exception fault) when (fault is ScriptPreparationException or ParseErrorException)
        {
            return (null, new(ScriptFaultKind.Syntax, (fault.InnerException ?? fault).Message));
        }
        if (program.Body.Count != 1 || program.Body[0] is not ExpressionStatement statement)
            return (null, new(ScriptFaultKind.Construct, program.Body.Count == 0 ? "empty" : program.Body[0].Type.ToString()));

        var check = new ScriptCheck(variables, inputs);
        check.Visit(statement.Expression, 0);
        if (check._fault is not null) return (null, check._fault);

        // Parentheses keep a lone string from being taken for a directive such as 'use strict'.
        var expression = text[statement.Expression.Range.Start..statement.Expression.Range.End];
        var code = Jint.Engine.PrepareScript($"({expression}\n)", source: null, strict: true);
        return (new CompiledScript(code, check._readVariables, check._readInputs), null);
    }

    private void Visit(Node node, int depth)
    {
        if (_fault is not null) return;
        if (depth > MaxDepth)
        {
            Refuse("nesting");
            return;
        }
        switch (node)
        {
            case StringLiteral or NumericLiteral or BooleanLiteral or NullLiteral or TemplateElement:
            case Identifier { Name: "undefined" or "NaN" or "Infinity" }:
                break;
            case TemplateLiteral or LogicalExpression or ConditionalExpression or ChainExpression or ParenthesizedExpression:
                VisitChildren(node, depth);
                break;
            case NonLogicalBinaryExpression { Operator: not (Operator.In or Operator.InstanceOf) }:
            case NonUpdateUnaryExpression { Operator: Operator.LogicalNot or Operator.UnaryNegation or Operator.UnaryPlus or Operator.TypeOf }:
                VisitChildren(node, depth);
                break;
            case MemberExpression member:
                VisitMember(member, depth);
                break;
            case CallExpression call:
                VisitCall(call, depth);
                break;
            default:
                Refuse(node is Identifier identifier ? identifier.Name : node.Type.ToString());
                break;
        }
    }

    private void VisitChildren(Node node, int depth)
    {
        foreach (var child in node.ChildNodes) Visit(child, depth + 1);
    }

    private void VisitMember(MemberExpression member, int depth)
    {
        if (member.Object is Identifier { Name: "variables" })
        {
            if (PropertyName(member) is { } name) ReadVariable(name);
            else Refuse("variables[...]");
        }
        else if (!member.Computed && member.Property is Identifier { Name: "length" }) Visit(member.Object, depth + 1);
        else Refuse(member.Property is Identifier property ? "." + property.Name : "[...]");
    }

    private void VisitCall(CallExpression call, int depth)
    {
        switch (call.Callee)
        {
            case Identifier { Name: "getVariable" }:
                if (OnlyText(call) is { } variable) ReadVariable(variable);
                else Refuse("getVariable(...)");
                return;
            case Identifier { Name: "getInput" }:
                if (OnlyText(call) is { } input) ReadInput(input);
                else Refuse("getInput(...)");
                return;
            case Identifier function when Functions.Contains(function.Name):
            case MemberExpression { Computed: false, Object: Identifier { Name: "Math" }, Property: Identifier math } when MathFunctions.Contains(math.Name):
                break;
            case MemberExpression { Computed: false, Property: Identifier method } target when Methods.Contains(method.Name):
                Visit(target.Object, depth + 1);
                break;
            default:
                Refuse(call.Callee switch
                {
                    Identifier identifier => identifier.Name + "()",
                    MemberExpression { Property: Identifier property } => "." + property.Name + "()",
                    _ => call.Callee.Type.ToString(),
                });
                return;
        }
        foreach (var argument in call.Arguments) Visit(argument, depth + 1);
    }

    private static string? PropertyName(MemberExpression member) => member.Property switch
    {
        Identifier property when !member.Computed => property.Name,
        StringLiteral text when member.Computed => text.Value,
        _ => null,
    };

    private static string? OnlyText(CallExpression call) =>
        call.Arguments.Count == 1 && call.Arguments[0] is StringLiteral text ? text.Value : null;

    private void ReadVariable(string name) => Read(_variables, _readVariables, name, ScriptFaultKind.UnknownVariable);

    private void ReadInput(string name) => Read(_inputs, _readInputs, name, ScriptFaultKind.UnknownInput);

    private void Read(Func<string, int?> known, List<NamedSlot> read, string name, ScriptFaultKind fault)
    {
        if (known(name) is not { } index) _fault ??= new(fault, name);
        else if (!read.Contains(new NamedSlot(name, index))) read.Add(new NamedSlot(name, index));
    }

    private void Refuse(string construct) => _fault ??= new(ScriptFaultKind.Construct, construct);
}
