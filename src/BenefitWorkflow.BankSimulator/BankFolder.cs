namespace BenefitWorkflow.BankSimulator;

/// <summary>
/// The bank's side of an exchange by folder, which may be the root of an SFTP server: reads <c>to-bank</c>, keeps what it has read in
/// <c>taken</c>, writes to <c>from-bank</c>. Names that begin with a dot are no files.
/// </summary>
/// <param name="slowly">Every fifth answer shows half-written under its own name for one round, as a careless bank has it.</param>
public sealed class BankFolder(Bank bank, string root, bool slowly = false)
{
    private readonly string _in = Directory.CreateDirectory(Path.Combine(root, "to-bank")).FullName;
    private readonly string _taken = Directory.CreateDirectory(Path.Combine(root, "taken")).FullName;
    private readonly string _out = Directory.CreateDirectory(Path.Combine(root, "from-bank")).FullName;

    /// <summary>Reads what is there, does what is due, answers.</summary>
    /// <param name="say">Told of every file and answer, without personal data.</param>
    public void Work(DateTimeOffset now, Action<string> say)
    {
        foreach (var path in Directory.EnumerateFiles(_in).Where(path => !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal).ToList())
        {
            var name = Path.GetFileName(path);
            var taking = bank.Take(name, File.ReadAllBytes(path), now);
            say($"{taking} {name}");
            File.Move(path, Free(_taken, name));
            if (taking is Taking.Taken or Taking.Resumed) bank.LaidAside(name);
        }
        var moved = bank.Work(now);
        if (moved > 0) say($"moved {moved}");
        foreach (var answer in bank.Undelivered())
        {
            var path = Path.Combine(_out, answer.Name);
            if (slowly && answer.Id % 5 == 0 && !File.Exists(path))
            {
                File.WriteAllBytes(path, answer.Content[..(answer.Content.Length / 2)]);
                continue;
            }
            var temporary = Path.Combine(_out, $".{answer.Name}.part");
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(answer.Content);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            bank.Delivered(answer.Id, now);
            say($"answered {answer.Name}");
        }
    }

    // A file that was presented twice is kept twice.
    private static string Free(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        for (var n = 2; File.Exists(path); n++) path = Path.Combine(folder, $"{n}-{name}");
        return path;
    }
}
