using BenefitWorkflow.Runs;

namespace BenefitWorkflow.Notices;

public static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services) =>
        services.AddSingleton<PostNotice>().AddScoped<RaiseObjections>().AddSingleton<NoticeCloser>().AddSingleton<CloseDueNotices>()
            .AddSingleton<PostNoticesRun>().AddSingleton<IRunKind>(s => s.GetRequiredService<PostNoticesRun>()).AddSingleton<IRunKind, CloseNoticesRun>();

    /// <param name="api">The authenticated group.</param>
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        PostNotice.Map(api);
        RaiseObjections.Map(api);
        ReadNotices.Map(api);
    }

    /// <param name="app">The root: these pages need no sign-in.</param>
    public static void MapPublicNotices(this IEndpointRouteBuilder app) => PublicNotices.Map(app);
}
