using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Browser;

/// <summary>
/// What the staff leave undone: cases that wait for every role, payments in a prepared batch and others in none, a notice that runs with an objection
/// to it, cases to be posted, and hundreds of late ones. A test takes what it acts on, so that no other finds it gone.
/// </summary>
internal sealed class LeftCases
{
    private const string Programme = CaseWorld.Hardship;

    /// <summary>Payments of the batch that is only looked at; those that are left to be prepared are few.</summary>
    private const int Prepared = 15;

    private readonly Dictionary<string, Queue<long>> _waiting = [];

    /// <summary>Each is only used to be looked at.</summary>
    private readonly Dictionary<string, long> _shown = [];

    /// <summary>Number of the notice that runs.</summary>
    public required string Notice { get; init; }

    /// <summary>A case at this step that no other test acts on.</summary>
    /// <param name="step">Step and role as the work list has them, e.g. <c>approve1 reviewer</c>.</param>
    public long Take(string step)
    {
        lock (_waiting)
            return _waiting.TryGetValue(step, out var cases) && cases.TryDequeue(out var id) ? id : throw new InvalidOperationException($"No case is left at {step}: {string.Join(", ", _waiting.Select(w => $"{w.Key} {w.Value.Count}"))}");
    }

    /// <summary>A case at this step, only to be looked at.</summary>
    public long Any(string step) => _shown[step];

    public static async Task<LeftCases> LeaveAsync(IServiceProvider services, DemoStaff staff, DemoRosters rosters, DemoBank bank, SimulatedClock clock)
    {
        // Forty are paid and wait for their survey, one of them for a better account; a batch for thirty more is prepared.
        await ApproveAsync(staff, 40);
        await PostAsync(staff);
        await MoveAsync(services, clock, new DateOnly(2023, 3, 8));
        await ApproveAsync(staff, 30);
        await PostAsync(staff);
        await MoveAsync(services, clock, new DateOnly(2023, 3, 14));
        // The last acts of a day prepare, release and carry to the bank.
        foreach (var act in new DemoDay(staff, rosters, bank, Programme, clock, new HashSet<long>(), _ => { }).Acts.TakeLast(3)) await act();
        bank.Work(clock.GetUtcNow());
        await bank.DeliverAsync(staff.Preparer, clock.GetUtcNow());
        await MoveAsync(services, clock, new DateOnly(2023, 3, 16));
        await staff.Preparer.PostAsync("/api/payment-batches", new { programme = Programme, limit = Prepared });

        // Thirty are on a notice that still runs; somebody objects to one of them.
        await ApproveAsync(staff, 30);
        var (number, first) = await PostAsync(staff);
        await staff.Colleague.ActAsync("/api/objections", [new { noticeNumber = number, caseId = first, text = "群众反映该户情况与申报不符，请复查" }]);

        // Some were approved since and are on no notice yet.
        await ReviewAsync(staff, 20);

        // New applications, half of them without a paper.
        var people = Enumerable.Range(88_001, 12).Select(seed => seed % 2 == 0 ? CaseWorld.ModelWorker(seed) : Incomplete(CaseWorld.ModelWorker(seed)));
        await staff.Caseworker.ActAsync("/api/cases", [.. people.Select(When_the_api_is_called.Item)]);
        await MoveAsync(services, clock, new DateOnly(2023, 3, 17));

        var left = new LeftCases { Notice = number };
        await using var db = services.GetRequiredService<BenefitStore>().Read();
        foreach (var at in await db.Cases.Where(c => c.State == CaseState.Open && c.Step != null && c.StepRole != null).OrderBy(c => c.Id).Select(c => new { c.Id, c.Step, c.StepRole }).ToListAsync())
        {
            var key = $"{at.Step} {at.StepRole}";
            if (!left._waiting.TryGetValue(key, out var waiting)) left._waiting[key] = waiting = [];
            // The first of each step stays, so that whoever comes last still sees one.
            if (!left._shown.TryAdd(key, at.Id) || at.Step == "reinvestigate") waiting.Enqueue(at.Id);
        }
        return left;
    }

    private static NewCase Incomplete(NewCase whole) => whole with { Application = whole.Application with { Documents = [] } };

    private static async Task ApproveAsync(DemoStaff staff, int count)
    {
        await ReviewAsync(staff, count);
        // Half of what the second level has is left to it.
        var second = (await DemoCase.WaitingAsync(staff.Approver, Programme, "role=approver")).ConvertAll(c => new { caseId = c.Id, reason = "集体研究同意" });
        if (second.Count > 1) await staff.Approver.ActAsync("/api/cases/approve", second[..(second.Count / 2)]);
    }

    private static async Task ReviewAsync(DemoStaff staff, int count) =>
        await staff.Reviewer.ActAsync("/api/cases/approve", [.. (await DemoCase.WaitingAsync(staff.Reviewer, Programme, "step=approve1&role=reviewer")).Take(count).Select(c => new { caseId = c.Id, reason = "材料齐全，入户核实无误" })]);

    private static async Task<(string Number, long First)> PostAsync(DemoStaff staff)
    {
        var posted = await staff.Caseworker.PostAsync("/api/notices", new { programme = Programme, scheme = "hardship-worker" });
        return (posted.GetProperty("notice").GetProperty("number").GetString()!, (await DemoCase.WaitingAsync(staff.Caseworker, Programme, "step=notice&role=system")).Max(c => c.Id));
    }

    /// <summary>Nine o'clock of a later day, the jobs of half past eight done.</summary>
    private static async Task MoveAsync(IServiceProvider services, SimulatedClock clock, DateOnly day)
    {
        clock.MoveTo(ShanghaiTime.StartOfDay(day).AddHours(9));
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NoticeCloser>().CloseDueAsync(default);
        await scope.ServiceProvider.GetRequiredService<DeadlineSweep>().RunOnceAsync(default);
        await scope.ServiceProvider.GetRequiredService<SubjectSweep>().RunOnceAsync(default);
        // What there is to tell is told now: whoever is hired later hears only of what their test brings about.
        await scope.ServiceProvider.GetRequiredService<RungNotifier>().RunOnceAsync(default);
        await scope.ServiceProvider.GetRequiredService<DigestWriter>().RunOnceAsync(default);
    }
}
