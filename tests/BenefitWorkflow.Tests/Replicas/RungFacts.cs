using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Tests.Replicas;

/// <summary>What must hold of rungs after any number of processes swept at once.</summary>
internal static class RungFacts
{
    public static async Task HoldAsync(BenefitDb db)
    {
        var rungs = await db.DeadlineRungs.Where(r => r.Subject == DeadlineSubject.Case).OrderBy(r => r.Id).ToListAsync();
        var deadlines = await db.Deadlines.ToListAsync();
        Assert.NotEmpty(rungs);
        var byDeadline = rungs.ToLookup(r => (r.SubjectId, r.Step, r.Visit, r.Kind), r => r.Rung);
        Assert.All(byDeadline, fired => Assert.Equal(fired.Distinct().Order(), fired));
        // A row says what fired and no more; what fired has its row.
        Assert.All(deadlines, d =>
        {
            var fired = byDeadline[(d.CaseId, d.ActivityId, d.Visit, d.Kind)].ToList();
            Assert.Equal(d.LastRung, fired.Count == 0 ? null : fired.Max());
            if (d.State == DeadlineState.Fired) Assert.Contains(DeadlineRung.Late, fired);
        });
    }
}
