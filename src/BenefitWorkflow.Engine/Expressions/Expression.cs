using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Engine.Expressions;

/// <summary>What an expression can read: the case's variables and inputs by their index in the definition.</summary>
internal readonly ref struct Scope(object?[] variables, object?[] inputs)
{
    public object?[] Variables { get; } = variables;
    public object?[] Inputs { get; } = inputs;
}

/// <summary>A compiled expression; evaluating it changes nothing.</summary>
internal abstract class Expression
{
    /// <exception cref="ExpressionException">The script failed or its result is no value of a position.</exception>
    public abstract object? Evaluate(Scope scope);
}

internal sealed class LiteralExpression(object? value) : Expression
{
    public object? Value { get; } = value;
    public override object? Evaluate(Scope scope) => Value;
}

internal sealed class VariableExpression(int index) : Expression
{
    public override object? Evaluate(Scope scope) => scope.Variables[index];
}

internal sealed class InputExpression(int index) : Expression
{
    public override object? Evaluate(Scope scope) => scope.Inputs[index];
}

internal sealed class ScriptExpression(CompiledScript script) : Expression
{
    public override object? Evaluate(Scope scope) => ScriptPool.Evaluate(script, scope);
}

/// <summary>An expression gave no usable value; becomes an incident on the case.</summary>
internal sealed class ExpressionException(Refusal cause, Exception? inner = null) : Exception(cause.En, inner)
{
    public Refusal Cause { get; } = cause;
}
