using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;

namespace BenefitWorkflow.Deadlines.Rungs;

/// <summary>Collects what fires in one transaction and writes it at its end.</summary>
internal sealed class RungWriter(DateTimeOffset now)
{
    private readonly List<Func<long, DeadlineRungFired>> _rows = [];

    public int Count => _rows.Count;

    /// <summary>Fires the rungs of a case's limit that have passed, up to and including <paramref name="last"/>.</summary>
    public void Fire(Deadline deadline, string programmeKey, DeadlineRung last)
    {
        foreach (var (rung, at) in deadline.Passed(now).TakeWhile(passed => passed.Rung <= last).ToList())
        {
            deadline.Climb(rung);
            _rows.Add(id => Row(id, deadline, programmeKey, rung, at, now));
        }
    }

    /// <summary>
    /// The work was done after its limit and before any sweep saw that: the limit was late all the same, which stays on record. Nobody is reminded
    /// of what is done, so the earlier rungs are left out.
    /// </summary>
    public static DeadlineRungFired DoneLate(long id, Deadline deadline, string programmeKey, DateTimeOffset now)
    {
        deadline.Climb(DeadlineRung.Late);
        return Row(id, deadline, programmeKey, DeadlineRung.Late, deadline.DueAt, now);
    }

    /// <summary>Fires the passed rungs of a batch, notice or season.</summary>
    public void Fire(SubjectDeadline deadline)
    {
        foreach (var (rung, at) in deadline.Passed(now).ToList())
        {
            deadline.Climb(rung);
            if (rung == DeadlineRung.Late) deadline.Fire(now);
            _rows.Add(id => new DeadlineRungFired
            {
                Id = id, Subject = deadline.Subject, SubjectId = deadline.SubjectId, ProgrammeKey = deadline.ProgrammeKey, Step = deadline.Step, Visit = deadline.Year,
                Kind = DeadlineKind.Step, Rung = rung, OwnerRole = Owner(deadline, rung), DueAt = deadline.DueAt, At = at, FiredAt = now,
            });
            if (rung == deadline.OnlyRung)
            {
                deadline.Clear(now);
                return;
            }
        }
    }

    public async Task WriteAsync(WriteTransaction tx, CancellationToken ct)
    {
        if (_rows.Count == 0) return;
        var id = await tx.TakeNumbersAsync(DeadlineRungFiredMapping.Sequence, _rows.Count, ct);
        await tx.Bulk.InsertAsync(_rows.ConvertAll(row => row(id++)), ct);
    }

    private static DeadlineRungFired Row(long id, Deadline deadline, string programmeKey, DeadlineRung rung, DateTimeOffset at, DateTimeOffset now) => new()
    {
        Id = id, Subject = DeadlineSubject.Case, SubjectId = deadline.CaseId, ProgrammeKey = programmeKey, Step = deadline.ActivityId, Visit = deadline.Visit,
        Kind = deadline.Kind, Rung = rung, OwnerRole = Owner(deadline, rung), DueAt = deadline.DueAt, At = at, FiredAt = now,
    };

    private static string Owner(LadderedDeadline deadline, DeadlineRung rung) => rung == DeadlineRung.Escalated ? Roles.Supervisor : deadline.OwnerRole;
}
