using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BenefitWorkflow.Store.PersonalData;

/// <summary>
/// Encrypts personal data for storage (AES-256-GCM: key id, nonce, tag, ciphertext) and hashes it for search
/// (HMAC-SHA256, keyed, apart per kind so that equal digits of different kinds do not match).
/// </summary>
public sealed class Protector(KeyRing ring)
{
    private const int NonceLength = 12, TagLength = 16, Head = 4 + NonceLength + TagLength;

    public byte[] Encrypt(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> plain = length <= 512 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, plain);
        var result = Encrypt(plain);
        CryptographicOperations.ZeroMemory(plain);
        return result;
    }

    public byte[] Encrypt(ReadOnlySpan<byte> plain)
    {
        var result = new byte[Head + plain.Length];
        BinaryPrimitives.WriteInt32LittleEndian(result, ring.ActiveKey);
        var nonce = result.AsSpan(4, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(ring.EncryptionKeys[ring.ActiveKey], TagLength);
        aes.Encrypt(nonce, plain, result.AsSpan(Head), result.AsSpan(4 + NonceLength, TagLength));
        return result;
    }

    /// <exception cref="CryptographicException">The value was altered, or its key is not in the ring.</exception>
    public string Decrypt(byte[] cipher) => Encoding.UTF8.GetString(DecryptBytes(cipher));

    /// <exception cref="CryptographicException">The value was altered, or its key is not in the ring.</exception>
    public byte[] DecryptBytes(byte[] cipher)
    {
        if (cipher.Length < Head || !ring.EncryptionKeys.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(cipher), out var key))
            throw new CryptographicException("Encrypted value without a known key.");
        var plain = new byte[cipher.Length - Head];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(cipher.AsSpan(4, NonceLength), cipher.AsSpan(Head), cipher.AsSpan(4 + NonceLength, TagLength), plain);
        return plain;
    }

    /// <param name="value">Normalised value: the same digits must give the same hash.</param>
    public byte[] Hash(PersonalDataKind kind, string value) =>
        HMACSHA256.HashData(ring.HashKey, Encoding.UTF8.GetBytes($"{(int)kind}:{value}"));
}

public enum PersonalDataKind
{
    IdNumber = 1,
    Phone = 2,
    Account = 3,
}
