using System.Text.Json;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Cases.Import;

/// <summary>Rosters over HTTP: take in (or try dry), look at a run, fetch its bad rows.</summary>
internal static class ImportRosters
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/imports", ImportAsync).DisableAntiforgery().RequireRoles(Roles.Caseworker);
        api.MapGet("/imports/{id:long}", ShowAsync).RequireRoles(Roles.Caseworker, Roles.Supervisor, Roles.Auditor);
        api.MapGet("/imports/{id:long}/bad-rows", BadRowsAsync).RequireRoles(Roles.Caseworker);
    }

    /// <summary>Files above, some 3,000 rows, are taken in by a run unless the caller says otherwise: nobody should wait for them with an open request.</summary>
    private const long DirectBytes = 256 << 10;

    /// <param name="run">True: 202 with a run that takes the file in; false: the report, when all is done; null: by the file's size.</param>
    /// <param name="columns">What columns hold whose titles do not say it, e.g. <c>3:Phone,5:NotRead</c>.</param>
    private static async Task<IResult> ImportAsync(string programme, bool? dryRun, bool? run, string? columns, IFormFile file, HttpContext http, RosterImport import, RosterRun runs, CancellationToken ct)
    {
        if (!RosterMapping.TryParse(columns, out var mapping, out var unread)) return Problems.Of(unread!, StatusCodes.Status400BadRequest);
        await using var stream = file.OpenReadStream();
        if (dryRun is not true && (run ?? file.Length > DirectBytes))
        {
            var (started, done, wrong) = await runs.StartAsync(CurrentActor.Of(http), programme, stream, file.FileName, mapping, ct);
            return started is not null ? RunStarter.Accepted(started) : done is not null ? TypedResults.Ok(done) : Problems.Of(wrong, StatusCodes.Status422UnprocessableEntity);
        }
        var (report, refusals) = await import.ImportAsync(CurrentActor.Of(http), programme, stream, file.FileName, mapping, dryRun ?? false, ct);
        return report is not null ? TypedResults.Ok(report) : Problems.Of(refusals, refusals[0] == RosterImport.Running ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ShowAsync(long id, HttpContext http, BenefitStore store, CancellationToken ct)
    {
        await using var db = store.Read();
        return await Visible(db, CurrentActor.Of(http)).FirstOrDefaultAsync(r => r.Id == id, ct) is { } run
            ? TypedResults.Ok(new { run.Id, run.ProgrammeKey, run.FileName, run.State, run.StartedAt, run.EndedAt, run.Tally, run.RunId })
            : NotFound(id);
    }

    private static async Task<IResult> BadRowsAsync(long id, HttpContext http, BenefitStore store, Protector protector, CancellationToken ct)
    {
        await using var db = store.Read();
        if (await Visible(db, CurrentActor.Of(http)).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } run) return NotFound(id);
        var header = JsonSerializer.Deserialize<List<string>>(run.HeaderJson)!;
        // Whole before the first byte goes out, so that a fault is an answer and not a broken file. The result closes it.
        var file = TemporaryFile.Create();
        try
        {
            using (var writer = new BadRowsWriter(file, header))
            {
                await foreach (var row in db.ImportBadRows.Where(r => r.RunId == id).OrderBy(r => r.Row).AsAsyncEnumerable().WithCancellation(ct))
                    writer.Write(JsonSerializer.Deserialize<List<string>>(protector.Decrypt(row.CellsCipher))!, JsonSerializer.Deserialize<List<RowProblem>>(row.ProblemsJson)!);
            }
            file.Position = 0;
            return Results.Stream(file, Xlsx, $"{Path.GetFileNameWithoutExtension(run.FileName)}-退回.xlsx");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>One's own, and those of programmes that are wholly within: rows may be of any unit.</summary>
    internal static IQueryable<ImportRun> Visible(BenefitDb db, Actor actor) =>
        CaseScope.Of(actor).WholeProgrammes is { } mine ? db.ImportRuns.Where(r => r.By == actor.Id || mine.Contains(r.ProgrammeKey)) : db.ImportRuns;

    private static IResult NotFound(long id) => Problems.NotFound(new Refusal("import.not-found", $"没有编号为 {id} 的导入。", $"There is no import {id}."));
}
