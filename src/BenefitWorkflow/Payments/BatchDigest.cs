using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Payments;

/// <summary>What a batch pays, as one HMAC under the audit key: what was prepared is what is released and what the file says, also to somebody who may write to the database.</summary>
public sealed class BatchDigest(KeyRing keys, Protector protector)
{
    /// <param name="orders">In the order of the bank file.</param>
    /// <returns>32 bytes over end-to-end id, bank, account hash, account name and amount of every row. Each text goes in with its length, so that no two lists share a digest by moving a border.</returns>
    public byte[] Of(IEnumerable<PaymentOrder> orders)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.AuditKey);
        Span<byte> number = stackalloc byte[8];
        foreach (var order in orders)
        {
            Append(hash, Encoding.UTF8.GetBytes(order.EndToEndId));
            Append(hash, Encoding.UTF8.GetBytes(order.BankName ?? ""));
            Append(hash, order.AccountHash);
            Append(hash, Encoding.UTF8.GetBytes(order.AccountName));
            BinaryPrimitives.WriteInt64BigEndian(number, order.AmountFen);
            hash.AppendData(number);
        }
        return hash.GetHashAndReset();
    }

    /// <summary>True where the orders are those that were prepared and every encrypted account is the one whose hash was.</summary>
    public bool Matches(PaymentBatch batch, IReadOnlyList<PaymentOrder> orders) =>
        orders.Count == batch.Count && orders.Sum(o => o.AmountFen) == batch.TotalFen
        && CryptographicOperations.FixedTimeEquals(Of(orders), batch.Digest) && orders.All(HasItsAccount);

    private bool HasItsAccount(PaymentOrder order)
    {
        try
        {
            return protector.Hash(PersonalDataKind.Account, protector.Decrypt(order.AccountCipher)).AsSpan().SequenceEqual(order.AccountHash);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Append(IncrementalHash hash, byte[] value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
