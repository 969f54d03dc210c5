using BenefitWorkflow.Notices.Objections;
using BenefitWorkflow.Notices.Proofs;
using BenefitWorkflow.Notices.Public;
using BenefitWorkflow.Runs;

namespace BenefitWorkflow.Notices;

public static class NoticesSetup
{
    /// <param name="settings">Limits of the public pages: <see cref="PublicLimits"/>.</param>
    public static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<PostNotice>().AddScoped<NoticeBoard>().AddScoped<ObjectionBoard>().AddScoped<RaiseObjections>().AddScoped<MergeObjections>().AddScoped<KeepProof>().AddSingleton<NoticeCloser>().AddSingleton<CloseDueNotices>()
            .AddSingleton<PostNoticesRun>().AddSingleton<IRunKind>(s => s.GetRequiredService<PostNoticesRun>()).AddSingleton<IRunKind, CloseNoticesRun>();
        return PublicLimits.Add(services, PublicLimits.From(settings));
    }

    /// <param name="api">The authenticated group.</param>
    public static void MapNotices(this IEndpointRouteBuilder api)
    {
        PostNotice.Map(api);
        RaiseObjections.Map(api);
        ReadNotices.Map(api);
        MergeObjections.Map(api);
        ObjectionRegister.Map(api);
        KeepProof.Map(api);
    }

    /// <param name="app">The root: these pages need no sign-in.</param>
    public static void MapPublicNotices(this IEndpointRouteBuilder app)
    {
        PublicNotices.Map(app);
        PublicObjections.Map(app);
    }
}
