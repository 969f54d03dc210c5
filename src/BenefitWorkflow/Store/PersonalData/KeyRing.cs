using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Store.PersonalData;

/// <summary>
/// Keys of one installation: encryption keys by id (the newest encrypts, all decrypt), one hash key to search by,
/// one audit key that chains history. Without this file encrypted data cannot be read: back it up apart from the database.
/// </summary>
public sealed class KeyRing
{
    private sealed record FileForm(int ActiveKey, Dictionary<int, string> EncryptionKeys, string HashKey, string AuditKey);

    public int ActiveKey { get; }
    public IReadOnlyDictionary<int, byte[]> EncryptionKeys { get; }
    public byte[] HashKey { get; }
    public byte[] AuditKey { get; }

    private KeyRing(FileForm form)
    {
        ActiveKey = form.ActiveKey;
        EncryptionKeys = form.EncryptionKeys.ToDictionary(k => k.Key, k => Convert.FromBase64String(k.Value));
        HashKey = Convert.FromBase64String(form.HashKey);
        AuditKey = Convert.FromBase64String(form.AuditKey);
        if (!EncryptionKeys.ContainsKey(ActiveKey)) throw new InvalidDataException($"Key ring: active key {ActiveKey} is not in the ring.");
    }

    /// <summary>Reads the ring, or makes one where there is none yet; the file is readable by its owner only.</summary>
    /// <param name="mayCreate">False where a database already exists: a new ring could not read it.</param>
    /// <exception cref="InvalidDataException">The file is missing beside an existing database, or unreadable.</exception>
    public static KeyRing LoadOrCreate(string file, bool mayCreate)
    {
        if (File.Exists(file)) return Load(file);
        if (!mayCreate) throw new InvalidDataException($"数据库已存在但缺少密钥文件，请从备份恢复：{file} / The database exists but its key ring is missing; restore it from backup: {file}");
        var form = new FileForm(1, new() { [1] = NewKey() }, NewKey(), NewKey());
        var draft = $"{file}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, form);
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, file);
            return new KeyRing(form);
        }
        catch (IOException) when (File.Exists(file))
        {
            // A replica that started at the same moment on the same folder was first: its ring is the ring.
            File.Delete(draft);
            return Load(file);
        }
    }

    private static KeyRing Load(string file)
    {
        try
        {
            return new KeyRing(JsonSerializer.Deserialize<FileForm>(File.ReadAllBytes(file))!);
        }
        catch (Exception e) when (e is JsonException or FormatException or NullReferenceException)
        {
            throw new InvalidDataException($"密钥文件损坏，请从备份恢复：{file} / The key ring cannot be read; restore it from backup: {file}", e);
        }
    }

    /// <summary>Remembers in a new database which ring it is written with, and refuses a ring that is not the database's.</summary>
    /// <exception cref="InvalidDataException">The database was written with another ring: identity numbers could be neither read nor found.</exception>
    public async Task BindAsync(BenefitStore store, DateTimeOffset now, CancellationToken ct)
    {
        var fingerprint = Convert.ToHexString(SHA256.HashData([.. AuditKey, .. HashKey]));
        await using var transaction = await store.BeginWriteAsync(ct);
        var bound = await transaction.Db.ReleasedVersions.SingleOrDefaultAsync(v => v.Kind == "key-ring", ct);
        if (bound is not null && bound.Hash != fingerprint)
            throw new InvalidDataException("密钥文件 keys.json 不属于此数据库；请从备份恢复原密钥文件，或为各副本使用同一份。 / The key ring keys.json is not this database's; restore the right one, or give every replica the same.");
        if (bound is not null) return;
        await transaction.InsertAsync(new ReleasedVersion { Kind = "key-ring", Key = "installation", Version = 1, Hash = fingerprint, ReleasedAt = now }, ct);
        await transaction.CommitAsync(ct);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
