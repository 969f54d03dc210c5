using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace BenefitWorkflow.Notices.Public;

/// <summary>
/// How often the public may write and look up: per address, and per notice so that many addresses together do not bury it. Counted per process;
/// what one line may gather at most is counted in the database (<see cref="RaiseObjections.MaximumOpen"/>).
/// </summary>
/// <param name="PerAddress">Objections an hour from one address (an IPv6 network of 64 bits is one), setting <c>Public:ObjectionsPerAddress</c>, default 10.</param>
/// <param name="PerNotice">Objections an hour to one notice, setting <c>Public:ObjectionsPerNotice</c>, default 60.</param>
/// <param name="LookUps">Receipts asked for a minute from one address, setting <c>Public:LookUpsPerAddress</c>, default 30.</param>
public sealed record PublicLimits(int PerAddress, int PerNotice, int LookUps)
{
    /// <summary>Marks an endpoint as limited.</summary>
    internal sealed record Limited(bool LooksUp);

    /// <exception cref="InvalidDataException">A limit is below 1.</exception>
    public static PublicLimits From(IConfiguration settings)
    {
        var limits = new PublicLimits(settings.GetValue("Public:ObjectionsPerAddress", 10), settings.GetValue("Public:ObjectionsPerNotice", 60), settings.GetValue("Public:LookUpsPerAddress", 30));
        return limits is { PerAddress: > 0, PerNotice: > 0, LookUps: > 0 } ? limits
            : throw new InvalidDataException("Public:ObjectionsPerAddress、Public:ObjectionsPerNotice、Public:LookUpsPerAddress 须为 1 以上；请更正设置。 / The limits of Public:* are at least 1; correct the settings.");
    }

    internal static IServiceCollection Add(IServiceCollection services, PublicLimits limits) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => Of(http) is { } limited
                ? limited.LooksUp ? Window("look " + Address(http), limits.LookUps, TimeSpan.FromMinutes(1)) : Window("from " + Address(http), limits.PerAddress, TimeSpan.FromHours(1))
                : RateLimitPartition.GetNoLimiter("")),
            PartitionedRateLimiter.Create<HttpContext, string>(http => Of(http) is { LooksUp: false }
                ? Window("to " + http.Request.RouteValues["number"], limits.PerNotice, TimeSpan.FromHours(1))
                : RateLimitPartition.GetNoLimiter("")));
        options.OnRejected = async (context, _) =>
        {
            if (context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
                context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await PublicHtml.Answer(context.HttpContext, PublicHtml.Sentence(
                "提交或查询过于频繁，请稍后再试；也可按公示上的方式来访、来信。", "Too many requests; try again later, or come or write as the notice says.",
                PublicHtml.IsEnglish(context.HttpContext, context.HttpContext.Request.Query["lang"])), StatusCodes.Status429TooManyRequests).ExecuteAsync(context.HttpContext);
        };
    });

    private static Limited? Of(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Limited>();

    private static RateLimitPartition<string> Window(string key, int permits, TimeSpan window) =>
        RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = permits, Window = window, QueueLimit = 0 });

    // One subscriber of IPv6 has a whole network of 64 bits.
    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } ip => new IPAddress([.. ip.GetAddressBytes().Take(8), .. new byte[8]]).ToString(),
        var ip => ip.MapToIPv4().ToString(),
    };
}
