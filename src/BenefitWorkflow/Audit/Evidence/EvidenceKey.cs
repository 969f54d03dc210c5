using System.Security.Cryptography;
using System.Text;
using BenefitWorkflow.Store.PersonalData;

namespace BenefitWorkflow.Audit.Evidence;

/// <summary>
/// Signs evidence packs so that whoever holds only a pack can check it: the private half is derived from the installation's audit key and is
/// stored nowhere; the public half goes with every pack, and its fingerprint is shown on the audit page.
/// </summary>
public sealed class EvidenceKey : IDisposable
{
    private readonly ECDsa _key;

    public EvidenceKey(KeyRing keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _key = Derived(keys.AuditKey);
        PublicKey = _key.ExportSubjectPublicKeyInfo();
        Fingerprint = FingerprintOf(PublicKey);
    }

    /// <summary>SubjectPublicKeyInfo, DER (RFC 5280).</summary>
    public byte[] PublicKey { get; }

    /// <summary>SHA-256 of <see cref="PublicKey"/>, lower-case hex.</summary>
    public string Fingerprint { get; }

    /// <summary>ECDSA over P-256 with SHA-256.</summary>
    public byte[] Sign(byte[] data) => _key.SignData(data, HashAlgorithmName.SHA256);

    /// <summary>False also where the key is none.</summary>
    public static bool Verifies(byte[] publicKey, byte[] data, byte[] signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public static string FingerprintOf(byte[] publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    public void Dispose() => _key.Dispose();

    private static ECDsa Derived(byte[] auditKey)
    {
        // One candidate in 2^32 is no number of the curve's field; the next is then.
        for (var attempt = 0; ; attempt++)
        {
            var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, auditKey, 32, info: Encoding.ASCII.GetBytes($"BenefitWorkflow evidence P-256 {attempt}"));
            try
            {
                return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = secret });
            }
            catch (CryptographicException) when (attempt < 8)
            {
            }
            finally
            {
                CryptographicOperations.ZeroMemory(secret);
            }
        }
    }
}
