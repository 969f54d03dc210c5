using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BenefitWorkflow.Payments;

/// <summary>What a batch pays, as one SHA-256: what was prepared is what is released.</summary>
public static class BatchDigest
{
    /// <param name="orders">In the order of the bank file.</param>
    /// <returns>32 bytes over end-to-end id, account hash, account name and amount of every row. Each text goes in with its length, so that no two lists share a digest by moving a border.</returns>
    public static byte[] Of(IEnumerable<PaymentOrder> orders)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (var order in orders)
        {
            Append(hash, Encoding.UTF8.GetBytes(order.EndToEndId));
            Append(hash, order.AccountHash);
            Append(hash, Encoding.UTF8.GetBytes(order.AccountName));
            BinaryPrimitives.WriteInt64BigEndian(number, order.AmountFen);
            hash.AppendData(number);
        }
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, byte[] value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        hash.AppendData(length);
        hash.AppendData(value);
    }
}
