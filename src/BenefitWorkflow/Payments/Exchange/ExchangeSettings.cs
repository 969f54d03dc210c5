using System.Globalization;

namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Folders of the bank's end, absolute or below its root.</summary>
/// <param name="Send">Where files for the bank are put.</param>
/// <param name="Taken">Where the bank lays what it has read; only looked at.</param>
/// <param name="Answers">Where the bank puts its answers.</param>
/// <param name="Archive">Where answers go that were taken in.</param>
/// <param name="Refused">Where answers go that cannot be read.</param>
internal sealed record ExchangeFolders(string Send, string Taken, string Answers, string Archive, string Refused);

/// <param name="HostKeySha256">Base64 without padding, as OpenSSH shows it behind <c>SHA256:</c>.</param>
/// <param name="KeyFile">Private key in OpenSSH or PEM form; null where a password is used.</param>
/// <param name="Timeout">Of every single step: connecting, one request, one block of a file.</param>
internal sealed record SftpSettings(
    string Host, int Port, string User, string? KeyFile, string? KeyPassphrase, string? Password, string HostKeySha256, TimeSpan Timeout)
{
    public override string ToString() => $"{User}@{Host}:{Port}";
}

/// <summary>Section <c>Payments:Exchange</c>.</summary>
/// <param name="Channel">Name towards people.</param>
/// <param name="Sftp">Null: the folders are local ones.</param>
/// <param name="Every">Between two looks at the bank's end.</param>
/// <param name="AnswerWorkingDays">A file that was sent and not fully answered after so many full working days is of unknown outcome.</param>
internal sealed record ExchangeSettings(string Channel, ExchangeFolders Folders, SftpSettings? Sftp, TimeSpan Every, int AnswerWorkingDays)
{
    public const string Section = "Payments:Exchange";

    /// <summary>
    /// <c>Kind</c>: <c>none</c> (default: files are carried by hand), <c>folder</c> or <c>sftp</c>. <c>Root</c> holds <c>to-bank</c>, <c>taken</c>,
    /// <c>from-bank</c>, <c>archive</c> and <c>refused</c>, unless <c>Send</c>, <c>Taken</c>, <c>Answers</c>, <c>Archive</c>, <c>Refused</c> name
    /// others. <c>PollSeconds</c> 1 to 3600 (default 5, by SFTP 30), <c>AnswerWorkingDays</c> 1 to 60 (default 3), <c>Channel</c> (default: the kind).
    /// <c>Sftp</c>: <c>Host</c>, <c>Port</c> (22), <c>User</c>, <c>KeyFile</c> with <c>KeyPassphrase</c> or <c>Password</c>, <c>HostKeySha256</c>,
    /// <c>TimeoutSeconds</c> 1 to 300 (30).
    /// </summary>
    /// <returns>Null where files are carried by hand.</returns>
    /// <exception cref="InvalidDataException">A setting is missing or cannot be used; the message names every one.</exception>
    public static ExchangeSettings? From(IConfiguration settings)
    {
        var section = settings.GetSection(Section);
        var kind = section["Kind"] ?? "none";
        if (kind == "none") return null;
        var problems = new List<string>();
        if (kind is not ("folder" or "sftp")) Problem("Kind", "应为 none、folder 或 sftp", "is none, folder or sftp");
        var root = section["Root"] ?? (kind == "folder" ? "" : ".");
        if (root.Length == 0) Problem("Root", "须为与银行约定的目录", "is the folder agreed with the bank");
        var sftp = kind == "sftp" ? Sftp() : null;
        var every = Number("PollSeconds", kind == "sftp" ? 30 : 5, 1, 3_600);
        var days = Number("AnswerWorkingDays", ExchangeLimits.Default, 1, 60);
        if (problems.Count > 0) throw new InvalidDataException(string.Join(Environment.NewLine, problems));
        return new ExchangeSettings(section["Channel"] ?? kind, new ExchangeFolders(
            Folder("Send", "to-bank"), Folder("Taken", "taken"), Folder("Answers", "from-bank"), Folder("Archive", "archive"), Folder("Refused", "refused")),
            sftp, TimeSpan.FromSeconds(every), days);

        string Folder(string key, string name) =>
            kind == "folder" ? Path.GetFullPath(Path.Combine(root, section[key] ?? name))
            : (section[key] ?? name) is var folder && folder.StartsWith('/') ? folder : root.TrimEnd('/') + "/" + folder;

        SftpSettings? Sftp()
        {
            var (host, user, hostKey) = (Text("Sftp:Host", "银行的主机名", "the bank's host"), Text("Sftp:User", "登录用户", "who signs in"),
                Text("Sftp:HostKeySha256", "银行告知的主机密钥 SHA-256 指纹", "the SHA-256 fingerprint of the host key, as the bank tells it"));
            if (hostKey.StartsWith("SHA256:", StringComparison.Ordinal)) hostKey = hostKey["SHA256:".Length..];
            hostKey = hostKey.TrimEnd('=');
            if (hostKey.Length > 0 && !(hostKey.Length == 43 && Convert.TryFromBase64String(hostKey + "=", new byte[32], out _)))
                Problem("Sftp:HostKeySha256", "须为 SHA256: 后的 43 位 Base64", "is the 43 Base64 characters behind SHA256:");
            var (keyFile, password) = (section["Sftp:KeyFile"], section["Sftp:Password"]);
            if (keyFile is null == password is null) Problem("Sftp:KeyFile", "与 Sftp:Password 须设置且只设置一个", "or Sftp:Password is set, and only one of them");
            else if (keyFile is not null && !File.Exists(keyFile)) Problem("Sftp:KeyFile", $"指向的文件 {keyFile} 不存在", $"names {keyFile}, which is not there");
            return new SftpSettings(host, Number("Sftp:Port", 22, 1, 65_535), user, keyFile, section["Sftp:KeyPassphrase"], password, hostKey, TimeSpan.FromSeconds(Number("Sftp:TimeoutSeconds", 30, 1, 300)));
        }

        string Text(string key, string zh, string en)
        {
            if (section[key] is { Length: > 0 } text) return text;
            Problem(key, $"须为{zh}", $"is {en}");
            return "";
        }

        int Number(string key, int fallback, int least, int most)
        {
            if (section[key] is not { } text) return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            Problem(key, $"应为 {least} 至 {most} 的整数", $"is a whole number from {least} to {most}");
            return fallback;
        }

        void Problem(string key, string zh, string en) => problems.Add($"{Section}:{key} {zh}。 / {Section}:{key} {en}.");
    }
}
