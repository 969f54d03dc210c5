namespace BenefitWorkflow.Payments.Exchange;

/// <summary>Rounds of the exchange, for the loop and for the jobs that people see.</summary>
internal sealed class ExchangeRounds(IServiceScopeFactory scopes, ExchangeMemory memory)
{
    /// <summary>Hands over what waits and looks after what is unknown or late; nothing where a round is under way.</summary>
    public Task SendAsync(CancellationToken ct) => OneAtATimeAsync(memory.Sending, async services =>
    {
        await services.GetRequiredService<SendFiles>().RunOnceAsync(ct);
        await services.GetRequiredService<LateFiles>().RunOnceAsync(ct);
    }, ct);

    /// <summary>Takes in the bank's answers; nothing where a round is under way.</summary>
    public Task FetchAsync(CancellationToken ct) => OneAtATimeAsync(memory.Fetching, services => services.GetRequiredService<FetchAnswers>().RunOnceAsync(ct), ct);

    private async Task OneAtATimeAsync(SemaphoreSlim round, Func<IServiceProvider, Task> work, CancellationToken ct)
    {
        if (!await round.WaitAsync(0, ct)) return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider);
        }
        finally
        {
            round.Release();
        }
    }
}

/// <summary>Sends and fetches as often as the settings say.</summary>
internal sealed partial class ExchangeLoop(ExchangeRounds rounds, ExchangeSettings settings, TimeProvider time, ILogger<ExchangeLoop> log) : RepeatingLoop(time)
{
    private readonly TimeProvider _time = time;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    protected override async Task WorkAsync(CancellationToken ct)
    {
        if (_time.GetUtcNow() < _next) return;
        _next = _time.GetUtcNow() + settings.Every;
        await rounds.SendAsync(ct);
        await rounds.FetchAsync(ct);
    }

    [LoggerMessage(7406, LogLevel.Warning, "A round of the bank exchange failed and is tried again")]
    protected override partial void Failed(Exception e);
}
