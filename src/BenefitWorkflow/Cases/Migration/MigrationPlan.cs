using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Migration;

/// <summary>Which running cases are to go on with which version of their process.</summary>
/// <param name="DefinitionId">E.g. <c>hardship-assistance</c>.</param>
/// <param name="Step">Activity id: only cases that wait there; null: all.</param>
/// <param name="OfRun">Only cases that this run has migrated, to take it back; null: all.</param>
public sealed record MigrationRequest(string DefinitionId, int From, int To, string? Step = null, long? OfRun = null, string? Reason = null);

/// <summary>A request with its definitions found.</summary>
internal sealed record MigrationPlan(WorkflowDefinition From, WorkflowDefinition To)
{
    /// <summary>Who decides that cases go on with another version. Definitions are put in place by somebody else: whoever runs the service.</summary>
    internal static readonly string[] May = [Roles.Supervisor];

    /// <summary>Who may see what a migration would do.</summary>
    internal static readonly string[] MayLook = [Roles.Supervisor, Roles.Administrator, Roles.Auditor];

    public static (MigrationPlan? Plan, Refusal? Refusal) Of(ProgrammeCatalog catalog, MigrationRequest request)
    {
        if (catalog.FindDefinition(request.DefinitionId, request.From) is not { } from || catalog.FindDefinition(request.DefinitionId, request.To) is not { } to)
            return (null, new Refusal("migration.no-version", $"流程“{request.DefinitionId}”的第 {request.From} 版或第 {request.To} 版未加载；请核对。", $"Version {request.From} or {request.To} of the process '{request.DefinitionId}' is not loaded; check them."));
        if (request.Step is { Length: > 0 } step && from.Find(step) is null)
            return (null, new Refusal("migration.no-step", $"流程第 {request.From} 版没有步骤“{step}”；请核对。", $"Version {request.From} of the process has no step '{step}'; check it."));
        return VersionChange.Check(from, to) is { } refusal ? (null, refusal) : (new MigrationPlan(from, to), null);
    }

    /// <summary>Why a case stays as it is; null where it can be migrated.</summary>
    public Refusal? Check(Case @case) =>
        @case.State == CaseState.Closed ? new Refusal("migration.case-closed", $"案件 {@case.Number} 已结案，不迁移。", $"Case {@case.Number} is closed and stays as it is.")
        : @case.DefinitionId != From.DefinitionId || @case.DefinitionVersion != From.Version
            ? new Refusal("migration.other-version", $"案件 {@case.Number} 不在流程 {From.DefinitionId} 的第 {From.Version} 版上。", $"Case {@case.Number} does not run on version {From.Version} of {From.DefinitionId}.")
        : VersionChange.Check(From, To, Position.Parse(@case.PositionText));
}
