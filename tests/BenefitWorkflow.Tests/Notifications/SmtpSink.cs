using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BenefitWorkflow.Tests.Notifications;

/// <summary>A mail server on loopback that keeps what it is sent, or refuses everything.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public SmtpSink()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The answer to every recipient.</summary>
    public string Recipient { get; set; } = "250 ok";

    /// <summary>Recipient and whole text of each message.</summary>
    public ConcurrentQueue<(string To, string Text)> Messages { get; } = [];

    /// <summary>Every text part, decoded.</summary>
    public IEnumerable<string> Bodies => Messages.Select(m => Decode(m.Text));

    private async Task AcceptAsync()
    {
        try
        {
            while (!_end.IsCancellationRequested) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream(), Encoding.UTF8))
        await using (var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true })
        {
            await writer.WriteLineAsync("220 sink");
            var to = "";
            while (await reader.ReadLineAsync() is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "RCPT") to = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
                if (verb != "DATA")
                {
                    await writer.WriteLineAsync(verb switch { "EHLO" or "HELO" => "250 sink", "RCPT" => Recipient, "QUIT" => "221 bye", _ => "250 ok" });
                    if (verb == "QUIT") return;
                    continue;
                }
                await writer.WriteLineAsync("354 go on");
                var text = new StringBuilder();
                while (await reader.ReadLineAsync() is { } data && data != ".") text.Append(data).Append('\n');
                Messages.Enqueue((to, text.ToString()));
                await writer.WriteLineAsync("250 ok");
            }
        }
    }

    private static string Decode(string text)
    {
        var (head, body) = text.Split("\n\n", 2) is [var h, var b] ? (h, b) : (text, "");
        return head.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal))) : body;
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }
}
