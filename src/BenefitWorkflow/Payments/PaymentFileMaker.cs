using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Makes a batch's files when it is released, and the same bytes again whenever they are asked for.</summary>
public sealed class PaymentFileMaker(PaymentFormats formats, PayerProfiles payers, KeyRing keys, Protector protector)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes the batch's files down, each with its hash; part of the releasing transaction.</summary>
    /// <param name="batch">Just released.</param>
    /// <param name="orders">In the order of their ids; checked by <see cref="BatchFileChecks"/>.</param>
    public async Task<IReadOnlyList<PaymentFile>> MakeAsync(WriteTransaction tx, PaymentBatch batch, IReadOnlyList<PaymentOrder> orders, CancellationToken ct)
    {
        var format = FormatOf(batch);
        var payer = payers.Of(batch.ProgrammeKey);
        var idNumbers = await IdNumbersAsync(tx.Db, format, orders, ct);
        var parts = orders.Chunk(format.MaximumRows).ToList();
        var id = await tx.TakeNumbersAsync("payment_files", parts.Count, ct);
        var files = new List<PaymentFile>();
        for (var i = 0; i < parts.Count; i++)
        {
            var head = new PaymentFileHead(batch.Number, PaymentFileHead.MessageIdOf(batch.Number, i + 1, parts.Count), i + 1, parts.Count, parts[i].Length, parts[i].Sum(o => o.AmountFen),
                batch.ReleasedAt!.Value, batch.ProgrammeKey, payer);
            using var content = TemporaryFile.Create();
            format.Write(head, Rows(parts[i], idNumbers), content);
            var hash = await HashAsync(content, ct);
            var file = new PaymentFile
            {
                Id = id + i, BatchId = batch.Id, Part = head.Part, Parts = head.Parts, FileName = format.FileName(head), MessageId = head.MessageId, Format = format.Key,
                FormatVersion = format.Version, Profile = payer is null ? null : JsonSerializer.Serialize(payer, Json), Count = head.Count, TotalFen = head.TotalFen,
                Bytes = content.Length, Sha256 = hash, MadeAt = batch.ReleasedAt.Value,
            };
            files.Add(file.WithSeal(SealOf(batch, file)));
        }
        await tx.Bulk.InsertAsync(files, ct);
        return files;
    }

    /// <summary>The file's bytes as they were made at the release.</summary>
    /// <param name="orders">All of the batch in the order of their ids, verified against the batch's digest.</param>
    /// <param name="earlier">How many of them are in the parts before.</param>
    /// <returns>At its start; or null where they would not be the same: <c>payment.file-changed</c>.</returns>
    internal async Task<Stream?> MakeAgainAsync(BenefitDb db, PaymentBatch batch, PaymentFile file, IReadOnlyList<PaymentOrder> orders, int earlier, CancellationToken ct)
    {
        if (!CryptographicOperations.FixedTimeEquals(SealOf(batch, file), file.Seal) || formats.Find(file.Format, file.FormatVersion) is not { } format) return null;
        var part = orders.Skip(earlier).Take(file.Count).ToList();
        if (part.Count != file.Count || part.Sum(o => o.AmountFen) != file.TotalFen) return null;
        var payer = file.Profile is null ? null : JsonSerializer.Deserialize<PayerProfile>(file.Profile, Json);
        var head = new PaymentFileHead(batch.Number, file.MessageId, file.Part, file.Parts, file.Count, file.TotalFen, batch.ReleasedAt!.Value, batch.ProgrammeKey, payer);
        var content = TemporaryFile.Create();
        try
        {
            format.Write(head, Rows(part, await IdNumbersAsync(db, format, part, ct)), content);
            if (content.Length == file.Bytes && (await HashAsync(content, ct)).AsSpan().SequenceEqual(file.Sha256)) return content;
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
        await content.DisposeAsync();
        return null;
    }

    /// <summary>What the batch's format cannot write, by order; empty where all is well.</summary>
    internal async Task<IReadOnlyList<(PaymentOrder? Order, Refusal Refusal)>> CheckAsync(BenefitDb db, PaymentBatch batch, IReadOnlyList<PaymentOrder> orders, CancellationToken ct)
    {
        if (formats.Find(batch.Format, batch.FormatVersion) is not { } format)
            return [(null, new Refusal("payment.format-gone", $"本服务已没有付款文件格式 {batch.Format} 第 {batch.FormatVersion} 版；请解散批次后按现有格式重新制单。",
                $"The service no longer has the payment file format {batch.Format} version {batch.FormatVersion}; dissolve the batch and prepare it again in one that it has."))];
        // The release's own instant does not matter for what can be written; any will do before it.
        var head = new PaymentFileHead(batch.Number, PaymentFileHead.MessageIdOf(batch.Number, 1, Parts(orders.Count, format)), 1, Parts(orders.Count, format), orders.Count,
            orders.Sum(o => o.AmountFen), batch.PreparedAt, batch.ProgrammeKey, payers.Of(batch.ProgrammeKey));
        if (format.Check(head) is { } refusal) return [(null, refusal)];
        var found = new List<(PaymentOrder?, Refusal)>();
        foreach (var (order, row) in orders.Zip(Rows(orders, await IdNumbersAsync(db, format, orders, ct))))
            if (format.Check(head, row) is { } problem) found.Add((order, problem));
        return found;
    }

    private IPaymentFileFormat FormatOf(PaymentBatch batch) =>
        formats.Find(batch.Format, batch.FormatVersion) ?? throw new InvalidOperationException($"Batch {batch.Number} is of an unknown format.");

    private static int Parts(int orders, IPaymentFileFormat format) => Math.Max(1, (orders + format.MaximumRows - 1) / format.MaximumRows);

    private IEnumerable<PaymentFileRow> Rows(IEnumerable<PaymentOrder> orders, Dictionary<long, byte[]> idNumbers) => orders.Select((o, i) => new PaymentFileRow(
        i + 1, o.EndToEndId, o.AccountName, protector.Decrypt(o.AccountCipher), o.BankName, o.AmountFen, null,
        idNumbers.TryGetValue(o.BeneficiaryId, out var cipher) ? protector.Decrypt(cipher) : null));

    private static async Task<Dictionary<long, byte[]>> IdNumbersAsync(BenefitDb db, IPaymentFileFormat format, IReadOnlyList<PaymentOrder> orders, CancellationToken ct)
    {
        if (!format.NeedsIdNumber) return [];
        var ids = orders.Select(o => o.BeneficiaryId).Distinct().ToList();
        return await db.Beneficiaries.Where(b => ids.Contains(b.Id)).Select(b => new { b.Id, b.IdCipher }).ToDictionaryAsync(b => b.Id, b => b.IdCipher, ct);
    }

    private static async Task<byte[]> HashAsync(Stream content, CancellationToken ct)
    {
        content.Position = 0;
        var hash = await SHA256.HashDataAsync(content, ct);
        content.Position = 0;
        return hash;
    }

    private byte[] SealOf(PaymentBatch batch, PaymentFile file)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.AuditKey);
        hmac.AppendData(batch.Digest);
        hmac.AppendData(file.Sha256);
        Span<byte> length = stackalloc byte[4];
        foreach (var text in (string[])[file.FileName, file.MessageId, file.Format, file.Profile ?? "", FormattableString.Invariant($"{file.FormatVersion} {file.Part} {file.Parts} {file.Count} {file.TotalFen} {file.Bytes}")])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }
        return hmac.GetHashAndReset();
    }
}
