using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Deadlines;

/// <summary>
/// The working calendar in force: the years that ship with the service, then the files of the data folder, then what administrators loaded,
/// each going before the one before it. Every write transaction asks for it anew, so that a year loaded at one replica counts at all of them at once.
/// </summary>
/// <param name="atStart">Shipped years and those of the data folder.</param>
public sealed class CalendarSource(WorkingCalendar atStart)
{
    /// <summary>Folder within the data folder whose <c>*.json</c> are read at start.</summary>
    public const string FolderName = "holidays";

    private volatile Known _known = new(0, atStart);

    /// <summary>What was known before the database was asked.</summary>
    public WorkingCalendar AtStart => atStart;

    /// <exception cref="InvalidDataException">A file of the folder cannot be used; the message says why in both languages.</exception>
    public static CalendarSource Load(string dataFolder)
    {
        var calendar = WorkingCalendar.Load();
        var folder = Path.Combine(dataFolder, FolderName);
        if (!Directory.Exists(folder)) return new CalendarSource(calendar);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            calendar = Usable(Add(calendar, File.ReadAllText(file), Path.GetFileName(file)));
        return new CalendarSource(calendar);
    }

    /// <summary>The calendar as the database has it now; one short query unless something was loaded since.</summary>
    /// <exception cref="InvalidDataException">A loaded table contradicts a file of the data folder that came later.</exception>
    public async Task<WorkingCalendar> ReadAsync(BenefitDb db, CancellationToken ct)
    {
        var known = _known;
        var newest = await db.CalendarTables.MaxAsync(t => (long?)t.Id, ct) ?? 0;
        if (newest == known.Newest) return known.Calendar;
        var calendar = atStart;
        foreach (var table in await db.CalendarTables.Where(t => t.Id <= newest).OrderBy(t => t.Id).ToListAsync(ct))
            calendar = Usable(Add(calendar, table.Json, table.FileName));
        _known = new Known(newest, calendar);
        return calendar;
    }

    /// <summary>A calendar with the years of a holiday file added or replaced; refused as <see cref="CalendarReading"/> says.</summary>
    internal static CalendarReading Add(WorkingCalendar calendar, string json, string file) =>
        WorkingCalendar.Parse(json, file) is var reading && reading.Calendar is { } added ? calendar.With(added, file) : reading;

    private static WorkingCalendar Usable(CalendarReading reading) => reading.Calendar
        ?? throw new InvalidDataException(string.Join(Environment.NewLine, reading.Refusals.Select(static (Refusal r) => $"{r.Code}: {r.Zh} / {r.En}")));

    private sealed record Known(long Newest, WorkingCalendar Calendar);
}
