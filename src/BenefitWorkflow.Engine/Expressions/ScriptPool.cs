using System.Globalization;
using BenefitWorkflow.Engine.Execution;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace BenefitWorkflow.Engine.Expressions;

/// <summary>A script that passed <see cref="ScriptCheck"/>, with the slots of what it reads.</summary>
internal sealed record CompiledScript(
    Prepared<Acornima.Ast.Script> Code, IReadOnlyList<NamedSlot> Variables, IReadOnlyList<NamedSlot> Inputs);

/// <summary>A name as the script writes it and its index in the definition.</summary>
internal readonly record struct NamedSlot(string Name, int Index);

/// <summary>
/// One warm Jint engine per thread. A checked script cannot write, loop or reach a shared object, so an
/// engine carries nothing from one evaluation to the next and a result depends on the arguments alone. The limits are a
/// second wall; they count statements first, since a time limit alone would make a result depend on the machine.
/// </summary>
internal static class ScriptPool
{
    private const int MaxStatements = 1_000;
    private const long MaxBytes = 4_000_000;
    private const int MaxRecursion = 16;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    private static ScriptHost? _host;

    public static object? Evaluate(CompiledScript script, Scope scope)
    {
        var host = _host ??= new ScriptHost();
        try
        {
            return host.Evaluate(script, scope);
        }
        catch (Exception fault) when (fault is not ExpressionException)
        {
            // The engine is dropped: whatever broke it must not meet the next case.
            _host = null;
            throw new ExpressionException(Refusals.ExpressionFailed(fault.GetType().Name), fault);
        }
    }

    private sealed class ScriptHost
    {
        private readonly Jint.Engine _engine;
        private JsObject _variables;
        private JsObject _inputs;

        public ScriptHost()
        {
            _engine = new Jint.Engine(options =>
            {
                options.Strict();
                options.Culture(CultureInfo.InvariantCulture);
                options.MaxStatements(MaxStatements);
                options.LimitMemory(MaxBytes);
                options.LimitRecursion(MaxRecursion);
                options.TimeoutInterval(MaxTime);
                options.DisableStringCompilation();
            });
            _variables = new JsObject(_engine);
            _inputs = new JsObject(_engine);
            _engine.SetValue("getInput", new ClrFunction(_engine, "getInput", (_, arguments) => _inputs.Get(arguments[0])));
            _engine.SetValue("getVariable", new ClrFunction(_engine, "getVariable", (_, arguments) => _variables.Get(arguments[0])));
        }

        public object? Evaluate(CompiledScript script, Scope scope)
        {
            _variables = Fill(script.Variables, scope.Variables);
            _inputs = Fill(script.Inputs, scope.Inputs);
            _engine.SetValue("variables", _variables);
            return FromJs(_engine.Evaluate(script.Code));
        }

        private JsObject Fill(IReadOnlyList<NamedSlot> slots, object?[] values)
        {
            var target = new JsObject(_engine);
            for (var i = 0; i < slots.Count; i++) target.FastSetDataProperty(slots[i].Name, ToJs(values[slots[i].Index]));
            return target;
        }

        private static JsValue ToJs(object? value) => value switch
        {
            null => JsValue.Null,
            string text => new JsString(text),
            bool flag => flag ? JsBoolean.True : JsBoolean.False,
            long whole => JsNumber.Create((double)whole),
            decimal number => JsNumber.Create((double)number),
            _ => throw new InvalidOperationException("A position holds a value of another type."),
        };

        private static object? FromJs(JsValue value)
        {
            if (value.IsNull() || value.IsUndefined()) return null;
            if (value.IsString()) return value.AsString();
            if (value.IsBoolean()) return value.AsBoolean();
            if (!value.IsNumber()) throw new ExpressionException(Refusals.ExpressionNoValue());
            return Number(value.AsNumber());
        }

        // JavaScript has one number type: whole numbers it holds exactly become Int64, the rest decimal.
        private static object Number(double number)
        {
            const double exact = 9_007_199_254_740_992;
            if (number == Math.Truncate(number) && Math.Abs(number) <= exact) return (long)number;
            if (!double.IsFinite(number) || Math.Abs(number) > (double)decimal.MaxValue / 2)
                throw new ExpressionException(Refusals.ExpressionNoValue());
            return (decimal)number;
        }
    }
}
