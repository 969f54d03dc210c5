using System.Collections.Concurrent;
using System.Net;
using System.Text;
using BenefitWorkflow.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace BenefitWorkflow.Tests.Http;

/// <summary>What clients send wrongly is their affair: it is answered, and its text is in no log.</summary>
public sealed class LoggingTests
{
    private const string Secret = "532301199001010011";

    [Fact]
    public async Task Request_Malformed_IsNotLoggedAsAnError_AndAFaultOnceWithoutTheAddress()
    {
        using var log = new Collecting();
        await using var service = await RunningService.StartAsync(
            map: app => app.MapGet("/test/fault", string (string id) => throw new InvalidOperationException("broken")).AllowAnonymous(),
            configure: builder => builder.Logging.AddProvider(log));
        var caseworker = await service.AsAsync(Roles.Caseworker);
        using (var get = await caseworker.GetAsync($"/api/cases?after={Secret}x")) Assert.Equal(HttpStatusCode.BadRequest, get.StatusCode);
        using (var post = await caseworker.PostAsync("/api/cases", new StringContent($$"""{"items":[{"programme":{{Secret}}}]}""", Encoding.UTF8, "application/json"))) Assert.Equal(HttpStatusCode.BadRequest, post.StatusCode);
        Assert.DoesNotContain(log.Lines, line => line.Level >= LogLevel.Error);
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains(Secret, StringComparison.Ordinal));

        using (var fault = await service.Anonymous().GetAsync($"/test/fault?id={Secret}")) Assert.Equal(HttpStatusCode.InternalServerError, fault.StatusCode);
        Assert.Equal(1101, Assert.Single(log.Lines, line => line.Level >= LogLevel.Error).Event);
        Assert.DoesNotContain(log.Lines, line => line.Text.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class Collecting : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, int Event, string Text)> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((logLevel, eventId.Id, formatter(state, exception) + exception));

        public void Dispose()
        {
        }
    }
}
