using System.Security.Cryptography;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Import;

/// <summary>Takes a large roster in as a run: the file is kept, encrypted, until its last row is done.</summary>
internal sealed class RosterRun(BenefitStore store, RosterImport import, ProgrammeCatalog programmes, RunStarter starter) : IRunKind
{
    public const string Kind = "import";

    public string Key => Kind;

    public IReadOnlyList<string>? Roles { get; } = [Identity.Roles.Caseworker];

    /// <summary>Checks the file and stores it with its run. The same file finds its import again: done, under way, or cut off and then taken up behind its last row.</summary>
    /// <returns>The run, or the report of what was done before, or what is wrong with the file.</returns>
    public async Task<(Run? Run, ImportReport? Done, IReadOnlyList<Refusal> Refusals)> StartAsync(
        Actor actor, string programmeKey, Stream file, string fileName, RosterMapping mapping, CancellationToken ct)
    {
        if (programmes.Find(programmeKey) is not { } programme) return (null, null, [ProgrammeCatalog.NotFound(programmeKey)]);
        var hash = await SHA256.HashDataAsync(file, ct);
        file.Position = 0;
        if (RosterImport.OutOfScope(actor, programme, file, fileName, mapping) is { } outside) return (null, null, [outside]);
        file.Position = 0;
        if (!RosterReader.TryOpen(file, fileName, programme, TableLimits.Default, mapping, out var roster, out var refusals)) return (null, null, refusals);
        using (roster)
        {
            await using var tx = await store.BeginWriteAsync(ct);
            var taken = await import.FindOrAddAsync(tx, actor, programme, roster, fileName, hash, mapping, ct);
            if (taken.MappingText != mapping.Serialize()) return (null, null, [RosterImport.OtherColumns]);
            if (taken.State == ImportState.Done) return (null, RosterImport.Report(taken.Id, false, true, taken.Tally, []), []);
            if (taken.RunId is { } id && await tx.Db.Runs.SingleAsync(r => r.Id == id, ct) is { IsOpen: true } open) return (open, null, []);
            file.Position = 0;
            var (run, _) = await starter.StartAsync(tx, actor, null, new NewRun(Kind, Kind, roster.RowCount - taken.RowsDone, taken.Id, $"/api/imports/{taken.Id}"), file, ct);
            taken.TakeUp(run!.Id);
            await tx.UpdateAsync(taken, ct);
            await tx.CommitAsync(ct);
            return (run, null, []);
        }
    }

    public async Task<IRunWork> OpenAsync(Run run, RunInput input, CancellationToken ct)
    {
        var file = TemporaryFile.Create();
        try
        {
            await input.CopyToAsync(file, ct);
            await using var db = store.Read();
            return new Work(import, await db.ImportRuns.SingleAsync(r => r.RunId == run.Id, ct), programmes, file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private sealed class Work(RosterImport import, ImportRun taken, ProgrammeCatalog programmes, FileStream file) : IRunWork
    {
        private RosterReader? _roster;
        private IEnumerator<RosterRow>? _rows;
        private int _position;

        public async Task<RunChunk> DoAsync(WriteTransaction transaction, Run run, Actor actor, int most, CancellationToken ct)
        {
            var stored = await transaction.Db.ImportRuns.SingleAsync(r => r.Id == taken.Id, ct);
            // Somebody sent the same file to be taken in at once.
            if (stored.State == ImportState.Done) return new RunChunk([], true);
            if (_rows is null || _position != stored.RowsDone)
            {
                if (Refused(out var refusal)) return new RunChunk([], true, refusal.Code);
                while (_position < stored.RowsDone && _rows!.MoveNext()) _position++;
            }
            var rows = new List<RosterRow>(most);
            while (rows.Count < most && _rows!.MoveNext()) rows.Add(_rows.Current);
            _position += rows.Count;
            var outcomes = await import.TakeInAsync(transaction, actor, stored, rows, _roster!.RowCount, [], ct);
            return new RunChunk([.. outcomes.Select((o, i) => RunResult.Of(run.Id, rows[i].Row, o))], stored.State == ImportState.Done);
        }

        /// <summary>Opens the file at its start; true where it cannot be read any more, e.g. because the programme's version of today wants other columns.</summary>
        private bool Refused(out Refusal refusal)
        {
            Close();
            file.Position = 0;
            refusal = ProgrammeCatalog.NotFound(taken.ProgrammeKey);
            if (programmes.Find(taken.ProgrammeKey) is not { } programme) return true;
            RosterMapping.TryParse(taken.MappingText, out var mapping, out _);
            if (!RosterReader.TryOpen(file, taken.FileName, programme, TableLimits.Default, mapping, out _roster, out var refusals))
            {
                refusal = refusals[0];
                return true;
            }
            (_rows, _position) = (_roster.Rows().GetEnumerator(), 0);
            return false;
        }

        private void Close()
        {
            _rows?.Dispose();
            _roster?.Dispose();
            (_rows, _roster) = (null, null);
        }

        public ValueTask DisposeAsync()
        {
            Close();
            return file.DisposeAsync();
        }
    }
}
