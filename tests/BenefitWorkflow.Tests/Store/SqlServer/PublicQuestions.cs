using System.Text.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notices.Objections;
using BenefitWorkflow.Notices.Proofs;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Notices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Store.SqlServer;

/// <summary>What notices, objections, notifications and the views of what is late ask the database.</summary>
internal static class PublicQuestions
{
    /// <param name="sendAsync">Sends a request as everybody and as the administrator.</param>
    public static async Task AskAsync(IServiceProvider services, Func<HttpMethod, string, object?, Task<JsonElement>> sendAsync)
    {
        foreach (var path in (string[])
        [
            "/api/overdue/summary?by=step", "/api/overdue/summary?by=unit", "/api/overdue/summary?by=person", "/api/overdue/summary?by=age&programme=hardship-assistance", "/api/overdue/summary?by=cause",
            "/api/overdue?step=bank&unit=x", "/api/objections/register?programme=hardship-assistance", "/api/objections/register?page=true", "/api/notices/1/proofs", "/api/notices/1/proofs/1/photo",
            "/api/notifications?unread=true&before=9", "/api/notifications/preferences", "/api/notifications/deliveries?state=pending&after=0",
        ])
            await sendAsync(HttpMethod.Get, path, null);
        await sendAsync(HttpMethod.Put, "/api/notifications/preferences", new { mail = "each", from = "dueSoon", email = "everybody@union.example" });
        await sendAsync(HttpMethod.Put, "/api/accounts/everybody/email", new { email = "everybody@union.example" });
        await sendAsync(HttpMethod.Post, "/api/notifications/read", new { ids = new[] { 1 }, upTo = 1 });
        await sendAsync(HttpMethod.Post, "/api/objections/1/merge", new { into = 2, reason = "x" });

        var store = services.GetRequiredService<BenefitStore>();
        using var scope = services.CreateScope();
        await using var db = store.Read();
        // An objection to every line, whatever became of it, so that each way through is asked.
        var lines = await (from l in db.NoticeLines join n in db.Notices on l.NoticeId equals n.Id orderby l.NoticeId, l.CaseId select new { n.Number, l.CaseId }).Take(5).ToListAsync();
        await scope.ServiceProvider.GetRequiredService<RaiseObjections>().RunAsync(Actor.System, [.. lines.Select(l => new NewObjection(l.Number, l.CaseId, "x"))], null, default, Objection.Public);
        await scope.ServiceProvider.GetRequiredService<KeepProof>().RunAsync(new Actor("keeper", "", new HashSet<string> { Roles.Caseworker }), 1, ProofMoment.End, NoticePhotoTests.Png(), default);
        await services.GetRequiredService<RungNotifier>().RunOnceAsync(default);
        await services.GetRequiredService<DigestWriter>().RunOnceAsync(default);
        await services.GetRequiredService<DeliverySender>().RunOnceAsync(default);
        Assert.Equal("notice.cannot-merge", (await scope.ServiceProvider.GetRequiredService<MergeObjections>().RunAsync(Actor.System, 1, new MergeRequest(1, "x"), default))?.Code);
    }
}
