using System.Globalization;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Expressions;

namespace BenefitWorkflow.Engine.Execution;

/// <summary>The context of whichever activity has its turn; one object per burst. Inputs are evaluated when they are read.</summary>
internal sealed class BurstContext(
    WorkflowDefinition definition, object facts, DateTimeOffset now, object?[] variables, object?[] inputs, List<Effect> effects) : ActivityContext
{
    private CompiledActivity _activity = null!;
    private int _visit;

    public void Turn(CompiledActivity activity, int visit)
    {
        _activity = activity;
        _visit = visit;
    }

    public override string ActivityId => _activity.Id;
    public override int Visit => _visit;
    public override DateTimeOffset Now => now;
    public override object Facts => facts;

    public override string Text(string input, string fallback = "") =>
        Read(input, ValueKind.String) is { } value ? Values.Text(value) : fallback;

    public override long Integer(string input, long fallback = 0) =>
        Read(input, ValueKind.Int64) is { } value ? (long)value : fallback;

    public override decimal Number(string input, decimal fallback = 0) =>
        Read(input, ValueKind.Decimal) is { } value ? Convert.ToDecimal(value, CultureInfo.InvariantCulture) : fallback;

    public override bool Flag(string input, bool fallback = false) =>
        Read(input, ValueKind.Boolean) is { } value ? (bool)value : fallback;

    public override bool Connects(string outcome) => _activity.Outbound(outcome).Length > 0;

    public override void SetOutput(string name, object? value)
    {
        OutputDeclaration? declared = null;
        foreach (var output in _activity.Declaration.Outputs)
            if (string.Equals(output.Name, name, StringComparison.Ordinal)) declared = output;
        if (declared is null || !Values.TryNormalize(value, out var normal) || !Values.TryConvert(normal, declared.Kind, out var typed))
            throw new ExpressionException(Refusals.UndeclaredOutput(name));

        foreach (var binding in _activity.Outputs)
        {
            if (!string.Equals(binding.Name, name, StringComparison.Ordinal)) continue;
            // The reader has checked that the output's kind fits the variable's.
            Values.TryConvert(typed, definition.Variables[binding.Variable].Kind, out variables[binding.Variable]);
        }
    }

    public override void Emit(Effect effect) => effects.Add(effect);

    private object? Read(string input, ValueKind asked)
    {
        foreach (var binding in _activity.Inputs)
        {
            if (!string.Equals(binding.Name, input, StringComparison.Ordinal)) continue;
            if (!Values.TryConvert(binding.Expression.Evaluate(new Scope(variables, inputs)), binding.Kind, out var value)
                || !Values.TryConvert(value, asked, out value))
                throw new ExpressionException(Refusals.ExpressionType(input, asked.ToString()));
            return value;
        }
        foreach (var declared in _activity.Declaration.Inputs)
            if (string.Equals(declared.Name, input, StringComparison.Ordinal)) return null;
        throw new InvalidOperationException($"Activity type {_activity.Declaration.Type} reads input {input}, which it does not declare.");
    }
}
