using System.Text.Json.Serialization;
using BenefitWorkflow.Audit;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Definitions;
using BenefitWorkflow.Http;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Jobs;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Runs;
using BenefitWorkflow.Store;
using BenefitWorkflow.Ui;
using Scalar.AspNetCore;

namespace BenefitWorkflow;

/// <summary>Puts the service together: one Add and one Map per domain.</summary>
public static class ServiceHost
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>The service, ready to be started by <see cref="PrepareAsync"/> and <c>RunAsync</c>.</summary>
    /// <param name="args">Host settings as <c>--Key value</c>, e.g. <c>--Data:Folder DIR</c>.</param>
    /// <param name="configure">Last word on services and settings, for the demo and the tests.</param>
    /// <exception cref="DefinitionsRefusedException">A programme or process definition cannot be used; nothing was started.</exception>
    /// <exception cref="InvalidDataException">The data folder's key ring is missing or unreadable, or a holiday file in it cannot be used.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(ServiceHost).Assembly.GetName().Name });
        // A built service finds the pages' files by the build's manifest; a published one has them beside it and no manifest.
        builder.WebHost.UseStaticWebAssets();
        builder.Configuration["Urls"] ??= DefaultUrl;
        builder.WebHost.ConfigureKestrel(o => o.Limits.MaxRequestBodySize = 64L << 20);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            // It would log what clients send wrongly as an error with its text; Problems logs what is the service's own fault.
            .AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
            // It quotes what the provider says of a person; our own line tells that it failed.
            .AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect", LogLevel.None)
            // Cookie keys lie in the data folder beside the key ring, readable by their owner only.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System);
        configure?.Invoke(builder);

        var storage = StoreSettings.From(builder.Configuration);
        var data = storage.DataFolder;
        var activities = new ActivityCatalog(typeof(ServiceHost).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IActivity))).Select(t => (IActivity)Activator.CreateInstance(t)!));
        var (catalog, problems) = ProgrammeCatalog.Load(builder.Configuration["Programmes:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "workflows"), activities);
        if (catalog is null) throw new DefinitionsRefusedException(problems);

        builder.Services.AddSingleton(activities).AddSingleton(catalog).AddSingleton(CalendarSource.Load(data))
            .AddStore(storage).AddSingleton<ReleasedVersions>().AddSingleton<PreviewDefinition>()
            .AddIdentity(data, builder.Configuration).AddCases().AddDocuments().AddRuns(builder.Configuration).AddNotices(builder.Configuration).AddNotifications(builder.Configuration).AddPayments(builder.Configuration).AddDeadlines().AddIndicators().AddAudit()
            .AddMessaging(builder.Configuration, data).AddJobs(builder.Configuration, storage)
            .AddUi().AddOpenApi().AddHealthChecks();
        // A request that cannot be bound must answer as a problem with a code, not as an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false)));
        // What a record declares as never null is never null: a missing or null field is told by its name before any use case runs.
        builder.Services.ConfigureHttpJsonOptions(o => (o.SerializerOptions.RespectNullableAnnotations, o.SerializerOptions.RespectRequiredConstructorParameters) = (true, true));

        var app = builder.Build();
        app.UseExceptionHandler(handler => handler.Run(Problems.HandleAsync));
        app.UseStatusCodePages(pages => IsPageMissing(pages.HttpContext) ? SignInPages.NoSuchPage().ExecuteAsync(pages.HttpContext) : Problems.FillAsync(pages.HttpContext));
        app.Use(Problems.RefuseNulAsync);
        app.UseLanguage();
        app.UseFirstRun();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseRateLimiter();

        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference(scalar => scalar.DisableDefaultFonts()).AllowAnonymous();
        app.MapSignIn();
        app.MapPublicNotices();
        app.MapJobs();
        app.MapUi();
        var api = app.MapGroup("/api");
        api.MapIdentity();
        api.MapBeneficiaries();
        api.MapCases();
        api.MapDocuments();
        api.MapRuns();
        api.MapNotices();
        api.MapNotifications();
        api.MapPayments();
        api.MapDeadlines();
        api.MapProgrammes();
        api.MapBudgets();
        api.MapIndicators();
        api.MapAudit();
        api.MapMessaging();
        return app;
    }

    private static bool IsPageMissing(HttpContext http) =>
        http.Response.StatusCode == StatusCodes.Status404NotFound && !http.Request.Path.StartsWithSegments("/api")
        && http.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Brings the database up to date and releases new definition versions; must run before the service listens.</summary>
    /// <exception cref="DefinitionsRefusedException">A released version has changed.</exception>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken ct)
    {
        await app.Services.MigrateStoreAsync(ct);
        await ReleasedFormats.RegisterAsync(app.Services, ct);
        var changed = await app.Services.GetRequiredService<ReleasedVersions>().RegisterAsync(ct);
        if (changed.Count > 0) throw new DefinitionsRefusedException(changed);
        await app.Services.GetRequiredService<SendingLock>().DetectAsync(ct);
        await using var db = app.Services.GetRequiredService<BenefitStore>().Read();
        await app.Services.GetRequiredService<CalendarSource>().ReadAsync(db, ct);
    }
}

/// <summary>Definitions that the service will not run; the host stops with every reason.</summary>
public sealed class DefinitionsRefusedException(IReadOnlyList<DefinitionProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(p => $"{p.File}{(p.ActivityId is null ? "" : $" [{p.ActivityId}]")}: {p.Code}: {p.Zh} / {p.En}")))
{
    public IReadOnlyList<DefinitionProblem> Problems => problems;
}
