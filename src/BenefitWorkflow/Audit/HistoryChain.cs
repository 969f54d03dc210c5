using BenefitWorkflow.Cases;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Audit;

/// <summary>One case's history, entry by entry, against the hash chain. Remembers the first fault only: behind it nothing can be told.</summary>
internal sealed class HistoryChain(long caseId, byte[] auditKey)
{
    private byte[] _previous = [];
    private int _count;
    private (int? Seq, Refusal Finding)? _fault;

    public long CaseId => caseId;

    public void Add(HistoryEntry entry)
    {
        _count++;
        if (_fault is not null) return;
        if (entry.Seq != _count)
            Fault(_count, "audit.entry-missing", $"第 {_count} 条历史记录缺失或次序被改动；请从备份核对。", $"Entry {_count} is missing or out of order; compare with a backup.");
        else if (!entry.Hash.AsSpan().SequenceEqual(entry.ComputeHash(auditKey, _previous)))
            Fault(_count, "audit.entry-changed", $"第 {_count} 条历史记录被改动或伪造；请从备份核对。", $"Entry {_count} was changed or forged; compare with a backup.");
        _previous = entry.Hash;
    }

    /// <summary>The verdict once every entry was added.</summary>
    /// <param name="case">The case's row; null where there is none.</param>
    /// <returns>What is wrong first; null where all is well.</returns>
    public AuditFinding? End(Case? @case)
    {
        if (@case is null)
        {
            if (_count == 0) return null;
            Fault(null, "audit.case-missing", $"有 {_count} 条历史记录，但案件不存在：案件被删除或记录是伪造的；请从备份核对。",
                $"There are {_count} entries of a case that does not exist: it was removed or they are forged; compare with a backup.", first: true);
        }
        else if (_count == 0)
            Fault(null, "audit.history-missing", "案件没有任何历史记录；请从备份核对。", "The case has no history at all; compare with a backup.");
        else if (_count != @case.Version || !@case.HistoryHead.AsSpan().SequenceEqual(_previous))
            Fault(Math.Min(_count, @case.Version) + 1, "audit.history-truncated", $"案件记有 {@case.Version} 条历史记录，实有 {_count} 条，或末条不是案件所记的一条；请从备份核对。",
                $"The case knows {@case.Version} entries and {_count} are there, or the last is not the one it knows; compare with a backup.");
        else if (!@case.Seal.AsSpan().SequenceEqual(@case.ComputeSeal(auditKey)))
            Fault(null, "audit.case-changed", "案件行被改动，或历史记录被截断后改写了案件的记录；请从备份核对。",
                "The case's row was changed, or its history was cut and the row set back to fit; compare with a backup.");
        return _fault is { } fault ? new AuditFinding(caseId, @case?.Number, fault.Seq, fault.Finding) : null;
    }

    private void Fault(int? seq, string code, string zh, string en, bool first = false)
    {
        if (_fault is null || first) _fault = (seq, new Refusal(code, zh, en));
    }
}
