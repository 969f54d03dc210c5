using System.Globalization;
using System.Text;
using BenefitWorkflow.Bench.Measuring;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;

namespace BenefitWorkflow.Bench.Service;

/// <summary>What the staff, the bank and the service's jobs do, each as one call over any number of cases, by the service's own use cases.</summary>
/// <param name="parallel">Chunks worked on at once, where a store has more than one writer.</param>
internal sealed class CasePath(BenchService service, int parallel = 1)
{
    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private readonly CaseExecutor _executor = service.Get<CaseExecutor>();
    private int _answers;

    /// <summary>Opens cases of people who exist in no other call with other numbers: verified at once, they wait for the approver.</summary>
    /// <returns>Ids in the order of the people.</returns>
    public async Task<long[]> OpenAsync(int first, int count)
    {
        var ids = new long[count];
        await EachChunkAsync(Enumerable.Range(0, count).ToArray(), async chunk =>
        {
            var outcomes = Applied(await _executor.OpenAsync(new OpenCommand(BenchService.Caseworker, [.. chunk.Select(i => Applicant(first + i))]), default));
            for (var i = 0; i < chunk.Length; i++) ids[chunk[i]] = outcomes[i].CaseId;
        });
        return ids;
    }

    /// <summary>Approved for good: the money is reserved and the cases wait for their notice.</summary>
    public Task ApproveAsync(long[] ids) => EachChunkAsync(ids, async chunk =>
        Applied(await _executor.SignalAsync(new SignalCommand(BenchService.Approver, [.. chunk.Select(id => new CaseSignal(id, new Signal("Approve"), Reason: "材料齐全，集体研究同意"))]), default)));

    /// <summary>Puts every waiting case on a notice.</summary>
    /// <returns>The first instant at which all of them have run out.</returns>
    public async Task<DateTimeOffset> PostNoticesAsync()
    {
        var result = await service.Get<PostNotice>().RunAsync(BenchService.Caseworker, new PostNoticeRequest(BenchService.Programme, BenchService.Scheme), default);
        if (result.Refusal is { } refusal) throw new InvalidOperationException(refusal.En);
        Applied(result.Outcomes);
        return result.Notices.Max(n => n.EndsAt);
    }

    /// <summary>Moves the clock behind the notices and closes them: payments are ordered.</summary>
    public async Task EndNoticesAsync(DateTimeOffset end)
    {
        // The next morning: a bank's answer cannot bear a later time than the clock.
        service.Time.SetUtcNow(end.AddHours(9));
        if (await service.Get<NoticeCloser>().CloseDueAsync(default) == 0) throw new InvalidOperationException("No notice was closed.");
    }

    /// <summary>Batches of every ordered payment: prepared, released by another person, written for the bank, and the bank's answer taken in.</summary>
    public async Task PayAsync(Phases phases)
    {
        // As large as one person may release: above that a second one checks.
        var request = new PrepareBatchRequest(BenchService.Programme, Limit: (int)Math.Min(PrepareBatch.MaximumOrders, (service.AidProgramme.Payments?.SecondCheckerAboveFen ?? long.MaxValue) / BenchService.GrantFen));
        while (true)
        {
            var prepared = await phases.RunAsync("pay: prepare", () => service.Get<PrepareBatch>().RunAsync(BenchService.Preparer, request, null, default));
            if (prepared.Checks.Count > 0) throw new InvalidOperationException($"{prepared.Checks.Count} payments stand out, first {prepared.Checks[0].CaseNumber}: {prepared.Checks[0].En}");
            if (prepared.Batch is not { } batch)
            {
                if (prepared.Refusal!.Code != "payment.nothing-to-pay") throw new InvalidOperationException(prepared.Refusal.En);
                return;
            }
            var released = await phases.RunAsync("pay: release", () => service.Get<ReleaseBatch>().RunAsync(BenchService.Releaser, batch.Id, null, default));
            if (released.Refusal is { } refusal) throw new InvalidOperationException(refusal.En);
            var file = await phases.RunAsync("pay: bank file", () => FileAsync(batch.Id));
            using var answer = new MemoryStream(Answer(file));
            var (report, unread) = await phases.RunAsync("pay: bank results", () => service.Get<TakeInBankResults>().RunAsync(BenchService.Preparer, $"answer-{++_answers}.txt", answer, default));
            if (unread is not null) throw new InvalidOperationException(unread.En);
            if (report!.Settled != batch.Count) throw new InvalidOperationException($"Batch {batch.Number}: {report.Settled} of {batch.Count} settled.");
        }
    }

    /// <summary>Everybody answers the survey, which closes the case.</summary>
    public Task CloseAsync(long[] ids)
    {
        var answer = new Dictionary<string, object?> { ["satisfaction"] = (long)Satisfaction.Satisfied, ["improvement"] = (long)Improvement.Clear };
        return EachChunkAsync(ids, async chunk =>
            Applied(await _executor.SignalAsync(new SignalCommand(BenchService.Caseworker, [.. chunk.Select(id => new CaseSignal(id, new Signal("RecordSurvey", answer)))]), default)));
    }

    public static NewCase Applicant(int number)
    {
        var (name, id, phone, account) = InventedPeople.Person(number);
        return new NewCase
        {
            ProgrammeKey = BenchService.Programme, SchemeKey = BenchService.Scheme, Name = name, IdNumber = id, Phone = phone,
            Unit = string.Create(CultureInfo.InvariantCulture, $"楚雄州第{number % 211}机械厂"), BankName = "农村信用合作联社", Account = account,
            Application = new ApplicationFacts { Documents = ["application-form", "id-card", "unit-roster"], DutyPost = "高温车间" },
        };
    }

    private async Task<byte[]> FileAsync(long batch)
    {
        var files = service.Get<BatchFile>();
        var (_, content, unwritten) = await files.OpenAsync(Actor.System, (await files.ListAsync(Actor.System, batch, default)).Files.Single().Id, default);
        if (unwritten is not null) throw new InvalidOperationException(unwritten.En);
        await using (content)
        {
            using var bytes = new MemoryStream();
            await content!.CopyToAsync(bytes);
            return bytes.ToArray();
        }
    }

    /// <summary>The bank credits everything: its answer to a file of ours.</summary>
    private byte[] Answer(byte[] file)
    {
        var at = service.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var answer = new StringBuilder("端到端编号|金额|结果|原因|日期时间\n");
        foreach (var line in Gb18030.GetString(file).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            if (line.StartsWith("合计", StringComparison.Ordinal)) continue;
            var cells = line.Split('|');
            answer.Append(cells[1]).Append('|').Append(cells[5]).Append("|成功||").Append(at).Append('\n');
        }
        return Encoding.UTF8.GetBytes(answer.ToString());
    }

    private Task EachChunkAsync<T>(T[] items, Func<T[], Task> work) => Parallel.ForEachAsync(
        items.Chunk(CaseExecutor.ChunkSize), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (chunk, _) => await work(chunk));

    private static IReadOnlyList<CaseOutcome> Applied(IReadOnlyList<CaseOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
            if (outcome.Kind != CaseOutcomeKind.Applied) throw new InvalidOperationException($"Case {outcome.CaseId}: {outcome.Kind}: {outcome.Refusal?.Code}: {outcome.Refusal?.En}");
        return outcomes;
    }
}
