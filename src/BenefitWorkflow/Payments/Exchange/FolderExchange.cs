using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Two folders that a bank's own program watches, local or mounted.</summary>
internal sealed class FolderExchange(string channel, ExchangeFolders folders) : IBankExchange
{
    public string Channel => channel;

    public async Task<HandOver> PutAsync(string name, Stream content, CancellationToken ct)
    {
        var (target, temporary) = (Path.Combine(folders.Send, ExchangeName.Checked(name)), Path.Combine(folders.Send, ExchangeName.Temporary(name)));
        try
        {
            if (File.Exists(target)) return await IsSameAsync(target, content, ct) ? new HandOver.Handed() : new HandOver.Refused(ExchangeProblems.NameTaken(name));
            await using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
            await content.CopyToAsync(file, ct);
            // On the disk before it shows: a file of the right name and wrong length must not come out of a power failure.
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HandOver.Refused(ExchangeProblems.NotTaken(name));
        }
        try
        {
            File.Move(temporary, target, overwrite: false);
            return new HandOver.Handed();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A mounted folder may have done it and lost the reply.
            return new HandOver.Unsure(ExchangeProblems.BrokeOff(name));
        }
    }

    public async Task<Sighting> FindAsync(string name, CancellationToken ct)
    {
        try
        {
            if (!Directory.Exists(folders.Send)) return new Sighting.Unsure(ExchangeProblems.Unreachable(channel));
            // The bank moves files from the first to the second: whoever looks in this order misses none, unless it moves on in between.
            foreach (var folder in (string[])[folders.Send, folders.Taken])
            {
                var path = Path.Combine(folder, ExchangeName.Checked(name));
                try
                {
                    await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    return new Sighting.Present(file.Length, await SHA256.HashDataAsync(file, ct));
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    // Not here.
                }
            }
            return new Sighting.Absent();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Sighting.Unsure(ExchangeProblems.Unreachable(channel));
        }
    }

    public Task<(IReadOnlyList<WaitingAnswer> Answers, Refusal? Refusal)> ListAsync(CancellationToken ct)
    {
        try
        {
            var files = new DirectoryInfo(folders.Answers).EnumerateFiles()
                // A link could lead to any file of this machine.
                .Where(file => ExchangeName.IsFile(file.Name) && !file.Attributes.HasFlag(FileAttributes.ReparsePoint))
                .Select(Seen).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
            return Task.FromResult<(IReadOnlyList<WaitingAnswer>, Refusal?)>((files, null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<(IReadOnlyList<WaitingAnswer>, Refusal?)>(([], ExchangeProblems.Unreachable(channel)));
        }
    }

    public async Task<Refusal?> FetchAsync(WaitingAnswer answer, Stream target, CancellationToken ct)
    {
        try
        {
            await using var file = new FileStream(Path.Combine(folders.Answers, ExchangeName.Checked(answer.Name)), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await file.CopyToAsync(target, ct);
            return target.Length == answer.Size ? null : ExchangeProblems.AnswerGone(answer.Name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ExchangeProblems.AnswerGone(answer.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExchangeProblems.Unreachable(channel);
        }
    }

    public Task<Refusal?> ArchiveAsync(WaitingAnswer answer, bool refused, CancellationToken ct)
    {
        try
        {
            var file = new FileInfo(Path.Combine(folders.Answers, ExchangeName.Checked(answer.Name)));
            if (!file.Exists || Seen(file) != answer) return Task.FromResult<Refusal?>(ExchangeProblems.AnswerGone(answer.Name));
            var folder = Directory.CreateDirectory(refused ? folders.Refused : folders.Archive).FullName;
            var free = Enumerable.Range(0, int.MaxValue).Select(n => Path.Combine(folder, n == 0 ? answer.Name : $"{n}-{answer.Name}")).First(path => !File.Exists(path));
            file.MoveTo(free, overwrite: false);
            return Task.FromResult<Refusal?>(null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<Refusal?>(ExchangeProblems.Unreachable(channel));
        }
    }

    private static WaitingAnswer Seen(FileInfo file) => new(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));

    private static async Task<bool> IsSameAsync(string path, Stream content, CancellationToken ct)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length != content.Length) return false;
        var (there, here) = (await SHA256.HashDataAsync(file, ct), await SHA256.HashDataAsync(content, ct));
        return there.AsSpan().SequenceEqual(here);
    }
}
