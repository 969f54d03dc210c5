using System.Globalization;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Store;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <param name="Years">The years the file brought, ascending.</param>
/// <param name="Moved">Open limits that end on another day now.</param>
/// <param name="NoticesTooShort">Posted notices that are now shorter than their policy; they keep their printed last day.</param>
/// <param name="Changes">The first of both, in the order of <c>GET /api/calendar/changes</c>, which has them all.</param>
public sealed record LoadedCalendar(
    long Id, string FileName, string Source, DateOnly PublishedOn, IReadOnlyList<int> Years, int Moved = 0, int NoticesTooShort = 0, IReadOnlyList<CalendarChangeView>? Changes = null);

/// <summary>
/// POST /api/calendar/tables: an administrator loads a year's State Council notice, as JSON in the body or as an uploaded file. It counts at
/// once, at every replica; what was refused for the lack of the year goes on by the next run of the jobs. Open limits are computed anew, and the
/// answer lists what moved; where the process dies in between, the next run of the jobs goes on with it.
/// </summary>
public sealed class LoadCalendar(BenefitStore store, CalendarSource calendar, CalendarRecompute recompute, TimeProvider time)
{
    public const int MaximumBytes = 1 << 20;

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/calendar/tables", async (HttpContext http, LoadCalendar useCase, CancellationToken ct) =>
        {
            var (name, bytes) = await FileAsync(http.Request, ct);
            if (bytes is null) return Problems.Of(TooLarge, StatusCodes.Status413PayloadTooLarge);
            var (loaded, refusals) = await useCase.RunAsync(CurrentActor.Of(http), name, bytes, ct);
            return loaded is not null ? TypedResults.Created("/api/calendar/years", loaded) : Problems.Of(refusals);
        }).Accepts<JsonElement>("application/json", "multipart/form-data").Produces<LoadedCalendar>(StatusCodes.Status201Created).DisableAntiforgery().RequireRoles(Roles.Administrator);
        CalendarYears.Map(api);
        CalendarChanges.Map(api);
    }

    /// <returns>What was loaded, or everything that is wrong with the file.</returns>
    public async Task<(LoadedCalendar? Loaded, IReadOnlyList<Refusal> Refusals)> RunAsync(Actor actor, string fileName, byte[] bytes, CancellationToken ct)
    {
        string json;
        try
        {
            json = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return (null, [new Refusal("calendar.malformed", $"节假日文件 {fileName} 不是 UTF-8 文本，请更正后重新载入。", $"The holiday file {fileName} is not text in UTF-8: correct it and load it again.")]);
        }
        var reading = WorkingCalendar.Parse(json, fileName);
        if (reading.Calendar is not { } added) return (null, reading.Refusals);
        if (TextOf(json, "source") is not { } source)
            return (null, [new Refusal("calendar.source-missing", $"节假日文件 {fileName} 没有注明来源；请在 source 中写明所依据的通知文号。", $"The holiday file {fileName} does not say where its days come from: name the notice in source.")]);
        if (!DateOnly.TryParseExact(TextOf(json, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var publishedOn))
            return (null, [new Refusal("calendar.date-missing", $"节假日文件 {fileName} 没有注明通知日期；请在 date 中写明，形如 2026-11-04。", $"The holiday file {fileName} does not say when its notice was issued: give date, such as 2026-11-04.")]);

        CalendarTable table;
        await using (var tx = await store.BeginWriteAsync(ct))
        {
            var together = (await calendar.ReadAsync(tx.Db, ct)).With(added, fileName);
            if (together.Calendar is null) return (null, together.Refusals);
            table = new CalendarTable
            {
                Id = await tx.TakeNumbersAsync("calendar_tables", 1, ct), FileName = fileName, YearList = string.Join(',', added.Years), Source = source, PublishedOn = publishedOn, Json = json,
                LoadedBy = actor.Id, LoadedAt = time.GetUtcNow(),
            };
            await tx.InsertAsync(table, ct);
            await tx.CommitAsync(ct);
        }

        await recompute.RunOnceAsync(ct);
        await using var db = store.Read();
        var counts = await db.CalendarChanges.Where(c => c.TableId == table.Id).GroupBy(c => c.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return (new LoadedCalendar(table.Id, fileName, source, publishedOn, added.Years, counts.GetValueOrDefault(CalendarChangeKind.DeadlineMoved),
            counts.GetValueOrDefault(CalendarChangeKind.NoticeTooShort), await CalendarChanges.PageAsync(db, CaseScope.All, table.Id, 0, CalendarChanges.LargestPage, ct)), []);
    }

    /// <returns>The uploaded file, or the body itself; null bytes where it is too large.</returns>
    private static async Task<(string Name, byte[]? Bytes)> FileAsync(HttpRequest request, CancellationToken ct)
    {
        var file = request.HasFormContentType ? (await request.ReadFormAsync(ct)).Files.FirstOrDefault() : null;
        var name = file is null ? "calendar.json" : Path.GetFileName(file.FileName);
        await using var stream = file?.OpenReadStream() ?? request.Body;
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (bytes.Length + read > MaximumBytes) return (name, null);
            bytes.Write(buffer, 0, read);
        }
        return (name, bytes.ToArray());
    }

    private static string? TextOf(string json, string member)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
    }

    internal static Refusal TooLarge { get; } = new("file.too-large", "节假日文件超过 1 MB；请核对是否为正确的文件。", "The holiday file exceeds 1 MB; check whether it is the right one.");
}
