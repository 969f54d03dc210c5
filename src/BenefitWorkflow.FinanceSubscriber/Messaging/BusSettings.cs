using System.Globalization;

namespace BenefitWorkflow.FinanceSubscriber.Messaging;

/// <summary>What carries the events.</summary>
public enum BusTransport
{
    /// <summary>Within one process; nothing survives it but the outbox.</summary>
    InMemory = 1,

    /// <summary>A RabbitMQ broker, for several processes.</summary>
    RabbitMq = 2,
}

/// <summary>The section <c>Bus</c>, the same at both ends.</summary>
public sealed record BusSettings
{
    /// <summary><c>Bus:Transport</c>. Default in memory.</summary>
    public BusTransport Transport { get; init; } = BusTransport.InMemory;

    /// <summary><c>Bus:Host</c>: the broker's name or address. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary><c>Bus:Port</c>, 1 to 65535. Default 5672.</summary>
    public ushort Port { get; init; } = 5672;

    /// <summary><c>Bus:VirtualHost</c>. Default <c>/</c>.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary><c>Bus:User</c>. Never empty with RabbitMQ.</summary>
    public string User { get; init; } = "";

    /// <summary><c>Bus:Password</c>, best given as the environment variable <c>Bus__Password</c>: other users see a command line. Never logged.</summary>
    public string Password { get; init; } = "";

    /// <summary>Without the password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transport} {User}@{Host}:{Port}{VirtualHost}");

    /// <summary>Reads the section.</summary>
    /// <returns>The settings, and what must be set right, one sentence in each language; empty when they can be used.</returns>
    public static (BusSettings Settings, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        var (section, defaults) = (configuration.GetSection("Bus"), new BusSettings());
        var transport = defaults.Transport;
        var problems = new List<string>();
        if (section["Transport"] is { } name && (!Enum.TryParse(name, ignoreCase: true, out transport) || !Enum.IsDefined(transport) || char.IsDigit(name[0])))
        {
            problems.Add("Bus:Transport must be InMemory or RabbitMq. Bus:Transport 应为 InMemory 或 RabbitMq。");
            transport = defaults.Transport;
        }

        if (transport != BusTransport.RabbitMq)
        {
            return (defaults, problems);
        }

        var port = defaults.Port;
        if (section["Port"] is { } number && (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port == 0))
        {
            problems.Add("Bus:Port must be a number from 1 to 65535. Bus:Port 应为 1 到 65535 的数字。");
        }

        var settings = new BusSettings
        {
            Transport = transport,
            Host = section["Host"] ?? defaults.Host,
            Port = port,
            VirtualHost = section["VirtualHost"] ?? defaults.VirtualHost,
            User = section["User"] ?? "",
            Password = section["Password"] ?? "",
        };
        if (Uri.CheckHostName(settings.Host) == UriHostNameType.Unknown)
        {
            problems.Add("Bus:Host must be the broker's name or address. 请设置消息服务器的名称或地址 Bus:Host。");
        }

        if (settings.VirtualHost.Length == 0)
        {
            problems.Add("Bus:VirtualHost must not be empty; RabbitMQ's own is /. Bus:VirtualHost 不能为空，RabbitMQ 默认为 /。");
        }

        if (settings.User.Length == 0 || settings.Password.Length == 0)
        {
            problems.Add("Bus:User and Bus:Password (environment: Bus__Password) must be set for RabbitMq. 使用 RabbitMq 时请设置 Bus:User 与 Bus:Password（环境变量 Bus__Password）。");
        }

        return (settings, problems);
    }
}
