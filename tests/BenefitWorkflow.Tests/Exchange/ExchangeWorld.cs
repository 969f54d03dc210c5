using System.Globalization;
using System.Text;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Exchange;

/// <summary>Released batches, an end that does as it is told, and the parts of the exchange in as many lives as a test wants.</summary>
internal sealed class ExchangeWorld : IAsyncDisposable
{
    private ExchangeWorld(CaseWorld cases) => Cases = cases;

    public CaseWorld Cases { get; }
    public FakeEnd End { get; } = new();

    /// <summary>Of the present life.</summary>
    public ExchangeMemory Memory { get; private set; } = new();

    public static async Task<ExchangeWorld> CreateAsync() => new(await CaseWorld.CreateAsync());

    /// <summary>The service dies, and another life begins that remembers nothing.</summary>
    public void Restart() => Memory = new ExchangeMemory();

    private FileRecord Record => new(new MarkBatch(Cases.Store, Cases.Executor, Cases.Time), NullLogger<FileRecord>.Instance);

    public SendFiles Sender(Action<string>? step = null, bool byHand = false) =>
        new(Cases.Store, Cases.BatchFile, Record, Memory, Cases.Sending, Cases.Time, NullLogger<SendFiles>.Instance, byHand ? null : End) { Step = step };

    public FetchAnswers Fetcher(Action<string>? step = null) =>
        new(Cases.Store, Cases.TakeInBy(Cases.Time), Memory, Cases.Time, NullLogger<FetchAnswers>.Instance, End) { Step = step };

    public LateFiles Late => new(Cases.Store, Record, Cases.Calendar, Memory, new ExchangeLimits(ExchangeLimits.Default), Cases.Time);

    public ResendFile Resend => new(Cases.Store, Cases.Time, End);

    public Task<int> SendAsync() => Sender().RunOnceAsync(default);

    /// <summary>Two looks: what is there is whole, and is taken in.</summary>
    public async Task<int> FetchAsync() => await Fetcher().RunOnceAsync(default) + await Fetcher().RunOnceAsync(default);

    /// <summary>Fails at a step, as a kill would, and begins another life.</summary>
    public async Task CrashAsync(string at)
    {
        await Assert.ThrowsAsync<CrashException>(() => Sender(step => { if (step == at) throw new CrashException(); }).RunOnceAsync(default));
        Restart();
    }

    /// <summary>Ordered, in one batch and released.</summary>
    public async Task<(long[] Cases, PaymentFile File)> ReleasedAsync(int count, int firstSeed = 1)
    {
        var ids = await Cases.ApprovedAsync([.. Enumerable.Range(firstSeed, count).Select(Frontline)]);
        await Cases.PostNoticeAsync(ids);
        await Cases.CloseNoticeAsync(ids);
        var batch = (await Cases.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Batch!;
        Assert.Null((await Cases.ReleaseBatch.RunAsync(Releaser, batch.Id, null, default)).Refusal);
        await using var db = Cases.Store.Read();
        return (ids, await db.PaymentFiles.SingleAsync(f => f.BatchId == batch.Id));
    }

    public async Task<PaymentFile> FileAsync(long id)
    {
        await using var db = Cases.Store.Read();
        return await db.PaymentFiles.SingleAsync(f => f.Id == id);
    }

    public async Task<List<PaymentState>> StatesAsync(long[] cases)
    {
        var states = new List<PaymentState>();
        foreach (var id in cases) states.Add((await Cases.OrderAsync(id)).State);
        return states;
    }

    /// <summary>The file and all its payments, at once.</summary>
    public async Task IsAsync(PaymentFileState file, PaymentState orders, long id, long[] cases)
    {
        Assert.Equal(file, (await FileAsync(id)).State);
        Assert.All(await StatesAsync(cases), state => Assert.Equal(orders, state));
    }

    /// <summary>The bank lays out an answer.</summary>
    public async Task AnswerAsync(string name, params (long Case, string Result, string Reason)[] rows)
    {
        var text = new StringBuilder("端到端编号|金额|结果|原因|日期时间\n");
        foreach (var (id, result, reason) in rows)
        {
            var order = await Cases.OrderAsync(id);
            text.Append(CultureInfo.InvariantCulture, $"{order.EndToEndId}|{order.AmountFen / 100}.00|{result}|{reason}|{Cases.Time.GetUtcNow().ToOffset(ShanghaiTime.Offset):yyyy-MM-dd HH:mm:ss}\n");
        }
        End.Answers[name] = (Encoding.UTF8.GetBytes(text.ToString()), Cases.Time.GetUtcNow());
    }

    public static Actor Second { get; } = Person("second", Roles.FinanceReleaser);

    public async ValueTask DisposeAsync()
    {
        Memory.Dispose();
        await Cases.DisposeAsync();
    }
}
