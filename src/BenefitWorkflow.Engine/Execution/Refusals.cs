namespace BenefitWorkflow.Engine.Execution;

/// <summary>What the planner itself answers instead of a decision; one place for code and wording.</summary>
internal static class Refusals
{
    public static Refusal UnknownSignal(string signal) => new("signal.unknown",
        $"没有任何活动声明信号“{signal}”；请核对信号名称。",
        $"No activity type declares the signal '{signal}'; check its name.");

    public static Refusal NotExpected(string signal, string? activityId) => new("signal.not-expected",
        activityId is null
            ? $"案件当前没有步骤在等待信号“{signal}”；请刷新案件后查看可执行的操作。"
            : $"步骤 {activityId} 当前不接受信号“{signal}”；请刷新案件后查看可执行的操作。",
        activityId is null
            ? $"Nothing in the case waits for the signal '{signal}'; reload the case to see what it can take."
            : $"Step {activityId} does not take the signal '{signal}' now; reload the case to see what it can take.");

    public static Refusal AlreadyApplied(string signal, string activityId, int visit) => new("signal.already-applied",
        $"步骤 {activityId} 第 {visit} 次的等待已经结束，信号“{signal}”不会重复生效；无需再次提交。",
        $"Visit {visit} of step {activityId} no longer waits: the signal '{signal}' is not applied again; nothing more to do.");

    public static Refusal NotConnected(string signal, string activityId, string outcome) => new("signal.not-connected",
        $"本流程在步骤 {activityId} 没有为结果“{outcome}”安排去向，信号“{signal}”不能使用；请选择其他操作。",
        $"This definition leaves outcome '{outcome}' of step {activityId} out, so the signal '{signal}' cannot be used; choose another action.");

    public static Refusal Ambiguous(string signal) => new("signal.ambiguous",
        $"有多个步骤在等待信号“{signal}”；请指明步骤编号和次数。",
        $"Several steps wait for the signal '{signal}'; name the activity and its visit.");

    public static Refusal InputType(string input) => new("input.ill-typed",
        $"流程输入“{input}”的值与定义的类型不符；请按定义传入。",
        $"The value of workflow input '{input}' does not have its declared type; pass one that has.");

    public static Refusal ActivityFailed(string cause) => new("activity.failed",
        $"步骤执行出错（{cause}），案件停在原处；请排除原因后重试。",
        $"The step failed ({cause}) and the case stays where it was; remove the cause and retry.");

    public static Refusal UndeclaredOutcome(string outcome) => new("activity.undeclared-outcome",
        $"步骤以未声明的结果“{outcome}”结束，案件停在原处；请修正该活动的程序。",
        $"The step ended with outcome '{outcome}', which it does not declare for this; the case stays where it was; correct the activity.");

    public static Refusal UndeclaredOutput(string output) => new("activity.undeclared-output",
        $"步骤写入了未声明或类型不符的输出“{output}”，案件停在原处；请修正该活动的程序。",
        $"The step wrote output '{output}', which it does not declare or not with this type; the case stays where it was; correct the activity.");

    public static Refusal MustNotBlock() => new("activity.must-not-block",
        "步骤要求等待，但没有声明任何可以恢复它的信号，案件停在原处；请修正该活动的程序。",
        "The step wants to wait but declares no signal that could resume it; the case stays where it was; correct the activity.");

    public static Refusal TooManySteps(int limit) => new("flow.too-many-steps",
        $"一次推进运行了超过 {limit} 个步骤，流程可能在自动循环；案件停在原处，请检查流程定义。",
        $"One burst ran more than {limit} steps, so the flow probably loops by itself; the case stays where it was; check the definition.");

    public static Refusal Stuck() => new("flow.stuck",
        "步骤要等待的其他分支已不可能到达，案件停在原处；请检查流程定义中的汇合方式。",
        "The step waits for branches that can no longer come; the case stays where it was; check how the definition merges branches.");

    public static Refusal SameVersion() => new("migration.same-version", "迁移须在同一流程的两个不同版本之间；请重新选择。", "A migration goes between two different versions of one process; choose them again.");

    public static Refusal VariablesDiffer() => new("migration.variables-differ",
        "两个版本的变量（含默认值）或所用输入不同，在办案件不能迁移；请让其按原版本办完。",
        "The versions' variables, with their defaults, or the inputs they read differ, so running cases cannot be migrated; let them end on their own version.");

    public static Refusal ShapeDiffers() => new("migration.shape-differs",
        "两个版本的步骤或走向不同（有增删、改类型或改道），在办案件迁移后可能漏办或重办；请让其按原版本办完。",
        "Steps or ways of the two versions differ (added, removed, of another type or led elsewhere), so a running case might miss a step or come to it twice; let them end on their own version.");

    public static Refusal StepDiffers(string activityId, string title) => new("migration.step-differs",
        $"案件已到过的步骤“{title}”（{activityId}）在另一版本中设置不同；请让其按原版本办完。",
        $"The step {activityId}, to which the case has come, is set otherwise in the other version; let it end on its own version.");

    public static Refusal PositionMismatch() => new("position.mismatch",
        "案件的位置不属于这个流程定义版本；请用案件自己的版本打开，或先执行迁移。",
        "The case's position does not belong to this version of the definition; use the case's own version or migrate it first.");

    public static Refusal ExpressionFailed(string cause) => new("expression.failed",
        $"表达式计算失败（{cause}），案件停在原处；请检查流程定义和案件变量。",
        $"An expression failed ({cause}) and the case stays where it was; check the definition and the case's variables.");

    public static Refusal ExpressionNoValue() => new("expression.no-value",
        "表达式的结果不是文本、真假值或有限的数，案件停在原处；请修正表达式。",
        "An expression's result is neither text, boolean nor a finite number; the case stays where it was; correct the expression.");

    public static Refusal ExpressionType(string what, string kind) => new("expression.ill-typed",
        $"“{what}”应为 {kind} 类型，表达式给出了别的值，案件停在原处；请修正表达式或变量。",
        $"'{what}' must be of type {kind} but its expression gave something else; the case stays where it was; correct the expression or the variable.");

    public static Refusal InvalidTime(string what) => new("expression.invalid-time",
        $"“{what}”不是有效的时长或时刻，案件停在原处；请修正表达式或变量。",
        $"'{what}' is no valid duration or instant; the case stays where it was; correct the expression or the variable.");
}
