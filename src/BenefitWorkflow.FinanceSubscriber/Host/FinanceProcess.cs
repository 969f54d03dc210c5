using BenefitWorkflow.FinanceSubscriber.Feed;
using BenefitWorkflow.FinanceSubscriber.Messaging;
using MassTransit;

namespace BenefitWorkflow.FinanceSubscriber.Host;

/// <summary>
/// The finance system's end as a process of its own: takes events from the broker, heals gaps from the service's feed, and answers from its
/// ledger. Settings: <c>Feed:BaseUrl</c>, <c>Feed:ApiKey</c> (required), <c>Bus:*</c> (see <see cref="BusSettings"/>; without RabbitMQ the feed is
/// the only source), <c>Ledger:File</c>, <c>Ledger:CatchUpEvery</c> (default 30 seconds, 2 where the feed is the only source), <c>Ledger:ControlEvery</c> (default 15 minutes),
/// <c>Ledger:Url</c> (default <c>http://127.0.0.1:5090</c>), <c>Ledger:ApiKey</c> (required to listen beyond loopback).
/// </summary>
internal static class FinanceProcess
{
    private const string DefaultUrl = "http://127.0.0.1:5090";

    public static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var problems = Configure(builder);
        if (problems.Count > 0)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 2;
        }

        await using var app = builder.Build();
        app.MapLedger(builder.Configuration["Ledger:ApiKey"]);
        await app.RunAsync();
        return 0;
    }

    /// <summary>Registers everything; returns what the operator must set right, empty when the process can start.</summary>
    internal static IReadOnlyList<string> Configure(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var problems = new List<string>();
        if (!Uri.TryCreate(settings["Feed:BaseUrl"], UriKind.Absolute, out var baseUrl) || baseUrl.Scheme is not ("http" or "https"))
        {
            problems.Add("Feed:BaseUrl must be the service's address, e.g. http://127.0.0.1:5080. 请设置服务地址 Feed:BaseUrl。");
        }

        var apiKey = settings["Feed:ApiKey"];
        if (string.IsNullOrWhiteSpace(apiKey))
        {
            problems.Add("Feed:ApiKey must be the key the service issued to finance. 请设置服务发给财务系统的密钥 Feed:ApiKey。");
        }

        var url = settings["Ledger:Url"] ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var listen) || listen.Scheme is not ("http" or "https"))
        {
            problems.Add($"Ledger:Url must be one address, e.g. {DefaultUrl}. 请设置监听地址 Ledger:Url。");
        }
        else if (!listen.IsLoopback && string.IsNullOrWhiteSpace(settings["Ledger:ApiKey"]))
        {
            problems.Add("Ledger:Url is reachable from other machines: set Ledger:ApiKey. 监听地址可被其他主机访问，请设置 Ledger:ApiKey。");
        }

        var (bus, busProblems) = BusSettings.Read(settings);
        problems.AddRange(busProblems);
        var every = settings["Ledger:CatchUpEvery"] ?? (bus.Transport == BusTransport.RabbitMq ? "00:00:30" : "00:00:02");
        if (!TimeSpan.TryParse(every, System.Globalization.CultureInfo.InvariantCulture, out var catchUpEvery)
            || catchUpEvery <= TimeSpan.Zero || catchUpEvery > TimeSpan.FromDays(1))
        {
            problems.Add("Ledger:CatchUpEvery must be a time above zero and at most a day, e.g. 00:00:02. 请设置大于零且不超过一天的间隔 Ledger:CatchUpEvery。");
        }

        if (!TimeSpan.TryParse(settings["Ledger:ControlEvery"] ?? "00:15:00", System.Globalization.CultureInfo.InvariantCulture, out var controlEvery)
            || controlEvery < TimeSpan.FromMinutes(1) || controlEvery > TimeSpan.FromDays(1))
        {
            problems.Add("Ledger:ControlEvery must be a time from a minute to a day, e.g. 00:15:00. 请设置一分钟到一天的间隔 Ledger:ControlEvery。");
        }

        if (problems.Count > 0)
        {
            return problems;
        }

        var defaults = new FinanceLedgerOptions { CatchUpEvery = catchUpEvery, ControlEvery = controlEvery };
        builder.WebHost.UseUrls(url);
        builder.Services.AddSingleton(_ => new HttpFeed(new() { BaseUrl = baseUrl!, ApiKey = apiKey! }));
        builder.Services.AddFinanceLedger(
            defaults with { File = settings["Ledger:File"] ?? defaults.File },
            provider => provider.GetRequiredService<HttpFeed>().ReadAsync,
            provider => provider.GetRequiredService<HttpFeed>().ReadControlTotalsAsync);
        if (bus.Transport == BusTransport.RabbitMq)
        {
            // The bus tells of every endpoint it starts; only what goes wrong is worth a line.
            builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
            builder.Services.AddMassTransit(configurator =>
            {
                configurator.AddLedgerConsumers();
                configurator.UseTransport(bus);
            });
        }

        return problems;
    }
}
