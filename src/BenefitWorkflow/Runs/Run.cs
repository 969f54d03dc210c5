using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BenefitWorkflow.Runs;

/// <summary>
/// One act on a long list, worked off in chunks by whichever process has claimed it. A chunk's decisions, its rows' results and the
/// run's progress are one transaction, so a run that was killed goes on behind its last chunk, and no chunk is done twice.
/// </summary>
public sealed class Run
{
    public long Id { get; init; }

    /// <summary>Key of the <see cref="IRunKind"/> that works it off.</summary>
    public required string Kind { get; init; }

    /// <summary>The act as the API names it, e.g. <c>approve</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Account on whose behalf it runs; its roles are read anew for every chunk.</summary>
    public required string By { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Address of what the run makes, e.g. of an import; null where its results say it all.</summary>
    public string? Link { get; init; }

    /// <summary>SHA-256 of act and list, for the idempotency key.</summary>
    public required byte[] InputHash { get; init; }

    /// <summary>Account and key as one text; null where the caller sent none. Unique.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Rows of the list.</summary>
    public int Total { get; init; }

    /// <summary>Rows that have a result; the next chunk begins behind them.</summary>
    public int Done { get; private set; }
    public int Applied { get; private set; }
    public int Refused { get; private set; }
    public int Incidents { get; private set; }
    public RunState State { get; private set; } = RunState.Waiting;

    /// <summary>Process that works on it; null: none.</summary>
    public string? Worker { get; private set; }

    /// <summary>Until when the claim holds unless a chunk renews it.</summary>
    public DateTimeOffset? ClaimedUntil { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Code of what ended it early; null otherwise.</summary>
    public string? EndCode { get; private set; }

    /// <summary>Somebody cancelled it.</summary>
    internal static Refusal Stopped { get; } = new("run.cancelled", "批量操作已取消，其余各行未动。", "The run was cancelled; its other rows were not touched.");

    /// <summary>The account it ran for is gone or disabled.</summary>
    internal static Refusal Orphaned { get; } = new("run.account-disabled", "发起人的账号已停用，其余各行未动。", "The account that started it is disabled; its other rows were not touched.");

    /// <summary>The service failed on the same rows every time.</summary>
    internal static Refusal Faulty { get; } = new("run.fault", "程序在其后各行反复出错，已停止；已办的保留。请管理员查看日志，再重新提交其余各行。",
        "The service failed on the rows that follow every time, so it stopped; what was done stays. Have an administrator look at the log, then send the other rows again.");

    public bool IsOpen => State is RunState.Waiting or RunState.Running or RunState.Cancelling;

    public void Claim(string worker, DateTimeOffset until)
    {
        (Worker, ClaimedUntil) = (worker, until);
        if (State == RunState.Waiting) State = RunState.Running;
    }

    public void Advance(int applied, int refused, int incidents)
    {
        (Applied, Refused, Incidents) = (Applied + applied, Refused + refused, Incidents + incidents);
        Done += applied + refused + incidents;
    }

    /// <summary>Stops behind the chunk that is being done; at once where nobody works on it.</summary>
    public void Cancel(DateTimeOffset now)
    {
        if (State == RunState.Waiting) End(RunState.Cancelled, Stopped.Code, now);
        else State = RunState.Cancelling;
    }

    public void End(RunState state, string? code, DateTimeOffset now) =>
        (State, EndCode, EndedAt, Worker, ClaimedUntil) = (state, code, now, null, null);
}

/// <summary>Waiting -> Running -> Done, Cancelled or Failed; Running -> Cancelling -> Cancelled.</summary>
public enum RunState
{
    Waiting = 1,

    /// <summary>Claimed by a process. Where its claim has run out, another takes it over.</summary>
    Running = 2,

    /// <summary>Ends behind the chunk that is being done.</summary>
    Cancelling = 3,

    /// <summary>Every row has a result.</summary>
    Done = 4,

    /// <summary>Rows without a result were not touched.</summary>
    Cancelled = 5,

    /// <summary>It could not go on, see its code; rows without a result were not touched.</summary>
    Failed = 6,
}

/// <summary>What became of one row of a run.</summary>
public sealed class RunResult
{
    public long RunId { get; init; }

    /// <summary>1-based place in the list; of an import, row in the file.</summary>
    public int Row { get; init; }

    /// <summary>0 where there is no case.</summary>
    public long CaseId { get; init; }
    public string? CaseNumber { get; init; }

    /// <summary>applied, refused or incident.</summary>
    public required string Status { get; init; }

    public string? Code { get; init; }
    public string? Zh { get; init; }
    public string? En { get; init; }

    /// <summary>Where the case waits afterwards; null where it does not.</summary>
    public string? Step { get; init; }

    internal static RunResult Of(long runId, int row, CaseOutcome o) => new()
    {
        RunId = runId, Row = row, CaseId = o.CaseId, CaseNumber = o.CaseNumber, Status = o.Kind.ToString().ToLowerInvariant(),
        Code = o.Refusal?.Code, Zh = o.Refusal?.Zh, En = o.Refusal?.En, Step = o.Step,
    };
}

internal sealed class RunMapping : IEntityTypeConfiguration<Run>
{
    public void Configure(EntityTypeBuilder<Run> b)
    {
        b.ToTable("runs");
        b.HasKey(x => x.Id);
        b.Property(x => x.Id).ValueGeneratedNever();
        b.Ignore(x => x.IsOpen);
        b.HasIndex(x => x.IdempotencyKey).IsUnique();
        b.HasIndex(x => x.State);
        b.Property(x => x.By).HasColumnName("run_by");
    }
}

internal sealed class RunResultMapping : IEntityTypeConfiguration<RunResult>
{
    public void Configure(EntityTypeBuilder<RunResult> b)
    {
        b.ToTable("run_results");
        b.HasKey(x => new { x.RunId, x.Row });
        b.Property(x => x.Row).HasColumnName("row_number");
    }
}
