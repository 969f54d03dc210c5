using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;
using Microsoft.AspNetCore.Mvc;

namespace BenefitWorkflow.Cases;

/// <summary>The work list as a table: which columns there are, and the whole list as an Excel file.</summary>
internal static partial class ExportWork
{
    private const int RowsAtOnce = 1_000;

    /// <param name="Key">In the list's address and in saved views.</param>
    public sealed record Column(string Key, string Zh, string En)
    {
        public string Title => Language.T(Zh, En);
    }

    /// <summary>Besides the case's number, which is always there.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("name", "姓名", "Name"), new("unit", "单位", "Unit"), new("scheme", "类别", "Scheme"), new("state", "状态", "State"), new("step", "步骤", "Step"),
        new("owner", "经手", "Owner"), new("due", "办理期限", "Due"), new("amount", "金额（元）", "Amount (yuan)"),
    ];

    /// <summary>POST, since what was searched for may be a name or an identity number, which must not stand in an address.</summary>
    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/cases/export", RunAsync).ExcludeFromDescription().RequireRoles([.. Roles.CaseReaders]);

    /// <summary>Columns that an address hides.</summary>
    public static HashSet<string> Hidden(string? list) => [.. (list ?? "").Split(',').Where(key => Columns.Any(c => c.Key == key))];

    /// <summary>Those of a list: where no case can be closed, none needs to say that it is open, and where all are, none waits anywhere.</summary>
    public static IReadOnlyList<Column> Shown(WorkFilter filter, WorkQueue.Page page, HashSet<string> hidden) =>
        [.. Columns.Where(c => !hidden.Contains(c.Key) && (page.Whole || filter.State switch
        {
            WorkState.Open => c.Key != "state",
            WorkState.Closed => c.Key is not ("step" or "owner" or "due"),
            _ => true,
        }))];

    internal static Refusal TooMany { get; } = new("work.too-many", $"符合的案件超过 {WorkText.Most} 件；请补全姓名或案号，缩小范围。", $"More than {WorkText.Most} cases match; type more of the name or number.");

    private static async Task<IResult> RunAsync(
        [FromForm] string? programme, [FromForm] string? step, [FromForm] string? role, [FromForm] string? unit, [FromForm] string? state, [FromForm] string? due, [FromForm] bool? late,
        [FromForm] bool? mine, [FromForm] string? text, [FromForm] string? hide, HttpContext http, WorkQueue queue, ProgrammeCatalog catalog, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        var filter = new WorkQuery(programme, step, role, unit, state, WorkQuery.DueOf(due, late), mine ?? false).Filter(CurrentActor.Of(http), text);
        var (now, page) = (time.GetUtcNow(), await queue.ReadAsync(filter, null, RowsAtOnce, ct));
        if (page.TooMany) return Problems.Of(TooMany);
        var shown = Shown(filter, page, Hidden(hide));
        var (file, rows) = (TemporaryFile.Create(), 0);
        try
        {
            using (var table = new TableWriter(file, [Language.T("案号", "Case"), .. shown.Select(c => c.Title)]))
            {
                for (; ; page = await queue.ReadAsync(filter, page.Next, RowsAtOnce, ct))
                {
                    foreach (var row in page.Items) table.WriteRow([row.Number, .. shown.Select(c => Cell(catalog, row, c.Key, now, page.SoonUntil))]);
                    rows += page.Items.Count;
                    if (page.Next is null) break;
                }
            }
            file.Position = 0;
            LogExported(loggers.CreateLogger(typeof(ExportWork)), CurrentActor.Of(http).Id, rows);
            return Results.Stream(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"cases-{ShanghaiTime.LocalDate(now):yyyyMMdd}.xlsx");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static string Cell(ProgrammeCatalog catalog, ListCases.Row row, string column, DateTimeOffset now, DateTimeOffset? soonUntil) => column switch
    {
        "name" => row.Name,
        "unit" => row.Unit,
        "scheme" => Words.Scheme(catalog, row.Programme, row.Scheme),
        "state" => State(row),
        "step" => row.State == CaseState.Closed ? "" : Words.Step(catalog.TryFindScheme(row.Programme, row.Scheme, out var programme, out var scheme) ? catalog.ProcessOf(programme, scheme) : null, row.Step),
        "owner" => row.State == CaseState.Closed ? "" : Words.Role(row.StepRole),
        "due" => row.StepDueAt is { } due ? Day(ShanghaiTime.LocalDate(due.AddTicks(-1))) + (due <= now ? Language.T(" 逾期", " late") : due <= soonUntil ? Language.T(" 即将到期", " due soon") : "") : "",
        _ => new Money(row.AmountFen).ToString(),
    };

    /// <summary>Open or not, and how and when it ended.</summary>
    internal static string State(ListCases.Row row) => row.ClosedAt is { } at ? $"{Words.State(row.State)} · {Words.Result(row.Result)} {Day(ShanghaiTime.LocalDate(at))}" : Words.State(row.State);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 2110, Level = LogLevel.Information, Message = "{Account} exported {Rows} rows of the work list")]
    private static partial void LogExported(ILogger logger, string account, int rows);
}
