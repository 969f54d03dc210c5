using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Tests.Support;

namespace BenefitWorkflow.Engine.Tests.Expressions;

/// <summary>How an activity sees its inputs, in each way a definition can write them.</summary>
public sealed class InputTests
{
    private static readonly ActivityDeclaration Declaration = new("Test.Reader", [], ["Done"],
        [new("text", ValueKind.String), new("whole", ValueKind.Int64), new("number", ValueKind.Decimal), new("flag", ValueKind.Boolean)], [], []);

    [Fact]
    public void Inputs_LeftOut_GiveTheFallback() => Read([], context =>
    {
        Assert.Equal("", context.Text("text"));
        Assert.Equal("x", context.Text("text", "x"));
        Assert.Equal(7, context.Integer("whole", 7));
        Assert.Equal(1.5m, context.Number("number", 1.5m));
        Assert.True(context.Flag("flag", true));
    });

    [Fact]
    public void Inputs_AsLiterals_AreReadFromText() => Read(
    [
        ("text", Flow.Input("String", "Literal", "公示")), ("whole", Flow.Input("Int32", "Literal", "-3")),
        ("number", Flow.Input("Decimal", "Literal", "1.25")), ("flag", Flow.Input("Boolean", "Literal", "True")),
    ], Expect("公示", -3, 1.25m, true));

    [Fact]
    public void Inputs_AsPlainScalars_AreLiterals() => Read([("text", "a"), ("whole", 5), ("number", 2.5m), ("flag", true)], Expect("a", 5, 2.5m, true));

    [Fact]
    public void Inputs_InPascalCase_AreTheSame() => Read(
        [("Text", "a"), ("Whole", new JsonObject { ["TypeName"] = "Int64", ["Expression"] = new JsonObject { ["Type"] = "Literal", ["Value"] = 5 } }),
         ("Number", 2.5m), ("Flag", false)], Expect("a", 5, 2.5m, false));

    [Fact]
    public void Inputs_AsVariables_FollowThem() => Read(
        [Bound("text", "String", "count"), Bound("whole", "Int64", "count"), Bound("number", "Decimal", "count"), Bound("flag", "Boolean", "yes")],
        Expect("9", 9, 9m, true));

    [Fact]
    public void Inputs_AsWorkflowInputs_FollowThem() => Read(
        [("text", Flow.Input("String", "Input", new JsonObject { ["name"] = "Given" })), ("whole", 1), ("number", 1), ("flag", true)],
        Expect("C1", 1, 1m, true));

    private static (string, JsonNode?) Bound(string input, string typeName, string variable) =>
        (input, Flow.Input(typeName, "Variable", new JsonObject { ["id"] = variable, ["name"] = variable }));

    private static Action<ActivityContext> Expect(string text, long whole, decimal number, bool flag) => context =>
    {
        Assert.Equal(text, context.Text("text"));
        Assert.Equal(whole, context.Integer("whole"));
        Assert.Equal(number, context.Number("number"));
        Assert.Equal(flag, context.Flag("flag"));
    };

    private static void Read((string, JsonNode?)[] inputs, Action<ActivityContext> check)
    {
        var ran = false;
        var catalog = new ActivityCatalog([new FakeActivity(Declaration, context =>
        {
            check(context);
            Assert.Equal(("x", 1, CaseRun.Now), (context.ActivityId, context.Visit, context.Now));
            Assert.False(context.Connects("Done"));
            ran = true;
            return ActivityResult.Done("Done");
        })]);
        CaseRun.Start(new Flow().Variable("count", "Int64", 9).Variable("yes", "Boolean", true).WorkflowInput("Given", "String")
            .Activity("x", "Test.Reader", inputs).Build(catalog), null, ("Given", "C1"));
        Assert.True(ran);
    }
}
