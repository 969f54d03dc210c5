using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Audit;

/// <summary>One place where the stored record is not what was written.</summary>
/// <param name="CaseId">0 where it concerns a programme's totals.</param>
/// <param name="CaseNumber">Null where the case's row itself is gone and nothing else names it.</param>
/// <param name="Seq">History entry; null where the case as a whole is at fault.</param>
public sealed record AuditFinding(long CaseId, string? CaseNumber, int? Seq, Refusal Finding)
{
    /// <summary>The finding as one line of a log.</summary>
    public override string ToString() => $"{CaseNumber ?? (CaseId == 0 ? "totals" : $"case {CaseId}")}{(Seq is { } seq ? $" #{seq}" : "")}: {Finding.Code}: {Finding.Zh} / {Finding.En}";
}

/// <param name="Cases">Cases read.</param>
/// <param name="Entries">History entries read.</param>
/// <param name="Found">Findings in all; <paramref name="Findings"/> holds the first <see cref="MostFindings"/>.</param>
public sealed record AuditReport(bool Ok, long Cases, long Entries, long Found, IReadOnlyList<AuditFinding> Findings)
{
    public const int MostFindings = 1_000;
}

/// <summary>Keeps the first findings and counts the rest: a forged table must not fill the memory.</summary>
internal sealed class AuditFindings
{
    private readonly List<AuditFinding> _list = [];

    public long Count { get; private set; }

    public IReadOnlyList<AuditFinding> List => _list;

    public void Add(AuditFinding finding)
    {
        Count++;
        if (_list.Count < AuditReport.MostFindings) _list.Add(finding);
    }
}
