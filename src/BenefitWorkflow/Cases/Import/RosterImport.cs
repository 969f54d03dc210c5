using System.Security.Cryptography;
using System.Text.Json;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Import;

/// <summary>What became of a roster.</summary>
/// <param name="Id">0 for a dry run.</param>
/// <param name="AlreadyImported">The same file had been taken in before; nothing was changed.</param>
/// <param name="Problems">The first <see cref="RosterImport.ShownProblems"/>; all of them go back with the bad rows.</param>
public sealed record ImportReport(
    long Id, bool DryRun, bool AlreadyImported, int Rows, int Opened, int Bad, int Eligible, int Ineligible, int Incomplete, long AmountFen,
    IReadOnlyList<RowProblem> Problems, string? BadRowsUrl);

/// <summary>
/// Takes a roster in chunk by chunk: good rows become cases, bad rows are kept to go back with their reasons, and the run remembers how far
/// it came in the same transaction, so that a killed import goes on where it stopped and the same file twice changes nothing.
/// </summary>
public sealed class RosterImport(BenefitStore store, CaseExecutor executor, ProgrammeCatalog programmes, Protector protector, TimeProvider time)
{
    public const int ShownProblems = 200;
    private const int ChunkSize = 1_000;

    /// <param name="file">Seekable; read more than once.</param>
    /// <param name="mapping">What people said of columns.</param>
    /// <param name="dryRun">Everything is worked out, duplicates within the file included, and rolled back.</param>
    public async Task<(ImportReport? Report, IReadOnlyList<Refusal> Refusals)> ImportAsync(
        Actor actor, string programmeKey, Stream file, string fileName, RosterMapping mapping, bool dryRun, CancellationToken ct)
    {
        if (programmes.Find(programmeKey) is not { } programme) return (null, [ProgrammeCatalog.NotFound(programmeKey)]);
        file.Position = 0;
        var hash = await SHA256.HashDataAsync(file, ct);
        file.Position = 0;
        if (!dryRun && OutOfScope(actor, programme, file, fileName, mapping) is { } outside) return (null, [outside]);
        file.Position = 0;
        if (!RosterReader.TryOpen(file, fileName, programme, TableLimits.Default, mapping, out var roster, out var refusals)) return (null, refusals);
        RosterRelatives? relatives = null;
        if (dryRun)
        {
            using (roster) relatives = await RosterRelatives.ReadAsync(roster.Rows(), ChunkSize, store, protector, ct);
            file.Position = 0;
            if (!RosterReader.TryOpen(file, fileName, programme, TableLimits.Default, mapping, out roster, out refusals)) return (null, refusals);
        }
        using (roster)
        {
            if (relatives is not null) return (await DryRunAsync(actor, roster, relatives, ct), []);
            return await CommitAsync(actor, programme, roster, fileName, hash, mapping, ct);
        }
    }

    /// <summary>Every chunk is worked out in a transaction that is given up, so that others wait no longer than for a chunk; rows that one may be the other's duplicate are in one chunk.</summary>
    private async Task<ImportReport> DryRunAsync(Actor actor, RosterReader roster, RosterRelatives relatives, CancellationToken ct)
    {
        var (total, problems, chunk) = (default(ImportTally), new List<RowProblem>(), new List<RosterRow>(ChunkSize));
        foreach (var row in roster.Rows())
        {
            chunk.AddRange(relatives.Ready(row));
            if (chunk.Count >= ChunkSize) await WorkOutAsync();
        }
        await WorkOutAsync();
        return Report(0, true, false, total, problems);

        async Task WorkOutAsync()
        {
            await using var transaction = await store.BeginWriteAsync(ct);
            total += await OpenAsync(transaction, actor, chunk, problems, null, null, ct);
            chunk.Clear();
        }
    }

    private async Task<(ImportReport? Report, IReadOnlyList<Refusal> Refusals)> CommitAsync(
        Actor actor, Programme programme, RosterReader roster, string fileName, byte[] hash, RosterMapping mapping, CancellationToken ct)
    {
        var problems = new List<RowProblem>();
        var run = await StartAsync(actor, programme, roster, fileName, hash, mapping, ct);
        if (run.MappingText != mapping.Serialize()) return (null, [OtherColumns]);
        if (run.State == ImportState.Done) return (Report(run.Id, false, true, run.Tally, problems), []);
        foreach (var rows in roster.Rows().Skip(run.RowsDone).Chunk(ChunkSize))
        {
            await using var transaction = await store.BeginWriteAsync(ct);
            // The run may have been taken up by somebody else meanwhile: only its own progress, read under the lock, counts.
            var stored = await transaction.Db.ImportRuns.SingleAsync(r => r.Id == run.Id, ct);
            if (stored.RowsDone != run.RowsDone) return (null, [Running]);
            await TakeInAsync(transaction, actor, run, rows, roster.RowCount, problems, ct);
            await transaction.CommitAsync(ct);
        }
        if (run.State != ImportState.Done)
        {
            // A roster without a row.
            await using var transaction = await store.BeginWriteAsync(ct);
            run.Finish(time.GetUtcNow());
            await transaction.UpdateAsync(run, ct);
            await transaction.CommitAsync(ct);
        }
        return (Report(run.Id, false, false, run.Tally, problems), []);
    }

    /// <summary>Takes the next rows of an import in, with its progress; the last ones end it.</summary>
    /// <param name="rowCount">Rows of the whole file.</param>
    /// <returns>What became of each row.</returns>
    internal async Task<IReadOnlyList<CaseOutcome>> TakeInAsync(
        WriteTransaction transaction, Actor actor, ImportRun run, IReadOnlyList<RosterRow> rows, int rowCount, List<RowProblem> problems, CancellationToken ct)
    {
        var outcomes = new CaseOutcome[rows.Count];
        run.Advance(await OpenAsync(transaction, actor, rows, problems, run.Id, outcomes, ct));
        if (run.RowsDone >= rowCount) run.Finish(time.GetUtcNow());
        await transaction.UpdateAsync(run, ct);
        return outcomes;
    }

    private async Task<ImportRun> StartAsync(Actor actor, Programme programme, RosterReader roster, string fileName, byte[] hash, RosterMapping mapping, CancellationToken ct)
    {
        await using var transaction = await store.BeginWriteAsync(ct);
        var run = await FindOrAddAsync(transaction, actor, programme, roster, fileName, hash, mapping, ct);
        await transaction.CommitAsync(ct);
        return run;
    }

    /// <summary>
    /// What is wrong where a row is not for the actor's role. Such a row would be refused, and the file, which is taken in once, used up for
    /// who may open it.
    /// </summary>
    /// <param name="file">Read to its end and set back.</param>
    /// <returns>Null also where the file cannot be read: who opens it says why.</returns>
    internal static Refusal? OutOfScope(Actor actor, Programme programme, Stream file, string fileName, RosterMapping mapping)
    {
        if (actor.HasFor(programme.Key, null, Roles.Caseworker) || !RosterReader.TryOpen(file, fileName, programme, TableLimits.Default, mapping, out var roster, out _)) return null;
        var (first, count) = (0, 0);
        using (roster)
        foreach (var row in roster.Rows())
        {
            if (row.Case is not { } @case || actor.HasFor(programme.Key, @case.Unit, Roles.Caseworker)) continue;
            if (count++ == 0) first = row.Row;
        }
        file.Position = 0;
        return count == 0 ? null : new Refusal("roster.out-of-scope",
            $"名册第 {first} 行等 {count} 行不在您的角色范围内，整份名册未导入；请只保留范围内的行，或请负责的人员导入。",
            $"{count} rows, row {first} the first, are outside what your role is for, so nothing was imported; keep the rows within it, or ask somebody whose role is for all of them.");
    }

    /// <summary>The import of this file, begun or done before, or a new one.</summary>
    internal async Task<ImportRun> FindOrAddAsync(
        WriteTransaction transaction, Actor actor, Programme programme, RosterReader roster, string fileName, byte[] hash, RosterMapping mapping, CancellationToken ct)
    {
        if (await transaction.Db.ImportRuns.FirstOrDefaultAsync(r => r.ProgrammeKey == programme.Key && r.FileHash == hash, ct) is { } earlier) return earlier;
        var run = new ImportRun
        {
            Id = await transaction.TakeNumbersAsync("import_runs", 1, ct), ProgrammeKey = programme.Key, FileName = Path.GetFileName(fileName), FileHash = hash,
            By = actor.Id, StartedAt = time.GetUtcNow(), HeaderJson = JsonSerializer.Serialize(roster.Header), MappingText = mapping.Serialize(),
        };
        await transaction.InsertAsync(run, ct);
        return run;
    }

    /// <param name="of">Takes what became of each row; null: nobody asks.</param>
    private async Task<ImportTally> OpenAsync(
        WriteTransaction transaction, Actor actor, IReadOnlyList<RosterRow> rows, List<RowProblem> problems, long? runId, CaseOutcome[]? of, CancellationToken ct)
    {
        var good = rows.Where(r => r.Case is not null && r.Problems.Count == 0).ToList();
        var outcomes = await executor.OpenWithinAsync(transaction, actor, [.. good.Select(r => r.Case!)], ct);
        if (of is not null)
            for (var (row, next) = (0, 0); row < rows.Count; row++)
                of[row] = next < good.Count && ReferenceEquals(good[next], rows[row]) ? outcomes[next++]
                    : new CaseOutcome(0, null, CaseOutcomeKind.Refused, rows[row].Problems[0].Refusal, null, 0);
        var refused = new Dictionary<int, RowProblem>();
        var (opened, ineligible, incomplete, amount) = (0, 0, 0, 0L);
        for (var i = 0; i < good.Count; i++)
        {
            var outcome = outcomes[i];
            if (outcome.Kind != CaseOutcomeKind.Applied)
            {
                refused.Add(good[i].Row, new RowProblem(good[i].Row, RosterColumns.TitleOf(outcome.Refusal!), outcome.Refusal!));
                continue;
            }
            opened++;
            amount += outcome.AmountFen;
            if (outcome.Result is not null) ineligible++;
            else if (outcome.AmountFen == 0) incomplete++;
        }

        var bad = new List<ImportBadRow>();
        foreach (var row in rows)
        {
            IReadOnlyList<RowProblem> all = refused.TryGetValue(row.Row, out var refusal) ? [refusal] : row.Problems;
            if (all.Count == 0) continue;
            problems.AddRange(all);
            bad.Add(new ImportBadRow
            {
                RunId = runId ?? 0, Row = row.Row, CellsCipher = protector.Encrypt(JsonSerializer.Serialize(row.Cells)),
                ProblemsJson = JsonSerializer.Serialize(all),
            });
        }
        // The first of the file, whatever order the rows were judged in.
        problems.Sort((a, b) => a.Row.CompareTo(b.Row));
        if (problems.Count > ShownProblems) problems.RemoveRange(ShownProblems, problems.Count - ShownProblems);
        if (runId is not null) await transaction.Bulk.InsertAsync(bad, ct);
        return new ImportTally(rows.Count, opened, bad.Count, ineligible, incomplete, amount);
    }

    /// <summary>Answered with 409.</summary>
    internal static Refusal Running { get; } = new("import.running",
        "同一名册正在由另一请求导入；请稍后再提交，届时会得到其结果。", "Another request is taking the same roster in; send it again later to get its result.");

    /// <summary>A cut-off import goes on as it began, or its first rows would be read otherwise than its last; one that is done is no answer to a file that is to be read otherwise.</summary>
    internal static Refusal OtherColumns { get; } = new("import.other-columns",
        "同一名册已按另一种列对应开始或完成导入；请按原来的列对应提交，或另存为内容有别的文件后重新导入。", "The same roster was begun or taken in with its columns read otherwise; send it with the same columns, or change the file and import that.");

    internal static ImportReport Report(long id, bool dryRun, bool already, ImportTally t, List<RowProblem> problems) => new(
        id, dryRun, already, t.Rows, t.Opened, t.Bad, t.Opened - t.Ineligible - t.Incomplete, t.Ineligible, t.Incomplete, t.AmountFen, problems,
        id > 0 && t.Bad > 0 ? $"/api/imports/{id}/bad-rows" : null);
}
