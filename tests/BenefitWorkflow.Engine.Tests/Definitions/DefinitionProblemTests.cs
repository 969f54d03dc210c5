using System.Text.Json.Nodes;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Tests.Support;
using static BenefitWorkflow.Engine.Tests.Definitions.Flows;

namespace BenefitWorkflow.Engine.Tests.Definitions;

/// <summary>Every reason a document is refused, each by one fault in an otherwise good one.</summary>
public sealed class DefinitionProblemTests
{
    [Fact]
    public void Json_Malformed_SaysWhere()
    {
        var problem = Assert.Single(DefinitionReader.Read("{\n  \"version\": ,\n}", "bad.json", FakeActivities.Catalog).Errors);
        Assert.Equal(("definition.malformed-json", "bad.json", null), (problem.Code, problem.File, problem.ActivityId));
        Assert.Contains("line 2, column 14", problem.En);
        Assert.Contains("第 2 行第 14 列", problem.Zh);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"version\":1,\"version\":2}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    public void Json_EmptyOrWithARepeatedName_IsMalformed(string json) =>
        Assert.Equal("definition.malformed-json", DefinitionReader.Read(json, "f", FakeActivities.Catalog).Errors.Single().Code);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"root\":[]}")]
    public void Json_OfAnotherShape_IsRefusedWithoutAnException(string json) =>
        Assert.Contains(DefinitionReader.Read(json, "f", FakeActivities.Catalog).Errors, problem => problem.Code == "definition.missing-field");

    [Theory]
    [InlineData("definitionId")]
    [InlineData("version")]
    [InlineData("root")]
    public void Field_Missing_IsRefused(string field)
    {
        var flow = Good();
        flow.Document.Remove(field);
        Refused(flow, "definition.missing-field", null, field);
    }

    [Fact]
    public void Problems_AreAllCollected_NotJustTheFirst()
    {
        var flow = Good().Step("lost").Activity("odd", "Test.Unknown").Variable("v", "Guid");
        flow.Document.Remove("definitionId");
        var codes = flow.Read().Errors.Select(problem => problem.Code).Distinct().Order();
        Assert.Equal(["definition.ill-typed", "definition.missing-field", "definition.unknown-activity", "definition.unreachable"], codes);
    }

    [Fact]
    public void Problems_NameFileActivityAndFault_InBothLanguages()
    {
        var problem = Refused(Good().Activity("odd", "Test.Unknown").Connect("b>odd"), "definition.unknown-activity", "odd", "Test.Unknown");
        Assert.StartsWith("test.json#odd: ", problem.En);
        Assert.StartsWith("test.json#odd：", problem.Zh);
        Assert.Contains("Test.Unknown", problem.Zh);
    }

    [Theory]
    [InlineData("Elsa.Sequence")]
    [InlineData("Elsa.Flowchart")]
    [InlineData("Elsa.ExecuteWorkflow")]
    [InlineData("")]
    public void Activity_OfAnUnsupportedType_IsRefused(string type) =>
        Refused(Good().Activity("x", type).Connect("b>x"), "definition.unknown-activity", "x", type);

    [Fact]
    public void Activity_WithoutId_IsRefused() => Refused(Good().Activity("", "Test.Step"), "definition.missing-field", null, "id");

    [Fact]
    public void Activity_IdTwice_IsRefused() => Refused(Good().Step("a"), "definition.duplicate-id", "a", "'a'");

    [Fact]
    public void Variable_NameTwice_IsRefused() =>
        Refused(Good().Variable("v", "String").Variable("v", "String"), "definition.duplicate-id", null, "'v'");

    [Fact]
    public void Input_NameTwice_IsRefused() =>
        Refused(Good().WorkflowInput("i", "String").WorkflowInput("i", "String"), "definition.duplicate-id", null, "'i'");

    [Fact]
    public void Input_Undeclared_IsRefused() =>
        Refused(Good().Activity("x", "Test.Step", ("colour", "red")).Connect("b>x"), "definition.unknown-input", "x", "'colour'");

    [Fact]
    public void Input_RequiredButMissing_IsRefused() =>
        Refused(Good().Activity("x", "BenefitWorkflow.Close").Connect("b>x"), "definition.missing-input", "x", "'result'");

    [Theory]
    [InlineData("Elsa.FlowDecision", "condition")]
    [InlineData("Elsa.FlowSwitch", "cases")]
    [InlineData("Elsa.FlowJoin", "mode")]
    [InlineData("Elsa.SetVariable", "value")]
    [InlineData("Elsa.Delay", "timeSpan")]
    [InlineData("Elsa.StartAt", "dateTime")]
    public void ElsaInput_Missing_IsRefused(string type, string input) =>
        Refused(Good().Activity("x", type).Connect("b>x"), "definition.missing-input", "x", $"'{input}'");

    [Theory]
    [InlineData("Int64", "soon")]
    [InlineData("Int64", "1.5")]
    [InlineData("Int64", "")]
    [InlineData("String", "1")]
    [InlineData("Decimal", "1")]
    [InlineData("TimeSpan", "1")]
    public void Literal_IllTyped_IsRefused(string typeName, string value) => Refused(
        Good().Activity("x", "BenefitWorkflow.BankTransfer", ("limitWorkingDays", Flow.Input(typeName, "Literal", value))).Connect("b>x"),
        "definition.ill-typed", "x", "Int64");

    [Theory]
    [InlineData("Elsa.Delay", "timeSpan", "tomorrow")]
    [InlineData("Elsa.Delay", "timeSpan", "-00:00:01")]
    [InlineData("Elsa.StartAt", "dateTime", "2026-02-30T00:00:00Z")]
    [InlineData("Elsa.StartAt", "dateTime", "2026-02-01T00:00:00")]
    public void Timer_LiteralThatIsNoTime_IsRefused(string type, string input, string value) =>
        Refused(Good().Activity("x", type, (input, Flow.Input("TimeSpan", "Literal", value))).Connect("b>x"), "definition.ill-typed", "x", input);

    [Fact]
    public void Input_WithoutTypeName_IsRefused_BecauseElsaWouldIgnoreIt()
    {
        var input = Flow.Input("Int32", "Literal", "5");
        input.Remove("typeName");
        Refused(Good().Activity("x", "BenefitWorkflow.BankTransfer", ("limitWorkingDays", input)).Connect("b>x"),
            "definition.missing-type-name", "x", "limitWorkingDays");
    }

    [Theory]
    [InlineData("CSharp")]
    [InlineData("Liquid")]
    [InlineData("")]
    public void Expression_OfUnknownType_IsRefused(string type) => Refused(
        Good().Activity("x", "BenefitWorkflow.Close", ("result", Flow.Input("String", type, "1"))).Connect("b>x"),
        "definition.unknown-expression-type", "x", $"'{type}'");

    [Fact]
    public void Script_WithASyntaxError_IsRefused() => Refused(Close("1 +"), "definition.script-syntax", "x", "result");

    [Theory]
    [InlineData("variables.nope")]
    [InlineData("variables['nope']")]
    [InlineData("getVariable('nope')")]
    public void Script_UnknownVariable_IsRefused(string script) => Refused(Close(script), "definition.unknown-variable", "x", "'nope'");

    [Fact]
    public void Script_UnknownInput_IsRefused() => Refused(Close("getInput('nope')"), "definition.unknown-workflow-input", "x", "'nope'");

    [Fact]
    public void Variable_Unknown_IsRefusedWhereverItStands()
    {
        var reference = new JsonObject { ["id"] = "nope", ["name"] = "nope" };
        Refused(Good().Activity("x", "BenefitWorkflow.Close", ("result", Flow.Input("String", "Variable", reference))).Connect("b>x"),
            "definition.unknown-variable", "x", "'nope'");
        Refused(Good().Set("x", "nope", "String", "'a'").Step("c").Connect("b>x", "x>c"), "definition.unknown-variable", "x", "'nope'");
        Refused(Good().Activity("x", "BenefitWorkflow.VerifyEligibility",
            ("tier", new JsonObject { ["typeName"] = "String", ["memoryReference"] = new JsonObject { ["id"] = "nope" } })).Connect("b>x"),
            "definition.unknown-variable", "x", "'nope'");
    }

    [Fact]
    public void Input_UnknownWorkflowInput_IsRefused() => Refused(
        Good().Activity("x", "BenefitWorkflow.Close", ("result", Flow.Input("String", "Input", new JsonObject { ["name"] = "nope" }))).Connect("b>x"),
        "definition.unknown-workflow-input", "x", "'nope'");

    [Theory]
    [InlineData("String")]
    [InlineData("Boolean")]
    public void Variable_OfAKindThatDoesNotFit_IsRefused(string typeName) => Refused(
        Good().Variable("v", typeName).Activity("x", "BenefitWorkflow.BankTransfer",
            ("limitWorkingDays", Flow.Input("Int64", "Variable", new JsonObject { ["id"] = "v" }))).Connect("b>x"),
        "definition.ill-typed", "x", "limitWorkingDays");

    [Fact]
    public void Output_IntoAVariableThatCannotHoldIt_IsRefused() => Refused(
        Good().Variable("v", "Boolean").Activity("x", "BenefitWorkflow.VerifyEligibility",
            ("amountFen", new JsonObject { ["typeName"] = "Int64", ["memoryReference"] = new JsonObject { ["id"] = "v" } })).Connect("b>x"),
        "definition.ill-typed", "x", "amountFen");

    [Theory]
    [InlineData("Guid", null)]
    [InlineData("Object", null)]
    [InlineData("Int32", "many")]
    [InlineData("Boolean", "1")]
    public void Variable_IllTyped_IsRefused(string typeName, string? value) =>
        Refused(Good().Variable("v", typeName, value), "definition.ill-typed", null, "variables.v");

    [Fact]
    public void RunAsynchronously_IsRefused() => Refused(
        Good().Activity("x", "Test.Step", ("customProperties", new JsonObject { ["runAsynchronously"] = true })).Connect("b>x"),
        "definition.unsupported", "x", "runAsynchronously");

    [Fact]
    public void Document_UsedAsAnActivity_IsRefused()
    {
        var flow = Good();
        flow.Document["options"] = new JsonObject { ["usableAsActivity"] = true };
        Refused(flow, "definition.unsupported", null, "usableAsActivity");
    }

    [Fact]
    public void Root_ThatIsNoFlowchart_IsRefused()
    {
        var flow = Good();
        flow.Root["type"] = "Elsa.Sequence";
        Refused(flow, "definition.unsupported", null, "Elsa.Sequence");
    }

    [Fact]
    public void Root_WithConnectionsTheDesignerLost_IsRefused()
    {
        var flow = Good();
        flow.Root["customProperties"] = new JsonObject { ["notFoundConnections"] = new JsonArray(new JsonObject()) };
        Refused(flow, "definition.unsupported", null, "notFoundConnections");
    }

    [Fact]
    public void Document_TooLarge_IsRefusedBeforeAnythingElse()
    {
        var flow = new Flow();
        for (var i = 0; i <= 1_000; i++) flow.Step("s" + i);
        Assert.Equal("definition.too-large", Assert.Single(flow.Read().Errors).Code);
    }

    [Fact]
    public void Switch_WithARepeatedCase_IsRefused()
    {
        JsonObject Case() => new() { ["label"] = "A", ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = "true" } };
        Refused(Good().Activity("x", "Elsa.FlowSwitch", ("cases", new JsonArray(Case(), Case()))).Connect("b>x", "x.A>a", "x.Default>a").StartsAt("a"),
            "definition.duplicate-id", "x", "'A'");
    }

    [Fact]
    public void Fork_WithBranchesThatAreNoList_IsRefused() => Refused(
        Good().Activity("x", "Elsa.FlowFork", ("branches", Flow.Input("String", "Object", "not json"))).Connect("b>x"),
        "definition.ill-typed", "x", "branches");

    [Fact]
    public void Input_NotStored_IsAWarningWhereItIsUsed()
    {
        var flow = Good().WorkflowInput("used", "String", stored: false).WorkflowInput("unused", "String", stored: false)
            .Activity("x", "BenefitWorkflow.Close", ("result", Flow.Input("String", "JavaScript", "getInput('used')"))).Connect("b>x");
        var warning = Assert.Single(flow.Read().Warnings);
        Assert.Equal("definition.input-not-stored", warning.Code);
        Assert.Contains("'used'", warning.En);
        Assert.NotNull(flow.Read().Definition);
    }

    [Fact]
    public void Catalog_WithATypeTwiceOrOneOfElsas_Throws()
    {
        var step = new FakeActivity(new("Test.Step", [], ["Done"], [], [], []), _ => ActivityResult.Done("Done"));
        Assert.Contains("Test.Step", Assert.Throws<ArgumentException>(() => new ActivityCatalog([step, step])).Message);
        var taken = new FakeActivity(new("Elsa.Start", [], ["Done"], [], [], []), _ => ActivityResult.Done("Done"));
        Assert.Contains("Elsa.Start", Assert.Throws<ArgumentException>(() => new ActivityCatalog([taken])).Message);
    }

    [Fact]
    public void Catalog_WithASignalToAnUndeclaredOutcome_Throws()
    {
        var broken = new FakeActivity(new("Test.X", ["A"], ["B"], [], [], [new("Go", "A", "B", "C")]), _ => ActivityResult.Wait);
        Assert.Contains("outcome C", Assert.Throws<ArgumentException>(() => new ActivityCatalog([broken])).Message);
    }

    private static Flow Close(string script) =>
        Good().Activity("x", "BenefitWorkflow.Close", ("result", Flow.Input("String", "JavaScript", script))).Connect("b>x");
}
