namespace BenefitWorkflow.Engine.Definitions;

/// <summary>Collects everything that is wrong with one document; one place for code and wording.</summary>
internal sealed class ProblemLog(string file)
{
    private readonly List<DefinitionProblem> _errors = [];
    private readonly List<DefinitionProblem> _warnings = [];

    public IReadOnlyList<DefinitionProblem> Errors => _errors;
    public IReadOnlyList<DefinitionProblem> Warnings => _warnings;

    public void MalformedJson(long line, long column) => Error(null, "definition.malformed-json",
        $"第 {line} 行第 {column} 列不是合法的 JSON；请修正该处语法（含重复的属性名）。",
        $"line {line}, column {column} is no valid JSON; correct the syntax there (a repeated property name counts).");

    public void Missing(string? activity, string field) => Error(activity, "definition.missing-field",
        $"缺少“{field}”或其类型不对；请补全。",
        $"'{field}' is missing or of the wrong type; add it.");

    public void Unsupported(string? activity, string what) => Error(activity, "definition.unsupported",
        $"使用了本引擎不支持的“{what}”；请去掉或改用支持的写法。",
        $"'{what}' is not supported by this engine; remove it or use a supported form.");

    public void TooLarge(int limit) => Error(null, "definition.too-large",
        $"活动或连接超过 {limit} 个；请拆分流程。",
        $"more than {limit} activities or connections; split the process.");

    public void Duplicate(string? activity, string what, string id) => Error(activity, "definition.duplicate-id",
        $"{what}“{id}”重复；请改为唯一。",
        $"{what} '{id}' occurs twice; make it unique.");

    public void UnknownActivity(string activity, string type) => Error(activity, "definition.unknown-activity",
        $"活动类型“{type}”不存在；请改用目录中的活动类型。",
        $"activity type '{type}' does not exist; use a type of the catalogue.");

    public void UnknownInput(string activity, string input) => Error(activity, "definition.unknown-input",
        $"该活动没有名为“{input}”的输入或输出；请删除或改正名称。",
        $"the activity has no input or output '{input}'; remove it or correct its name.");

    public void MissingInput(string activity, string input) => Error(activity, "definition.missing-input",
        $"缺少必填输入“{input}”；请补上。",
        $"the required input '{input}' is missing; add it.");

    public void IllTyped(string? activity, string what, string expected) => Error(activity, "definition.ill-typed",
        $"“{what}”的值或类型不符，应为 {expected}；请修正。",
        $"'{what}' does not have the value or type it must have ({expected}); correct it.");

    public void MissingTypeName(string activity, string input) => Error(activity, "definition.missing-type-name",
        $"输入“{input}”没有 typeName，Elsa 会忽略它；请补上类型名。",
        $"input '{input}' has no typeName, so Elsa would ignore it; add the type name.");

    public void UnknownExpressionType(string activity, string input, string type) => Error(activity, "definition.unknown-expression-type",
        $"输入“{input}”的表达式类型“{type}”不受支持；可用 Literal、Object、Variable、Input、JavaScript。",
        $"input '{input}' has expression type '{type}', which is not supported; use Literal, Object, Variable, Input or JavaScript.");

    public void ScriptSyntax(string activity, string input, string detail) => Error(activity, "definition.script-syntax",
        $"“{input}”的 JavaScript 有语法错误：{detail}；请修正。",
        $"the JavaScript of '{input}' has a syntax error: {detail}; correct it.");

    public void ScriptConstruct(string activity, string input, string detail) => Error(activity, "definition.script-not-allowed",
        $"“{input}”的 JavaScript 使用了不允许的“{detail}”；只能写一个读取变量和输入的表达式。",
        $"the JavaScript of '{input}' uses '{detail}', which is not allowed; write one expression that only reads variables and inputs.");

    public void UnknownVariable(string activity, string variable) => Error(activity, "definition.unknown-variable",
        $"引用了未声明的变量“{variable}”；请先在 variables 中声明。",
        $"variable '{variable}' is not declared; declare it under variables.");

    public void UnknownWorkflowInput(string activity, string input) => Error(activity, "definition.unknown-workflow-input",
        $"引用了未声明的流程输入“{input}”；请先在 inputs 中声明。",
        $"workflow input '{input}' is not declared; declare it under inputs.");

    public void UnknownConnectionEnd(string? source, string activity) => Error(source, "definition.unknown-connection-end",
        $"连接指向不存在的活动“{activity}”；请改正或删除该连接。",
        $"a connection names activity '{activity}', which does not exist; correct or remove it.");

    public void UnknownPort(string activity, string port) => Error(activity, "definition.unknown-port",
        $"该活动没有端口“{port}”；请改用它声明的结果。",
        $"the activity has no port '{port}'; use an outcome it declares.");

    public void DuplicateConnection(string source, string port, string target) => Error(source, "definition.duplicate-connection",
        $"从“{port}”到 {target} 的连接重复；请删除多余的一条。",
        $"the connection from '{port}' to {target} occurs twice; remove one.");

    public void OutcomeNotConnected(string activity, string outcome) => Error(activity, "definition.outcome-not-connected",
        $"结果“{outcome}”没有连接到任何活动，案件会在此丢失；请补上连接。",
        $"outcome '{outcome}' is not connected, so a case would be lost there; connect it.");

    public void Unreachable(string activity) => Error(activity, "definition.unreachable",
        "从开始处无法到达该活动；请连接或删除它。",
        "the activity cannot be reached from the start; connect or remove it.");

    public void NoStart() => Error(null, "definition.no-start",
        "找不到流程的开始；请加入 Elsa.Start 或标记开始活动。",
        "there is no activity to start with; add Elsa.Start or mark one.");

    public void Cascade(string activity) => Error(activity, "definition.cascade",
        "不支持 Cascade 汇合方式（分支会各自重复执行）；请改用 FlowJoin。",
        "merge mode Cascade is not supported (every branch would run the rest again); use a FlowJoin.");

    public void NeverMeets(string activity, string first, string second) => Error(activity, "definition.merge-never-meets",
        $"要等待的两条分支 {first} 与 {second} 不可能同时到达，案件会永远停在这里；请改用 WaitAny。",
        $"it waits for {first} and {second}, which can never come together, so a case would wait for ever; use WaitAny.");

    public void LoopIntoMerge(string activity, string source) => Error(activity, "definition.merge-loop",
        $"从 {source} 返回的循环进入了等待全部分支的汇合，第二轮会永远停住；请在汇合之后再接回循环。",
        $"the loop from {source} leads into a merge that waits for all branches, so the second round would wait for ever; lead it in behind the merge.");

    public void MayNotMeet(string activity, string branch) => Warn(activity, "definition.merge-may-not-meet",
        $"分支 {branch} 可能走向别处，到时案件会停在这里并报告异常；请确认或改用 WaitAny。",
        $"branch {branch} may go another way, and a case would then stop here with an incident; make sure or use WaitAny.");

    public void AutomaticLoop(string activity) => Error(activity, "definition.automatic-loop",
        "该活动处在一个没有任何等待步骤的循环中，案件会无休止地空转；请在循环中加入等待的步骤。",
        "the activity is in a loop in which nothing waits, so a case would spin for ever; put a step that waits into the loop.");

    public void InputNotStored(string input) => Warn(null, "definition.input-not-stored",
        $"流程输入“{input}”没有 storageDriverType，在 Elsa 中第一次等待之后就会丢失；请补上。",
        $"workflow input '{input}' has no storageDriverType, so in Elsa it is lost after the first wait; add one.");

    private void Error(string? activity, string code, string zh, string en) => _errors.Add(Problem(activity, code, zh, en));

    private void Warn(string? activity, string code, string zh, string en) => _warnings.Add(Problem(activity, code, zh, en));

    private DefinitionProblem Problem(string? activity, string code, string zh, string en)
    {
        var where = activity is null ? file : $"{file}#{activity}";
        return new DefinitionProblem(file, activity, code, $"{where}：{zh}", $"{where}: {en}");
    }
}
