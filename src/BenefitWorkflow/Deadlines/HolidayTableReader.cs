using System.Globalization;
using System.Text.Json;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Deadlines;

/// <summary>
/// Reads <c>{"years": {"2027": {"off": [{"date": "2027-01-01"}], "work": [...]}}}</c>. <c>papers</c>, the addresses
/// of the notice, are kept to be shown; other members (source, name) are for people and are not read. Refuses rather than repairs: a table with a hole would silently count plain weekends.
/// </summary>
internal static class HolidayTableReader
{
    private const int MaxRefusals = 50;

    public static CalendarReading Read(string json, string file)
    {
        var refusals = new List<Refusal>();
        var tables = new List<HolidayTable>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (Member(document.RootElement, "years") is not { ValueKind: JsonValueKind.Object } years)
            {
                return new CalendarReading(null, [Malformed(file, "years", "应为以年份为键的对象", "must be an object keyed by year")]);
            }

            foreach (var year in years.EnumerateObject())
            {
                if (!int.TryParse(year.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    || number is < LunarCalendar.FirstYear or > LunarCalendar.LastYear)
                {
                    refusals.Add(Malformed(file, $"years.{year.Name}", "的键不是年份", "is not keyed by a year"));
                    continue;
                }

                tables.Add(new HolidayTable(
                    number, Days(number, year.Value, "off", file, refusals), Days(number, year.Value, "work", file, refusals), Papers(year.Value)));
            }
        }
        catch (JsonException e)
        {
            return new CalendarReading(null, [Malformed(
                file, $"line {(e.LineNumber ?? 0) + 1}", "处不是有效的 JSON 或有重复的键", "is not valid JSON or repeats a key")]);
        }

        return refusals.Count > 0 ? Refused(refusals) : Combine(tables, file);
    }

    /// <summary>Checks what only shows across all tables, then builds the calendar.</summary>
    public static CalendarReading Combine(IReadOnlyCollection<HolidayTable> tables, string file)
    {
        if (tables.Count == 0)
        {
            return new CalendarReading(null, [Malformed(file, "years", "没有任何年份", "holds no year")]);
        }

        var off = tables.SelectMany(static t => t.Off).ToHashSet();
        var refusals = tables.SelectMany(static t => t.Work).Where(off.Contains).Distinct().Order().Select(day => new Refusal(
            "calendar.day-contradicted",
            $"{file} 中 {day:O} 既列为休息日又列为上班日，请按通知保留其一。",
            $"{file} lists {day:O} both as a day off and as a working day: keep the one the notice says.")).ToList();
        if (refusals.Count > 0)
        {
            return Refused(refusals);
        }

        var calendar = new WorkingCalendar(tables);
        foreach (var table in tables.OrderBy(static t => t.Year))
        {
            refusals.AddRange(AlwaysOff(table.Year).Where(calendar.IsWorkingDay).Select(day => new Refusal(
                "calendar.year-incomplete",
                $"{file} 的 {table.Year} 年表缺少法定节假日 {day:O}，请补全该年的放假安排。",
                $"{file} lacks the statutory holiday {day:O} in its table of {table.Year}: complete that year's table.")));
        }

        return refusals.Count > 0 ? Refused(refusals) : new CalendarReading(calendar, []);
    }

    /// <summary>Days that every notice gives off and whose dates the law fixes (全国年节及纪念日放假办法): a table without them was cut short.</summary>
    private static IEnumerable<DateOnly> AlwaysOff(int year)
    {
        var spring = LunarCalendar.SpringFestival(year);
        return
        [
            new(year, 1, 1), spring, spring.AddDays(1), spring.AddDays(2), new(year, 5, 1), new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];
    }

    /// <summary>As above, with New Year's Eve and 2 May, which the law gives off since 2025.</summary>
    internal static IEnumerable<DateOnly> FixedByLaw(int year) =>
        year < 2025 ? AlwaysOff(year) : [.. AlwaysOff(year), LunarCalendar.LunarNewYearsEve(year), new(year, 5, 2)];

    private static HashSet<DateOnly> Days(int year, JsonElement table, string member, string file, List<Refusal> refusals)
    {
        var days = new HashSet<DateOnly>();
        if (Member(table, member) is not { ValueKind: JsonValueKind.Array } list)
        {
            refusals.Add(Malformed(file, $"years.{year}.{member}", "应为数组", "must be an array"));
            return days;
        }

        var (first, last) = (new DateOnly(year - 1, 12, 1), new DateOnly(year + 1, 1, 31));
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            var place = $"years.{year}.{member}[{index++}]";
            if (Member(entry, "date") is not { ValueKind: JsonValueKind.String } text
                || !DateOnly.TryParseExact(text.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                refusals.Add(new Refusal(
                    "calendar.day-malformed",
                    $"{file} 的 {place} 没有形如 2027-01-01 的 date，请更正。",
                    $"{file} has no date such as 2027-01-01 at {place}: correct it."));
            }
            else if (day < first || day > last)
            {
                refusals.Add(new Refusal(
                    "calendar.day-out-of-year",
                    $"{file} 的 {place}（{day:O}）不属于 {year} 年的放假安排，请移到相应年份。",
                    $"{file} has at {place} the day {day:O}, which the notice of {year} cannot fix: move it to its year."));
            }
            else
            {
                days.Add(day);
            }
        }

        return days;
    }

    // Only what a link may lead to; anything else of it is a remark.
    private static IReadOnlyList<Uri> Papers(JsonElement table) => Member(table, "papers") is not { ValueKind: JsonValueKind.Array } list ? []
        : [.. list.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.String)
            .Select(p => Uri.TryCreate(p.GetString(), UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? address : null)
            .OfType<Uri>()];

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static CalendarReading Refused(List<Refusal> refusals) => new(null, [.. refusals.Take(MaxRefusals)]);

    private static Refusal Malformed(string file, string place, string zh, string en) => new(
        "calendar.malformed", $"节假日文件 {file} 的 {place} {zh}，请更正后重新载入。", $"The holiday file {file} at {place} {en}: correct it and load it again.");
}
