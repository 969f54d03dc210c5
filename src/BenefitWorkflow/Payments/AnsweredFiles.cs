using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>What an answer tells of the payment files it answers: the bank has them, or did not take them.</summary>
internal static class AnsweredFiles
{
    public const string Channel = "bank-answer";

    /// <param name="original">Our file that the message answers; null: not stated.</param>
    /// <param name="whole">What it says of whole files.</param>
    public static async Task NoteAsync(WriteTransaction tx, string? original, IReadOnlyList<(string MessageId, BankResult Result, string? ReasonCode)> whole, DateTimeOffset now, CancellationToken ct)
    {
        var ids = whole.Select(w => w.MessageId).Append(original).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0) return;
        foreach (var file in await tx.Db.PaymentFiles.Where(f => ids.Contains(f.MessageId)).ToListAsync(ct))
        {
            if (file.State is PaymentFileState.Made or PaymentFileState.Sending or PaymentFileState.Unknown) file.MarkSent(file.Channel ?? Channel, now);
            var (_, result, reason) = whole.FirstOrDefault(w => w.MessageId == file.MessageId);
            if (result == BankResult.Failed && file.State == PaymentFileState.Sent)
            {
                // "You sent it before" is no refusal of the payments: the first of the two may have been paid.
                if (BankReasons.IsDuplicate(reason)) file.LoseSight(reason!);
                else file.Refuse(reason ?? BankReasons.Narrative);
            }
            await tx.UpdateAsync(file, ct);
        }
    }
}
