using System.Collections.Concurrent;
using BenefitWorkflow.Cases.Activities;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Execution;

/// <summary>Fills the facts of a chunk: one query per kind of fact, and only for the cases whose next burst may ask for it.</summary>
internal sealed class FactsLoader(ActivityCatalog activities, Protector protector)
{
    private readonly ConcurrentDictionary<(WorkflowDefinition, string), FactNeeds> _needs = [];

    /// <summary>What a burst that starts at <paramref name="activityId"/> may read before the next activity that blocks.</summary>
    public FactNeeds NeedsFrom(WorkflowDefinition definition, string activityId) =>
        _needs.GetOrAdd((definition, activityId), static (key, activities) =>
        {
            var (definition, start) = key;
            var needs = FactNeeds.None;
            var seen = new HashSet<string>();
            var queue = new Queue<string>([start]);
            while (queue.TryDequeue(out var id))
            {
                if (!seen.Add(id) || definition.Find(id) is not { } node) continue;
                if (activities.Find(node.Declaration.Type) is CaseActivity activity) needs |= activity.Needs;
                if (id != start && node.Declaration.Signals.Count > 0) continue;
                foreach (var connection in definition.Connections)
                    if (connection.Source == id) queue.Enqueue(connection.Target);
            }
            return needs;
        }, activities);

    public async Task LoadAsync(BenefitDb db, IReadOnlyList<(CaseFacts Facts, FactNeeds Needs)> cases, CancellationToken ct)
    {
        await LoadPayeesAsync(db, Of(cases, FactNeeds.Beneficiary | FactNeeds.Eligibility), ct);
        await LoadApplicationsAsync(db, Of(cases, FactNeeds.Application | FactNeeds.Eligibility), ct);
        await LoadEligibilityAsync(db, Of(cases, FactNeeds.Eligibility), ct);
        await LoadOrdersAsync(db, Of(cases, FactNeeds.Order), ct);
        await LoadNoticesAsync(db, Of(cases, FactNeeds.Notice), ct);
        var objected = Of(cases, FactNeeds.Objection);
        if (objected.Count == 0) return;
        var ids = Ids(objected);
        var objections = await db.Objections.Where(o => ids.Contains(o.CaseId) && o.State == ObjectionState.Open).ToListAsync(ct);
        var objectionsOf = objections.OrderByDescending(o => o.Id).ToLookup(o => o.CaseId);
        foreach (var facts in objected)
        {
            facts.Objection = objectionsOf[facts.Case.Id].FirstOrDefault();
            facts.MoreObjections = [.. objectionsOf[facts.Case.Id].Skip(1)];
        }
    }

    private static async Task LoadPayeesAsync(BenefitDb db, List<CaseFacts> cases, CancellationToken ct)
    {
        if (cases.Count == 0) return;
        var ids = cases.Select(f => f.Case.BeneficiaryId).Distinct().ToList();
        var payees = await db.Beneficiaries.Where(b => ids.Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
        foreach (var facts in cases) facts.Payee = payees[facts.Case.BeneficiaryId];
    }

    private static async Task LoadApplicationsAsync(BenefitDb db, List<CaseFacts> cases, CancellationToken ct)
    {
        if (cases.Count == 0) return;
        var ids = Ids(cases);
        var applications = await db.Applications.Where(a => ids.Contains(a.CaseId)).ToDictionaryAsync(a => a.CaseId, ct);
        foreach (var facts in cases) facts.Application = applications[facts.Case.Id];
    }

    private async Task LoadEligibilityAsync(BenefitDb db, List<CaseFacts> cases, CancellationToken ct)
    {
        if (cases.Count == 0) return;
        var grants = await GrantIndex.LoadAsync(db, [.. cases.Select(f => f.Case.BeneficiaryId).Distinct()], [.. cases.Select(f => f.Case.HouseholdId).Distinct()], ct);
        foreach (var facts in cases)
        {
            var application = facts.NewApplication ?? ApplicationFacts.FromJson(facts.Application!.Json);
            facts.Eligibility = Eligibility(facts, protector.Decrypt(facts.Payee!.IdCipher), application, grants);
        }
    }

    internal static EligibilityFacts Eligibility(CaseFacts facts, string idNumber, ApplicationFacts application, GrantIndex grants) => new()
    {
        IdNumber = idNumber,
        Name = facts.Payee!.Name,
        Application = application,
        Status = facts.Payee.Status,
        HasAccount = facts.NewAccount is not null || facts.Application?.AccountCipher is not null,
        Earlier = grants.Earlier(facts.Case),
    };

    private static async Task LoadOrdersAsync(BenefitDb db, List<CaseFacts> cases, CancellationToken ct)
    {
        var ids = cases.Where(f => f.Case.EntitledAt is not null).Select(f => f.Case.Id).ToList();
        if (ids.Count == 0) return;
        var newest = new Dictionary<long, PaymentOrder>();
        foreach (var order in await db.PaymentOrders.Where(o => ids.Contains(o.CaseId)).OrderBy(o => o.Id).ToListAsync(ct)) newest[order.CaseId] = order;
        foreach (var facts in cases) facts.Order = newest.GetValueOrDefault(facts.Case.Id);
    }

    private static async Task LoadNoticesAsync(BenefitDb db, List<CaseFacts> cases, CancellationToken ct)
    {
        if (cases.Count == 0) return;
        var ids = Ids(cases);
        var lines = await db.NoticeLines.Where(l => ids.Contains(l.CaseId) && l.State == NoticeLineState.Open).ToDictionaryAsync(l => l.CaseId, ct);
        var noticeIds = lines.Values.Select(l => l.NoticeId).Distinct().ToList();
        var notices = await db.Notices.Where(n => noticeIds.Contains(n.Id)).ToDictionaryAsync(n => n.Id, ct);
        foreach (var facts in cases)
        {
            facts.NoticeLine = lines.GetValueOrDefault(facts.Case.Id);
            facts.Notice = facts.NoticeLine is { } line ? notices[line.NoticeId] : null;
        }
    }

    private static List<CaseFacts> Of(IReadOnlyList<(CaseFacts Facts, FactNeeds Needs)> cases, FactNeeds needs) =>
        [.. cases.Where(c => (c.Needs & needs) != 0).Select(c => c.Facts)];

    private static List<long> Ids(List<CaseFacts> cases) => [.. cases.Select(f => f.Case.Id)];
}
