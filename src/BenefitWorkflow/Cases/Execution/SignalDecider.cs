using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Activities;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Takes a chunk of signals: locks the cases, loads facts, lets the planner decide each, hands what was decided to the writer.</summary>
internal sealed class SignalDecider(ProgrammeCatalog programmes, FactsLoader loader, DecisionWriter writer, ActivityCatalog activities)
{
    private readonly HashSet<string> _known = [.. activities.All.SelectMany(a => a.Declaration.Signals).Select(s => s.Name), Signal.TimerElapsed];

    public async Task<IReadOnlyList<CaseOutcome>> DecideAsync(Chunk chunk, IReadOnlyList<CaseSignal> items, CancellationToken ct)
    {
        var outcomes = new CaseOutcome[items.Count];
        var cases = (await chunk.Transaction.LockAsync<Case>([.. items.Select(i => i.CaseId).Distinct()], ct)).ToDictionary(c => c.Id);
        var taken = new HashSet<long>();
        var ready = new List<Ready>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var @case = Within(chunk.Actor, cases.GetValueOrDefault(item.CaseId));
            if (Prepare(chunk, item, @case, taken, out var facts, out var signal) is { } refusal)
                outcomes[i] = new CaseOutcome(item.CaseId, @case?.Number, CaseOutcomeKind.Refused, refusal, @case?.Step, @case?.Version ?? 0);
            else
                ready.Add(new Ready(i, item, facts!, signal!));
        }

        await loader.LoadAsync(chunk.Db, [.. ready.Select(r => (r.Facts, r.Facts.Case.Step is { } step ? loader.NeedsFrom(r.Facts.Definition, r.Signal.ActivityId ?? step) : FactNeeds.None))], ct);
        var decided = new List<(Ready Ready, DecisionResult Result)>(ready.Count);
        foreach (var r in ready)
            decided.Add((r, Planner.Decide(r.Facts.Definition, Position.Parse(r.Facts.Case.PositionText), r.Signal, r.Facts, chunk.Now)));

        await writer.PrepareAsync(chunk, [.. decided.Select(d => (d.Ready.Facts, d.Result))], ct);
        foreach (var (r, result) in decided)
        {
            outcomes[r.Index] = writer.Write(chunk, r.Facts, r.Signal, r.Item.Reason, result);
            if (r.Item.Application is { } application && outcomes[r.Index].Kind == CaseOutcomeKind.Applied)
            {
                r.Facts.Application!.Json = application.ToJson();
                chunk.Rows.Update(r.Facts.Application);
            }
        }
        return outcomes;
    }

    /// <summary>A case for which none of the actor's roles is held is not there for them, so that nothing of it can be asked out.</summary>
    private static Case? Within(Identity.Actor actor, Case? @case) =>
        @case is null || actor.Scopes.Count == 0 || actor.HasFor(@case.ProgrammeKey, @case.Unit, [.. actor.Roles]) ? @case : null;

    internal static Refusal NotFound(long id) => new("case.not-found", $"没有编号为 {id} 的案件；请核对。", $"There is no case with id {id}; check it.");

    private Refusal? Prepare(Chunk chunk, CaseSignal item, Case? @case, HashSet<long> taken, out CaseFacts? facts, out Signal? signal)
    {
        (facts, signal) = (null, null);
        if (@case is null) return NotFound(item.CaseId);
        if (!_known.Contains(item.Signal.Name)) return new Refusal("signal.unknown", $"没有名为 {item.Signal.Name} 的信号。", $"There is no signal named {item.Signal.Name}.");
        if (item.Version is { } version && version != @case.Version)
            return new Refusal("case.stale-version", $"案件 {@case.Number} 已被他人更新（现为第 {@case.Version} 版）；请刷新后重试。", $"Case {@case.Number} has changed (it is now at version {@case.Version}); reload and try again.");
        if (item.Reason is { Length: > 1_000 }) return new Refusal("case.reason-too-long", "理由不得超过 1000 字。", "A reason has at most 1,000 characters.");
        if (item.Reason.AsSpan().IndexOf('\0') >= 0) return new Refusal("case.reason-malformed", "理由中有不能保存的字符（NUL）；请重新填写。", "The reason holds a character that cannot be kept (NUL); write it again.");
        if (item.Application is not null && item.Signal.Name != RequestCorrection.Resubmit || item.Personal is not null && item.Signal.Name is not (RequestCorrection.Resubmit or CorrectAccount.Correct))
            return new Refusal("case.not-stated-now", "此操作不改动申请内容或收款账户；请去掉这些内容，或在补正环节提交。", "This act changes neither the application nor the account; leave them out, or send them where they are corrected.");
        AccountDetails? account = null;
        if (item.Personal is { } personal && !AccountDetails.TryParse(personal.BankName, personal.Account, personal.AccountName, out account, out var accountRefusal)) return accountRefusal;
        // Only what gets this far: a row that was refused has not used its case up.
        if (!taken.Add(@case.Id)) return new Refusal("case.listed-twice", $"案件 {@case.Number} 在同一请求中出现多次；请分开提交。", $"Case {@case.Number} stands in the list more than once; send them apart.");
        var programme = programmes.Find(@case.ProgrammeKey, @case.ProgrammeVersion);
        var definition = programmes.FindDefinition(@case.DefinitionId, @case.DefinitionVersion);
        var scheme = programme?.Schemes.FirstOrDefault(s => s.Key == @case.SchemeKey);
        if (programme is null || scheme is null || definition is null)
            return new Refusal("case.version-missing",
                $"案件 {@case.Number} 依据的项目第 {@case.ProgrammeVersion} 版或流程 {@case.DefinitionId} 第 {@case.DefinitionVersion} 版未加载；请恢复该文件。",
                $"Case {@case.Number} runs on programme version {@case.ProgrammeVersion} and process {@case.DefinitionId} version {@case.DefinitionVersion}, not all of which are loaded; restore the file.");

        facts = new CaseFacts
        {
            Case = @case, Actor = chunk.Actor, Programme = programme, Scheme = scheme, Definition = definition, Calendar = chunk.Calendar,
            Today = chunk.Today, Reason = item.Reason, NewAccount = account, NewApplication = item.Application,
        };
        // Naming the bookmark lets the planner tell a repeated signal from one that came too early.
        signal = item.Signal.ActivityId is null && @case.Step is { } step && Takes(facts, step, item.Signal.Name)
            ? item.Signal with { ActivityId = step, Visit = @case.StepVisit }
            : item.Signal;
        return null;
    }

    private static bool Takes(CaseFacts facts, string step, string signal)
    {
        foreach (var declared in facts.Definition.Find(step)!.Declaration.Signals)
            if (declared.Name == signal) return true;
        return false;
    }

    private readonly record struct Ready(int Index, CaseSignal Item, CaseFacts Facts, Signal Signal);
}
