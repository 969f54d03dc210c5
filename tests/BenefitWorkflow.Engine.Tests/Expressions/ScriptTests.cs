using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Expressions;

/// <summary>What a script may say and what comes out of it, through a variable that takes the result.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("Int64", "1 + 2 * 3", 7L)]
    [InlineData("Int64", "variables.whole", 42L)]
    [InlineData("Int64", "variables['whole'] % 5", 2L)]
    [InlineData("Int64", "getVariable('whole') - 2", 40L)]
    [InlineData("Int64", "getInput('Whole') / 2", 21L)]
    [InlineData("Int64", "Math.floor(7 / 2)", 3L)]
    [InlineData("Int64", "Math.max(1, variables.whole, 3)", 42L)]
    [InlineData("Int64", "parseInt('12', 10)", 12L)]
    [InlineData("Int64", "variables.text.length", 4L)]
    [InlineData("Int64", "variables.nothing ?? 5", 5L)]
    [InlineData("Int64", "9007199254740992", 9007199254740992L)]
    [InlineData("Int64", "null", null)]
    [InlineData("Int64", "undefined", null)]
    [InlineData("Boolean", "variables.whole > 41 && !variables.flag === false", true)]
    [InlineData("Boolean", "variables.flag", true)]
    [InlineData("Boolean", "variables.text.startsWith('te') || false", true)]
    [InlineData("Boolean", "typeof variables.nothing == 'undefined'", false)]
    [InlineData("String", "'score=' + variables.whole", "score=42")]
    [InlineData("String", "`score=${variables.whole}`", "score=42")]
    [InlineData("String", "variables.flag ? 'yes' : 'no'", "yes")]
    [InlineData("String", "'lonely'", "lonely")]
    [InlineData("String", "'use strict';", "use strict")]
    [InlineData("String", "(1.5).toFixed(2)", "1.50")]
    [InlineData("String", "String(variables.whole).concat('元')", "42元")]
    [InlineData("String", "variables?.text", "text")]
    [InlineData("String", "1 + 1", "2")]
    public void Script_ThatReads_GivesItsValue(string typeName, string script, object? expected) => Assert.Equal(expected, Evaluate(typeName, script));

    [Fact]
    public void Script_Fraction_IsADecimal()
    {
        Assert.Equal(0.1m, Evaluate("Decimal", "0.1"));
        Assert.Equal(12.5m, Evaluate("Decimal", "variables.number"));
        Assert.Equal(3m, Evaluate("Decimal", "3"));
    }

    [Theory]
    [InlineData("Int64", "1.5", "expression.ill-typed")]
    [InlineData("Int64", "'12'", "expression.ill-typed")]
    [InlineData("Int64", "1e20", "expression.ill-typed")]
    [InlineData("Int64", "-1e20", "expression.ill-typed")]
    [InlineData("Int64", "true", "expression.ill-typed")]
    [InlineData("Boolean", "1", "expression.ill-typed")]
    [InlineData("Decimal", "1 / 0", "expression.no-value")]
    [InlineData("Decimal", "0 / 0", "expression.no-value")]
    [InlineData("Decimal", "1e300", "expression.no-value")]
    [InlineData("Int64", "variables.nothing.length", "expression.failed")]
    [InlineData("Int64", "variables.whole.trim()", "expression.failed")]
    public void Script_WithoutAUsableValue_IsAnIncident(string typeName, string script, string code) =>
        Assert.Equal(code, Assert.IsType<DecisionResult.Incident>(Run(typeName, script)).Cause.Code);

    [Theory]
    // Writing.
    [InlineData("variables.whole = 1")]
    [InlineData("variables.whole++")]
    [InlineData("delete variables.whole")]
    [InlineData("setVariable('whole', 1)")]
    [InlineData("setOutcome('Done')")]
    [InlineData("Object.assign(variables, {})")]
    [InlineData("globalThis.x")]
    // Not ending.
    [InlineData("while (true) {}")]
    [InlineData("for (;;) {}")]
    [InlineData("(function f() { return f(); })()")]
    [InlineData("(() => 1)()")]
    [InlineData("'a'.repeat(1000000000)")]
    [InlineData("'a'.padStart(1000000000)")]
    [InlineData("/(a+)+$/.test(variables.text)")]
    [InlineData("variables.text.match('(a+)+$')")]
    // Not pure.
    [InlineData("Math.random()")]
    [InlineData("Date.now()")]
    [InlineData("new Date()")]
    // Out of the sandbox.
    [InlineData("eval('1')")]
    [InlineData("Function('return 1')()")]
    [InlineData("variables.text.constructor")]
    [InlineData("'a'.constructor.constructor('return 1')()")]
    [InlineData("variables.constructor.name")]
    [InlineData("variables['con' + 'structor']")]
    [InlineData("System.IO.File")]
    [InlineData("importNamespace('System')")]
    [InlineData("require('fs')")]
    [InlineData("this")]
    [InlineData("import('x')")]
    // Beyond one expression of plain values.
    [InlineData("")]
    [InlineData("1; 2")]
    [InlineData("var x = 1; x")]
    [InlineData("[1, 2]")]
    [InlineData("({ a: 1 })")]
    [InlineData("1n")]
    [InlineData("variables")]
    [InlineData("getVariable")]
    [InlineData("getVariable(variables.text)")]
    [InlineData("getInput('Whole', 1)")]
    [InlineData("getOutputFrom('a')")]
    [InlineData("'a' in variables")]
    [InlineData("Math.max(...variables.text)")]
    [InlineData("Math['max'](1)")]
    [InlineData("variables.text[0]")]
    [InlineData("variables.toString()")]
    [InlineData("Math.toString()")]
    public void Script_OfAnyOtherConstruct_IsRefused(string script)
    {
        var errors = Flow("String", script).Read().Errors;
        Assert.Contains(errors, error => error is { ActivityId: "set" }
            && error.Code is "definition.script-not-allowed" or "definition.unknown-variable");
    }

    [Theory]
    [InlineData("1 +")]
    [InlineData("a b")]
    [InlineData("1);(2")]
    public void Script_WithASyntaxError_IsRefused(string script) =>
        Assert.Contains(Flow("String", script).Read().Errors, error => error.Code == "definition.script-syntax");

    [Fact]
    public void Script_TooLongOrTooDeep_IsRefused()
    {
        Assert.Contains(Flow("Int64", string.Concat(Enumerable.Repeat("1+", 2_001)) + "1").Read().Errors, error => error.Code == "definition.script-not-allowed");
        Assert.NotEmpty(Flow("Int64", new string('(', 1_999) + "1" + new string(')', 1_999)).Read().Errors.Concat(
            Flow("Int64", new string('[', 1_999) + "1" + new string(']', 1_999)).Read().Errors));
        Assert.Contains(Flow("Int64", string.Concat(Enumerable.Repeat("-(", 150)) + "1" + new string(')', 150)).Read().Errors,
            error => error.Code == "definition.script-not-allowed");
    }

    [Fact]
    public void Script_EvaluatedForOneCase_LeavesNothingForTheNext()
    {
        var flow = new Flow().Variable("out", "String").WorkflowInput("Who", "String")
            .Set("set", "out", "String", "getInput('Who') ?? 'nobody'").Step("end").Connect("set>end").Build();
        Assert.Equal("A", CaseRun.Start(flow, null, ("Who", "A")).Position.Variable("out"));
        Assert.Equal("nobody", CaseRun.Start(flow).Position.Variable("out"));
    }

    [Fact]
    public void Script_OnManyThreads_GivesEachCaseItsOwnValue()
    {
        var flow = new Flow().Variable("out", "Int64").WorkflowInput("N", "Int64")
            .Set("set", "out", "Int64", "getInput('N') * 2").Step("end").Connect("set>end").Build();
        Parallel.For(0, 500, n => Assert.Equal(n * 2L, CaseRun.Start(flow, null, ("N", n)).Position.Variable("out")));
    }

    private static object? Evaluate(string typeName, string script) =>
        Assert.IsType<DecisionResult.Decided>(Run(typeName, script)).Decision.Position.Variable("out");

    private static DecisionResult Run(string typeName, string script) => Planner.Start(
        Flow(typeName, script).Build(), new Dictionary<string, object?> { ["Whole"] = 42 }, new FakeFacts(), CaseRun.Now);

    private static Flow Flow(string typeName, string script) => new Flow()
        .Variable("out", typeName).Variable("whole", "Int32", "42").Variable("number", "Decimal", "12.5")
        .Variable("text", "String", "text").Variable("flag", "Boolean", "true").Variable("nothing", "String")
        .WorkflowInput("Whole", "Int64").Set("set", "out", typeName, script).Step("end").Connect("set>end");
}
