using BenefitWorkflow.Cases;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What a page asks when somebody uses it, beyond what its address asks.</summary>
internal static class PageVisits
{
    public static async Task RunAsync(IServiceProvider services, string idNumber)
    {
        // What is typed into the work list stays out of its address.
        var queue = services.GetRequiredService<WorkQueue>();
        foreach (var text in (string[])["KNBF-2023-000001", "陈", idNumber])
        {
            await queue.ReadAsync(new WorkFilter(Scheme: "frontline-worker", Text: text), null, 2, default);
            await queue.HowManyAsync(new WorkFilter(Text: text), 5, default);
            await queue.ChooseAsync(new WorkFilter(Text: text), null, 5, default);
        }
        await queue.ChooseAsync(new WorkFilter(), [1, 2], 5, default);
        await queue.ReadAsync(new WorkFilter(Roles: [Roles.Caseworker, Roles.Reviewer]), null, 2, default);

        var views = services.GetRequiredService<SavedViews>();
        Assert.Null(await views.SaveAsync("somebody", "mine", "?mine=true", default));
        await views.RemoveAsync("somebody", (await views.ListAsync("somebody", default))[0].Id, default);
        await CalendarYears.ReadAsync(services.GetRequiredService<BenefitStore>(), services.GetRequiredService<CalendarSource>(), default);
        await services.GetRequiredService<PreviewDefinition>().RunAsync(File.ReadAllText(Path.Combine(Shipped.Folder, "hardship-assistance", "process.v1.json")), "process.v1.json", default);

        // One's own account, from password to second factor and off again.
        var (accounts, factor, secret) = (services.GetRequiredService<AccountStore>(), services.GetRequiredService<SecondFactor>(), SecondFactor.NewSecret());
        Assert.Null(await accounts.CreateAccountAsync("careful", "careful", [Roles.Reviewer], "long enough 1", default));
        Assert.Null(await accounts.ChangePasswordAsync("careful", "long enough 1", "long enough 2", default));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        Assert.Null(await factor.TurnOnAsync("careful", "long enough 2", secret, new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(now), default));
        Assert.NotNull(await factor.TakeAsync("careful", "000000", default));
        Assert.Null(await factor.ResetAsync("careful", "administrator", default));
    }
}
