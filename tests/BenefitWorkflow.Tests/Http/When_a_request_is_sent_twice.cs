using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BenefitWorkflow.Tests.Http;

/// <summary>With an Idempotency-Key a repeat is safe everywhere: same content, same answer; other content is refused.</summary>
public sealed class When_a_request_is_sent_twice
{
    [Fact]
    public async Task Should_answer_the_same_and_do_nothing_twice_from_notice_to_bank_result()
    {
        await using var service = await RunningService.StartAsync();
        var (caseworker, approver) = (await service.AsAsync(Roles.Caseworker), await service.AsAsync(Roles.Approver));
        var (preparer, releaser) = (await service.AsAsync(Roles.FinancePreparer), await service.AsAsync(Roles.FinanceReleaser));
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { CaseWorld.Frontline(1), CaseWorld.Frontline(2), CaseWorld.Frontline(3) }.Select(When_the_api_is_called.Item) });
        await approver.PostAsJsonAsync("/api/cases/approve", new { items = new[] { new { caseId = 1 }, new { caseId = 2 }, new { caseId = 3 } } });

        var posted = await TwiceAsync(caseworker, "/api/notices", () => Json(new { programme = CaseWorld.Hardship, scheme = "frontline-worker" }));
        var notice = posted.GetProperty("notice").GetProperty("number").GetString();
        await ReusedAsync(caseworker, "/api/notices", Json(new { programme = CaseWorld.Hardship, scheme = "model-worker" }));

        var objected = await TwiceAsync(caseworker, "/api/objections", () => Json(new { items = new[] { new { noticeNumber = notice, caseId = 3, text = "已离职" } } }));
        Assert.StartsWith($"YY-{notice}-1-", objected.GetProperty("results")[0].GetProperty("objectionNumber").GetString(), StringComparison.Ordinal);
        await ReusedAsync(caseworker, "/api/objections", Json(new { items = new[] { new { noticeNumber = notice, caseId = 3, text = "另一内容" } } }));

        service.Time.Advance(TimeSpan.FromDays(10));
        await using (var scope = service.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<NoticeCloser>().CloseDueAsync(default);
        // Without the key a repeat would take the second payment into another batch.
        var prepared = await TwiceAsync(preparer, "/api/payment-batches", () => Json(new { programme = CaseWorld.Hardship, limit = 1 }));
        var batch = prepared.GetProperty("batch").GetProperty("id").GetInt64();
        await ReusedAsync(preparer, "/api/payment-batches", Json(new { programme = CaseWorld.Hardship, limit = 2 }));
        await using var db = service.Services.GetRequiredService<BenefitStore>().Read();
        Assert.Equal([(1L, PaymentState.Batched), (2L, PaymentState.Ordered)], (await db.PaymentOrders.OrderBy(o => o.Id).ToListAsync()).Select(o => (o.CaseId, o.State)));

        await TwiceAsync(releaser, $"/api/payment-batches/{batch}/release", () => Json(new { }));
        await ReusedAsync(releaser, $"/api/payment-batches/{batch + 1}/release", Json(new { }));

        var order = await db.PaymentOrders.SingleAsync(o => o.CaseId == 1);
        var answered = await TwiceAsync(preparer, "/api/bank-results", () => BankFile(order, "1000.00", service.Time.GetUtcNow()), "bank");
        Assert.Equal((1, false), (answered.GetProperty("settled").GetInt32(), answered.GetProperty("alreadyTakenIn").GetBoolean()));
        await ReusedAsync(preparer, "/api/bank-results", BankFile(order, "1000.01", service.Time.GetUtcNow()), "bank");

        // What was refused and changed nothing is judged anew.
        using (var nothing = await SendAsync(preparer, "/api/payment-batches/1/dissolve", Json(new { }), "again")) Assert.Equal("payment.batch-released", (await Problem.ReadAsync(nothing, HttpStatusCode.UnprocessableEntity)).Code);
        var second = (await TwiceAsync(preparer, "/api/payment-batches", () => Json(new { programme = CaseWorld.Hardship }), "other")).GetProperty("batch").GetProperty("id").GetInt64();
        await TwiceAsync(preparer, $"/api/payment-batches/{second}/dissolve", () => Json(new { }), "again");
    }

    private static async Task<JsonElement> TwiceAsync(HttpClient client, string path, Func<HttpContent> content, string key = "key")
    {
        using var first = await SendAsync(client, path, content(), key);
        using var second = await SendAsync(client, path, content(), key);
        var text = await first.Content.ReadAsStringAsync();
        Assert.True(first.StatusCode == HttpStatusCode.OK, text);
        Assert.Equal((first.StatusCode, first.Content.Headers.ContentType, text), (second.StatusCode, second.Content.Headers.ContentType, await second.Content.ReadAsStringAsync()));
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task ReusedAsync(HttpClient client, string path, HttpContent content, string key = "key")
    {
        using var response = await SendAsync(client, path, content, key);
        Assert.Equal("idempotency.key-reused", (await Problem.ReadAsync(response, HttpStatusCode.Conflict)).Code);
    }

    // Each account has keys of its own, so that every use case here may use the same.
    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, HttpContent content, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Idempotency-Key", path.Contains("objections", StringComparison.Ordinal) ? key + "-objection" : key);
        return await client.SendAsync(request);
    }

    private static JsonContent Json(object body) => JsonContent.Create(body);

    private static MultipartFormDataContent BankFile(PaymentOrder order, string amount, DateTimeOffset now) => new()
    {
        {
            new ByteArrayContent(Encoding.UTF8.GetBytes($"端到端编号|金额|结果|原因|日期时间\n{order.EndToEndId}|{amount}|成功||{ShanghaiTime.LocalDate(now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\n")),
            "file", "回单.txt"
        },
    };
}
