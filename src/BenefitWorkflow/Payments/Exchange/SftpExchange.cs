using System.Net.Sockets;
using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>
/// The bank's SFTP server, known by its host key. Every look opens a connection of its own and closes it: banks close idle ones, and a look
/// is rare. No step waits longer than its time-out.
/// </summary>
internal sealed class SftpExchange(string channel, ExchangeFolders folders, SftpSettings settings) : IBankExchange
{
    public string Channel => channel;

    public Task<HandOver> PutAsync(string name, Stream content, CancellationToken ct)
    {
        var (target, temporary) = (In(folders.Send, ExchangeName.Checked(name)), In(folders.Send, ExchangeName.Temporary(name)));
        return Task.Run<HandOver>(() =>
        {
            var asked = false;
            try
            {
                using var sftp = Connect();
                if (sftp.Exists(target)) return IsSame(sftp, target, content) ? new HandOver.Handed() : new HandOver.Refused(ExchangeProblems.NameTaken(name));
                using (var file = sftp.Open(temporary, FileMode.Create, FileAccess.Write)) Copy(content, file, ct);
                if (sftp.GetAttributes(temporary).Size != content.Length) return new HandOver.Refused(ExchangeProblems.NotTaken(name));
                ct.ThrowIfCancellationRequested();
                asked = true;
                // One step on the server: whoever lists the folder sees all of the file or nothing.
                sftp.RenameFile(temporary, target, isPosix: true);
                return new HandOver.Handed();
            }
            catch (Exception e) when (IsTransport(e))
            {
                return asked ? new HandOver.Unsure(ExchangeProblems.BrokeOff(name)) : new HandOver.Refused((e as RefusedException)?.Refusal ?? ExchangeProblems.NotTaken(name));
            }
        }, ct);
    }

    public Task<Sighting> FindAsync(string name, CancellationToken ct) => Task.Run<Sighting>(() =>
    {
        try
        {
            using var sftp = Connect();
            foreach (var folder in (string[])[folders.Send, folders.Taken])
            {
                var path = In(folder, ExchangeName.Checked(name));
                if (!sftp.Exists(path)) continue;
                using var file = sftp.Open(path, FileMode.Open, FileAccess.Read);
                return new Sighting.Present(file.Length, SHA256.HashData(file));
            }
            return sftp.Exists(folders.Send) ? new Sighting.Absent() : new Sighting.Unsure(ExchangeProblems.Unreachable(channel));
        }
        catch (Exception e) when (IsTransport(e))
        {
            return new Sighting.Unsure(ReasonOf(e));
        }
    }, ct);

    public Task<(IReadOnlyList<WaitingAnswer> Answers, Refusal? Refusal)> ListAsync(CancellationToken ct) => Task.Run<(IReadOnlyList<WaitingAnswer>, Refusal?)>(() =>
    {
        try
        {
            using var sftp = Connect();
            return ([.. sftp.ListDirectory(folders.Answers).Where(file => file.IsRegularFile && ExchangeName.IsFile(file.Name))
                .Select(file => new WaitingAnswer(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero))).OrderBy(file => file.Name, StringComparer.Ordinal)], null);
        }
        catch (Exception e) when (IsTransport(e))
        {
            return ([], ReasonOf(e));
        }
    }, ct);

    public Task<Refusal?> FetchAsync(WaitingAnswer answer, Stream target, CancellationToken ct) => Task.Run(() =>
    {
        try
        {
            using var sftp = Connect();
            using var file = sftp.Open(In(folders.Answers, ExchangeName.Checked(answer.Name)), FileMode.Open, FileAccess.Read);
            return Copy(file, target, ct) == answer.Size ? null : ExchangeProblems.AnswerGone(answer.Name);
        }
        catch (SftpPathNotFoundException)
        {
            return ExchangeProblems.AnswerGone(answer.Name);
        }
        catch (Exception e) when (IsTransport(e))
        {
            return ReasonOf(e);
        }
    }, ct);

    public Task<Refusal?> ArchiveAsync(WaitingAnswer answer, bool refused, CancellationToken ct) => Task.Run(() =>
    {
        try
        {
            using var sftp = Connect();
            var path = In(folders.Answers, ExchangeName.Checked(answer.Name));
            var now = sftp.GetAttributes(path);
            if (now.Size != answer.Size || now.LastWriteTimeUtc != answer.WrittenAt.UtcDateTime) return ExchangeProblems.AnswerGone(answer.Name);
            var folder = refused ? folders.Refused : folders.Archive;
            if (!sftp.Exists(folder)) sftp.CreateDirectory(folder);
            var free = Enumerable.Range(0, int.MaxValue).Select(n => In(folder, n == 0 ? answer.Name : $"{n}-{answer.Name}")).First(target => !sftp.Exists(target));
            sftp.RenameFile(path, free);
            return null;
        }
        catch (SftpPathNotFoundException)
        {
            return ExchangeProblems.AnswerGone(answer.Name);
        }
        catch (Exception e) when (IsTransport(e))
        {
            return ReasonOf(e);
        }
    }, ct);

    /// <exception cref="RefusedException">The host key is another, or the server does not sign us in.</exception>
    private SftpClient Connect()
    {
        AuthenticationMethod method = settings.KeyFile is { } keyFile
            ? new PrivateKeyAuthenticationMethod(settings.User, settings.KeyPassphrase is null ? new PrivateKeyFile(keyFile) : new PrivateKeyFile(keyFile, settings.KeyPassphrase))
            : new PasswordAuthenticationMethod(settings.User, settings.Password!);
        var client = new SftpClient(new Renci.SshNet.ConnectionInfo(settings.Host, settings.Port, settings.User, method) { Timeout = settings.Timeout }) { OperationTimeout = settings.Timeout };
        string? other = null;
        client.HostKeyReceived += (_, key) =>
        {
            key.CanTrust = key.FingerPrintSHA256 == settings.HostKeySha256;
            if (!key.CanTrust) other = key.FingerPrintSHA256;
        };
        try
        {
            client.Connect();
            return client;
        }
        catch (Exception e)
        {
            client.Dispose();
            if (other is not null) throw new RefusedException(ExchangeProblems.HostKey(settings.Host, other), e);
            if (e is SshAuthenticationException) throw new RefusedException(ExchangeProblems.SignIn(settings.Host), e);
            throw;
        }
    }

    private Refusal ReasonOf(Exception e) => (e as RefusedException)?.Refusal ?? ExchangeProblems.Unreachable(channel);

    // What a connection may die of; anything else is a fault of ours.
    private static bool IsTransport(Exception e) => e is SshException or SocketException or IOException or TimeoutException or ObjectDisposedException or RefusedException;

    private static string In(string folder, string name) => folder.TrimEnd('/') + "/" + name;

    private static bool IsSame(SftpClient sftp, string path, Stream content)
    {
        if (sftp.GetAttributes(path).Size != content.Length) return false;
        using var file = sftp.Open(path, FileMode.Open, FileAccess.Read);
        return SHA256.HashData(file).AsSpan().SequenceEqual(SHA256.HashData(content));
    }

    /// <summary>In blocks, so that every step has the time-out of one and the whole can be cancelled.</summary>
    private static long Copy(Stream from, Stream to, CancellationToken ct)
    {
        var block = new byte[1 << 15];
        var sum = 0L;
        for (int read; (read = from.Read(block, 0, block.Length)) > 0; sum += read)
        {
            ct.ThrowIfCancellationRequested();
            to.Write(block, 0, read);
        }
        return sum;
    }

    private sealed class RefusedException(Refusal refusal, Exception inner) : Exception(refusal.En, inner)
    {
        public Refusal Refusal => refusal;
    }
}
