using System.Runtime.CompilerServices;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>An answer's rows as they are applied.</summary>
internal sealed class BankAnswerRows(BenefitStore store)
{
    /// <summary>The rows with what the survey found; one that speaks of a whole file becomes a row for each of its payments.</summary>
    public async IAsyncEnumerable<BankResultRow> ReadAsync(BankAnswer answer, BankAnswerSurvey survey, [EnumeratorCancellation] CancellationToken ct)
    {
        var shift = 0;
        foreach (var row in answer.Rows())
        {
            if (row.WholeFile is null || row.Refusal is not null)
            {
                yield return row with { Row = row.Row + shift, Refusal = row.Refusal ?? survey.Repeated(row) };
                continue;
            }
            var ids = await PaymentsOfAsync(row, ct);
            if (ids.Count == 0)
            {
                var unknown = new Refusal("payment.unknown-file", $"第 {row.Row} 行所指的付款文件不存在，或合计金额不符；请向银行核实。", $"Row {row.Row} speaks of a payment file that nobody here has, or of another total; ask the bank.");
                yield return row with { Row = row.Row + shift, WholeFile = null, Refusal = unknown };
                continue;
            }
            for (var i = 0; i < ids.Count; i++) yield return row with { Row = row.Row + shift + i, EndToEndId = ids[i], AmountFen = null, WholeFile = null };
            shift += ids.Count - 1;
        }
    }

    private async Task<List<string>> PaymentsOfAsync(BankResultRow row, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await db.PaymentFiles.FirstOrDefaultAsync(f => f.MessageId == row.WholeFile, ct) is not { } file || row.AmountFen is { } total && total != file.TotalFen) return [];
        var earlier = await db.PaymentFiles.Where(f => f.BatchId == file.BatchId && f.Part < file.Part).SumAsync(f => f.Count, ct);
        return await db.PaymentOrders.Where(o => o.BatchId == file.BatchId).OrderBy(o => o.Id).Skip(earlier).Take(file.Count).Select(o => o.EndToEndId).ToListAsync(ct);
    }
}
