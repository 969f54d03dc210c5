using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Activities;
using BenefitWorkflow.Notices.Activities;
using BenefitWorkflow.Payments.Activities;

namespace BenefitWorkflow.Cases;

/// <summary>
/// POST /api/cases/{action}: what people say to cases. One table, because they differ only in name and in who may knock;
/// who may really act on a case is decided by its step, in the executor.
/// </summary>
internal static class SignalCases
{
    public sealed record Request(IReadOnlyList<Item> Items);

    /// <param name="Reason">Kept in the history; required by rejections and answers.</param>
    /// <param name="Application">Resubmit: the corrected application; null: unchanged.</param>
    /// <param name="Account">Correct-account and resubmit, always with the name on it; stored encrypted.</param>
    public sealed record Item(
        long CaseId, int? Version = null, string? Reason = null, ApplicationFacts? Application = null,
        string? BankName = null, string? Account = null, string? AccountName = null,
        Satisfaction? Satisfaction = null, Improvement? Improvement = null)
    {
        public override string ToString() => $"{nameof(Item)} {CaseId}";
    }

    private sealed record Action(string Route, string Signal, bool NeedsReason, params string[] Roles);

    private static readonly Action[] Actions =
    [
        new("resubmit", RequestCorrection.Resubmit, false, Roles.Caseworker),
        new("withdraw", CaseActivity.Withdraw, true, Roles.Caseworker),
        new("approve", Approve.ApproveSignal, false, Roles.Reviewer, Roles.Approver),
        new("reject", Approve.Reject, true, Roles.Reviewer, Roles.Approver),
        new("request-correction", Approve.AskCorrection, true, Roles.Reviewer, Roles.Approver),
        new("confirm-enrolment", ConfirmEnrolment.Confirm, false, Roles.Caseworker),
        new("decline-enrolment", ConfirmEnrolment.Decline, true, Roles.Caseworker),
        new("uphold-objection", Reinvestigate.Uphold, true, Roles.Reviewer),
        new("dismiss-objection", Reinvestigate.Dismiss, true, Roles.Reviewer),
        new("recall-payment", PaymentSignals.Recall, true, Roles.Caseworker),
        new("correct-account", CorrectAccount.Correct, false, Roles.Caseworker),
        new("confirm-account", CorrectAccount.Confirm, false, Roles.Caseworker, Roles.Reviewer, Roles.Approver),
        new("abandon-payment", CorrectAccount.Abandon, true, Roles.Caseworker),
        new("record-survey", Survey.Record, false, Roles.Caseworker, Roles.Supervisor),
    ];

    public static void Map(IEndpointRouteBuilder api)
    {
        foreach (var action in Actions)
            api.MapPost($"/cases/{action.Route}", (Request request, HttpContext http, CaseExecutor executor, CancellationToken ct) =>
                HandleAsync(action, request, http, executor, ct)).RequireRoles(action.Roles);
    }

    private static async Task<IResult> HandleAsync(Action action, Request request, HttpContext http, CaseExecutor executor, CancellationToken ct)
    {
        if (Lists.Check(request.Items) is { } problem) return problem;
        if (Unreasoned(action, request.Items) is { } bare) return Problems.Of(bare);
        if (!Lists.TryIdempotencyKey(http, out var key, out var unfit)) return unfit;
        var command = new SignalCommand(CurrentActor.Of(http), [.. request.Items.Select(i => ToSignal(action, i))], key);
        return CaseResults.From(await executor.SignalAsync(command, ct));
    }

    /// <summary>What people may do, by its address.</summary>
    public static IEnumerable<string> Routes => Actions.Select(a => a.Route);

    /// <summary>Roles that some action is for.</summary>
    public static IEnumerable<string> AllRoles => Actions.SelectMany(a => a.Roles).Distinct();

    /// <summary>Roles that may knock with an action; null where there is none of this name.</summary>
    public static string[]? RolesOf(string action) => Array.Find(Actions, a => a.Route == action)?.Roles;

    /// <summary>What an actor may try at a step: its signals that the actor's roles may send. The step itself decides whether it is done.</summary>
    /// <param name="case">Null: of any case at the step.</param>
    /// <returns>Routes, in the order of the table.</returns>
    public static IEnumerable<string> At(Engine.Definitions.ActivityNode step, Actor actor, Case? @case = null) =>
        Actions.Where(a => (@case is null ? actor.IsAny(a.Roles) : actor.HasFor(@case.ProgrammeKey, @case.Unit, a.Roles)) && step.Declaration.Signals.Any(s => s.Name == a.Signal)).Select(a => a.Route);

    /// <summary>True for an act that needs nothing but a reason, so that one answer can stand for many cases.</summary>
    public static bool IsUniform(string action) => action is not ("resubmit" or "correct-account" or "record-survey");

    public static bool NeedsReason(string action) => Array.Find(Actions, a => a.Route == action)!.NeedsReason;

    /// <summary>Names the first item whose reason is missing where the action needs one; null where none does.</summary>
    public static Refusal? Unreasoned(string action, IReadOnlyList<Item> items) => Unreasoned(Array.Find(Actions, a => a.Route == action)!, items);

    private static Refusal? Unreasoned(Action action, IReadOnlyList<Item> items) =>
        action.NeedsReason && items.FirstOrDefault(i => string.IsNullOrWhiteSpace(i.Reason)) is { } bare
            ? items.Count == 1 ? new Refusal("case.reason-missing", "请填写理由。", "Give a reason.")
                : new Refusal("case.reason-missing", $"案件 {bare.CaseId}：请填写理由。", $"Case {bare.CaseId}: give a reason.")
            : null;

    /// <summary>The signal an item stands for.</summary>
    public static CaseSignal ToSignal(string action, Item item) => ToSignal(Array.Find(Actions, a => a.Route == action)!, item);

    private static CaseSignal ToSignal(Action action, Item item)
    {
        var signal = new Signal(action.Signal);
        if (item.Satisfaction is { } satisfaction && item.Improvement is { } improvement)
            signal = new Signal(action.Signal, new Dictionary<string, object?> { ["satisfaction"] = (long)satisfaction, ["improvement"] = (long)improvement });
        var personal = item.Account is null ? null : new PersonalInput(item.BankName, item.Account, item.AccountName);
        return new CaseSignal(item.CaseId, signal, item.Version, item.Reason, personal, item.Application);
    }
}
