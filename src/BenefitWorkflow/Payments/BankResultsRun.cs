using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Payments;

/// <summary>Takes a long answer of a bank in as a run: the file is kept, encrypted, until its last row is done.</summary>
internal sealed class BankResultsRun(BenefitStore store, CaseExecutor executor, BankAnswers answers, Protector protector, RunStarter starter, TimeProvider time) : IRunKind
{
    public const string Kind = "bank-results";

    private readonly BenefitStore _store = store;
    private readonly CaseExecutor _executor = executor;
    private readonly BankAnswers _answers = answers;
    private readonly Protector _protector = protector;
    private readonly TimeProvider _time = time;

    public string Key => Kind;

    public IReadOnlyList<string>? Roles { get; } = TakeInBankResults.May;

    /// <summary>Reads the file to its end and stores it with its run. The same file again finds the run that is under way; after that one has ended, what was refused is tried anew.</summary>
    /// <returns>The run, or why the file cannot be taken in.</returns>
    public async Task<(Run? Run, Refusal? Refusal)> StartAsync(Actor actor, string fileName, Stream file, CancellationToken ct)
    {
        var (kept, _, survey, refusal) = await new TakeInBankResults(_store, _executor, _answers, _protector, _time).PrepareAsync(actor, fileName, file, ct);
        if (kept is null) return (null, refusal);
        await using var tx = await _store.BeginWriteAsync(ct);
        var taken = await tx.Db.BankResultFiles.SingleAsync(f => f.Id == kept.Id, ct);
        if (taken.RunId is { } id && await tx.Db.Runs.SingleAsync(r => r.Id == id, ct) is { IsOpen: true } open) return (open, null);
        file.Position = 0;
        var (run, _) = await starter.StartAsync(tx, actor, null, new NewRun(Kind, Kind, survey!.Rows, taken.Id, $"/api/bank-results/{taken.Id}"), file, ct);
        taken.TakeUp(run!.Id);
        await tx.UpdateAsync(taken, ct);
        await tx.CommitAsync(ct);
        return (run, null);
    }

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct)
    {
        var file = TemporaryFile.Create();
        try
        {
            await input.CopyToAsync(file, ct);
            await using var db = _store.Read();
            var work = new Work(this, await db.BankResultFiles.SingleAsync(f => f.RunId == run.Id, ct), file);
            // The first look at a long file takes its time, and no writer should wait for it.
            await work.GoToAsync(run.Done);
            return work;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private sealed class Work(BankResultsRun kind, BankResultFile taken, FileStream file) : IRunWork
    {
        private readonly BankResultApplier _applier = new(kind._executor, kind._protector);
        private BankAnswer? _answer;
        private IAsyncEnumerator<BankResultRow>? _rows;
        private int _position;

        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            if (_rows is null || _position != run.Done)
            {
                if (await GoToAsync(run.Done) is { } refusal) return new RunChunk([], true, refusal.Code);
            }
            var rows = new List<BankResultRow>(most);
            while (rows.Count < most && await _rows!.MoveNextAsync()) rows.Add(_rows.Current);
            _position += rows.Count;
            if (rows.Count == 0) return new RunChunk([], true);
            var told = (await _applier.ApplyAsync(transaction, actor, taken, rows, kind._time.GetUtcNow(), ct)).ToDictionary(line => line.Row);
            return new RunChunk([.. rows.Select(row => Result(run, row, told.GetValueOrDefault(row.Row)))], rows.Count < most);
        }

        // What was done before is done: its row has not changed.
        private static RunResult Result(Run run, BankResultRow row, BankResultLine? line) => new()
        {
            RunId = run.Id, Row = row.Row, CaseNumber = null, Status = line is null or { State: BankResultLineState.Applied or BankResultLineState.Noted } ? "applied" : "refused",
            Code = line?.Code, Zh = line?.Zh, En = line?.En,
        };

        /// <summary>Opens the file behind so many rows; what a template of today cannot read any more is the refusal.</summary>
        public async Task<Refusal?> GoToAsync(int done)
        {
            await CloseAsync();
            BankAnswerSurvey survey;
            if (!kind._answers.TryOpen(file, taken.FileName, out var first, out var refusal)) return refusal;
            using (first)
            {
                if (BankAnswerSurvey.Of(first) is not { } found) return first.Problem;
                survey = found;
            }
            if (!kind._answers.TryOpen(file, taken.FileName, out _answer, out refusal)) return refusal;
            (_rows, _position) = (new BankAnswerRows(kind._store).ReadAsync(_answer, survey, default).GetAsyncEnumerator(default), 0);
            while (_position < done && await _rows.MoveNextAsync()) _position++;
            return null;
        }

        private async Task CloseAsync()
        {
            if (_rows is not null) await _rows.DisposeAsync();
            _answer?.Dispose();
            (_rows, _answer) = (null, null);
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            await file.DisposeAsync();
        }
    }
}
