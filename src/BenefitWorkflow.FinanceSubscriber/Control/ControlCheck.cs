using BenefitWorkflow.FinanceSubscriber.Ledger;

namespace BenefitWorkflow.FinanceSubscriber.Control;

/// <summary>Holds the books against the service's control totals, keeps the result, and raises the alarm where they differ.</summary>
public sealed partial class ControlCheck(LedgerStore store, TimeProvider time, ILogger<ControlCheck> log, ControlSource? source = null)
{
    /// <summary>False when no source is configured: then nothing is compared.</summary>
    public bool HasSource => source is not null;

    /// <summary>Checks one day.</summary>
    /// <exception cref="InvalidOperationException">No source is configured.</exception>
    /// <exception cref="InvalidDataException">The service answered for another day, or a line twice.</exception>
    /// <exception cref="HttpRequestException">The service cannot be reached or refuses.</exception>
    public async Task<ControlReport> RunAsync(DateOnly day, CancellationToken ct)
    {
        var read = source ?? throw new InvalidOperationException("No source of control totals is configured.");
        var watermark = store.Watermark;
        var service = await read(day, watermark, ct);
        if (service.Day != day || service.UpTo > watermark)
        {
            throw new InvalidDataException($"The service answered for {service.Day:yyyy-MM-dd} up to {service.UpTo} where {day:yyyy-MM-dd} up to {watermark} was asked.");
        }

        var own = store.ControlLines(day, service.UpTo);
        var findings = ControlComparison.Compare(service, own.Lines, watermark);
        // Where the orders could not be read in peace, the day is not proven yet.
        var status = findings.Count > 0 ? ControlStatus.Differs
            : service.Pending > 0 || service.Orders is null ? ControlStatus.Pending : ControlStatus.Agreed;
        var report = new ControlReport(day, status, time.GetUtcNow(), service.UpTo, service.Pending, findings);
        var before = store.SaveControl(report, own.Touched);
        if (status == ControlStatus.Differs) Alarm(day, findings.Count, findings[0].Code, service.UpTo);
        else if (before == ControlStatus.Differs) Resolved(day, service.UpTo);
        return report;
    }

    /// <summary>Checks today, yesterday, every day that got events since its last check and every day that did not agree; oldest first.</summary>
    /// <returns>The reports; at most 62 days, the rest comes with the next run.</returns>
    public async Task<IReadOnlyList<ControlReport>> RunDueAsync(CancellationToken ct)
    {
        var reports = new List<ControlReport>();
        foreach (var day in store.ControlDue(LegalDay.Of(time.GetUtcNow()))) reports.Add(await RunAsync(day, ct));
        return reports;
    }

    [LoggerMessage(7321, LogLevel.Critical, "Control totals of {Day} differ in {Findings} figures, first {Code}; compared up to {UpTo}. See the ledger's control report")]
    private partial void Alarm(DateOnly day, int findings, string code, long upTo);

    [LoggerMessage(7322, LogLevel.Warning, "Control totals of {Day} agree again up to {UpTo}")]
    private partial void Resolved(DateOnly day, long upTo);
}
