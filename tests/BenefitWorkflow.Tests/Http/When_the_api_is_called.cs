using System.Net;
using System.Net.Http.Json;
using System.Text;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Http.TestService;

namespace BenefitWorkflow.Tests.Http;

public sealed class When_the_api_is_called
{
    [Fact]
    public async Task Should_refuse_strangers_wrong_roles_and_malformed_requests_with_a_code()
    {
        await using var service = await StartAsync();
        await RefusedAsync("identity.sign-in-required", 401, await service.Anonymous.GetAsync("/api/cases"));
        var caseworker = await service.AsAsync(Roles.Caseworker);
        await RefusedAsync("identity.role-required", 403, await caseworker.PostAsJsonAsync("/api/cases/approve", new { items = new[] { new { caseId = 1 } } }));
        await RefusedAsync("request.malformed", 400, await caseworker.PostAsync("/api/cases", new StringContent("{\"items\":[{", Encoding.UTF8, "application/json")));
        await RefusedAsync("request.malformed", 400, await caseworker.PostAsync("/api/cases", new StringContent("{\"items\":[{\"programme\":5}]}", Encoding.UTF8, "application/json")));
        await RefusedAsync("request.empty", 400, await caseworker.PostAsJsonAsync("/api/cases", new { items = Array.Empty<object>() }));
        await RefusedAsync("request.limit", 400, await caseworker.GetAsync("/api/cases?limit=0"));
        await RefusedAsync("request.unknown-state", 400, await caseworker.GetAsync("/api/cases?state=nowhere"));
        await RefusedAsync("case.not-found", 404, await caseworker.GetAsync("/api/cases/77"));
    }

    [Fact]
    public async Task Should_open_approve_and_page_cases_and_show_one_with_masked_data()
    {
        await using var service = await StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        var people = Enumerable.Range(1, 5).Select(CaseWorld.Frontline).ToList();
        var opened = await JsonAsync(await caseworker.PostAsJsonAsync("/api/cases", new { items = people.Select(Item) }));
        Assert.Equal(5, opened.GetProperty("applied").GetInt32());
        var ids = opened.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("caseId").GetInt64()).ToList();
        var approved = await JsonAsync(await (await service.AsAsync(Roles.Approver)).PostAsJsonAsync("/api/cases/approve", new { items = ids.Select(id => new { caseId = id, version = id == ids[0] ? 9 : 1 }) }));
        Assert.Equal((4, 1), (approved.GetProperty("applied").GetInt32(), approved.GetProperty("refused").GetInt32()));
        Assert.Equal("case.stale-version", approved.GetProperty("results")[0].GetProperty("code").GetString());

        var page = await JsonAsync(await caseworker.GetAsync("/api/cases?programme=hardship-assistance&step=notice&limit=3"));
        Assert.Equal(ids[1..4], page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()));
        var rest = await JsonAsync(await caseworker.GetAsync($"/api/cases?programme=hardship-assistance&step=notice&limit=3&after={page.GetProperty("next").GetInt64()}"));
        Assert.Equal(ids[4..], rest.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetInt64()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, rest.GetProperty("next").ValueKind);

        var text = await caseworker.GetStringAsync($"/api/cases/{ids[1]}");
        Assert.DoesNotContain(people[1].IdNumber, text, StringComparison.Ordinal);
        Assert.DoesNotContain(people[1].Account!, text, StringComparison.Ordinal);
        Assert.DoesNotContain(people[1].Phone!, text, StringComparison.Ordinal);
        Assert.Contains("\"verdict\":\"Eligible\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_answer_a_repeated_key_the_same_and_another_content_with_conflict()
    {
        await using var service = await StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        Assert.Equal(await Post(1), await Post(1));
        await RefusedAsync("idempotency.key-reused", 409, await Send(2));

        async Task<string> Post(int seed) => await (await Send(seed)).Content.ReadAsStringAsync();

        Task<HttpResponseMessage> Send(int seed)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/cases") { Content = JsonContent.Create(new { items = new[] { Item(CaseWorld.Frontline(seed)) } }) };
            request.Headers.Add("Idempotency-Key", "same");
            return caseworker.SendAsync(request);
        }
    }

    [Fact]
    public async Task Should_keep_personal_data_out_of_history_events_and_the_database_s_plain_text()
    {
        await using var service = await StartAsync();
        var person = CaseWorld.Frontline(4711);
        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { Item(person) } });
        await using (var db = service.App.Services.GetRequiredService<BenefitStore>().Read())
        {
            Assert.Equal(1, await db.Outbox.CountAsync());
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        var bytes = await File.ReadAllBytesAsync(Path.Combine(service.Folder, StoreSetup.DatabaseFile));
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(person.Unit)) > 0);
        foreach (var secret in new[] { person.IdNumber, person.Phone!, person.Account! })
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0);
    }

    [Fact]
    public async Task Should_find_a_beneficiary_by_number_and_open_nothing_payable_for_one_who_has_died()
    {
        await using var service = await StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        var person = CaseWorld.Frontline(12);
        await RefusedAsync("beneficiary.not-found", 404, await caseworker.PostAsJsonAsync("/api/beneficiaries/search", new { idNumber = person.IdNumber }));
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { Item(person) } });
        var found = await caseworker.PostAsJsonAsync("/api/beneficiaries/search", new { idNumber = person.IdNumber });
        Assert.Equal(1, (await JsonAsync(found)).GetProperty("cases").GetArrayLength());
        Assert.DoesNotContain(person.IdNumber, await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var died = await JsonAsync(await caseworker.PostAsJsonAsync("/api/beneficiaries/status", new { items = new[] { new { idNumber = person.IdNumber, status = "deceased" } } }));
        Assert.Equal(1, died.GetProperty("applied").GetInt32());
        var again = CaseWorld.Applicant(12, CaseWorld.Spring, "duty-post", new() { Documents = ["duty-roster"], DutyPost = "值守", OverlapReason = "不同" });
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { Item(again) } });
        var closed = await JsonAsync(await caseworker.GetAsync("/api/cases?programme=spring-festival-warmth&state=closed&result=ineligible"));
        Assert.Equal(1, closed.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Should_show_cases_to_who_works_on_them_or_watches_and_to_nobody_else()
    {
        await using var service = await StartAsync();
        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { Item(CaseWorld.Frontline(1)) } });
        foreach (var role in Roles.Assignable)
        foreach (var path in new[] { "/api/cases", "/api/cases/1" })
        {
            var answer = await (await service.AsAsync(role)).GetAsync(path);
            Assert.Equal(role is Roles.FinanceSystem or Roles.Administrator ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Should_refuse_a_ceiling_or_document_number_beyond_all_measure_and_go_on_approving()
    {
        await using var service = await StartAsync();
        var administrator = await service.AsAsync(Roles.Administrator);
        await RefusedAsync("budget.ceiling-out-of-range", 422, await Adjust(long.MaxValue, "滇工发〔2023〕1号"));
        await RefusedAsync("budget.ceiling-out-of-range", 422, await Adjust(AdjustBudget.MaximumFen + 1, "滇工发〔2023〕1号"));
        await RefusedAsync("budget.ceiling-out-of-range", 422, await Adjust(-1, "滇工发〔2023〕1号"));
        await RefusedAsync("budget.document-too-long", 422, await Adjust(AdjustBudget.MaximumFen, new string('号', AdjustBudget.MaximumDocumentLength + 1)));
        foreach (var source in service.App.Services.GetRequiredService<ProgrammeCatalog>().Find(CaseWorld.Hardship)!.FundingSources)
        {
            var proposed = await JsonAsync(await administrator.PostAsJsonAsync("/api/budgets/adjustments", new { programme = CaseWorld.Hardship, source = source.Key, toFen = AdjustBudget.MaximumFen, documentNumber = "滇工发〔2023〕1号" }));
            var approve = $"/api/budgets/adjustments/{proposed.GetProperty("id").GetInt64()}/approve";
            await RefusedAsync("budget.second-person", 422, await administrator.PostAsync(approve, null));
            var decided = await JsonAsync(await (await service.AsAsync(Roles.FinanceReleaser)).PostAsync(approve, null));
            Assert.Equal("approved", decided.GetProperty("state").GetString());
        }

        await (await service.AsAsync(Roles.Caseworker)).PostAsJsonAsync("/api/cases", new { items = new[] { Item(CaseWorld.Frontline(1)) } });
        var approved = await JsonAsync(await (await service.AsAsync(Roles.Approver)).PostAsJsonAsync("/api/cases/approve", new { items = new[] { new { caseId = 1 } } }));
        Assert.Equal(1, approved.GetProperty("applied").GetInt32());

        Task<HttpResponseMessage> Adjust(long toFen, string documentNumber) => administrator.PostAsJsonAsync("/api/budgets/adjustments", new
        {
            programme = CaseWorld.Hardship, source = service.App.Services.GetRequiredService<ProgrammeCatalog>().Find(CaseWorld.Hardship)!.FundingSources[0].Key, toFen, documentNumber,
        });
    }

    [Fact]
    public async Task Should_know_an_unknown_programme_by_one_code_everywhere()
    {
        await using var service = await StartAsync();
        var (caseworker, preparer, administrator) = (await service.AsAsync(Roles.Caseworker), await service.AsAsync(Roles.FinancePreparer), await service.AsAsync(Roles.Administrator));
        await RefusedAsync("programme.not-found", 404, await caseworker.GetAsync("/api/programmes/nothing"));
        await RefusedAsync("programme.not-found", 404, await caseworker.GetAsync("/api/programmes/nothing/evaluation"));
        using var form = new MultipartFormDataContent { { new StringContent("姓名\n"), "file", "r.csv" } };
        await RefusedAsync("programme.not-found", 422, await caseworker.PostAsync("/api/imports?programme=nothing", form));
        await RefusedAsync("programme.not-found", 422, await preparer.PostAsJsonAsync("/api/payment-batches", new { programme = "nothing" }));
        await RefusedAsync("programme.not-found", 422, await administrator.PostAsJsonAsync("/api/budgets/adjustments", new { programme = "nothing", source = "s", toFen = 1, documentNumber = "1" }));
    }

    [Fact]
    public async Task Should_describe_itself_and_be_healthy()
    {
        await using var service = await StartAsync();
        Assert.Contains("/api/cases/approve", await service.Anonymous.GetStringAsync("/openapi/v1.json"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await service.Anonymous.GetAsync("/scalar/")).StatusCode);
        Assert.Equal("Healthy", await service.Anonymous.GetStringAsync("/health"));
    }

    internal static object Item(BenefitWorkflow.Cases.Execution.NewCase c) => new
    {
        programme = c.ProgrammeKey, scheme = c.SchemeKey, name = c.Name, idNumber = c.IdNumber, phone = c.Phone, unit = c.Unit, bankName = c.BankName, account = c.Account, application = c.Application,
    };
}

public sealed class When_the_service_starts
{
    [Fact]
    public async Task Should_lead_an_empty_service_to_its_set_up_once()
    {
        await using var service = await StartAsync();
        var first = service.App.Services.GetRequiredService<FirstRun>();
        var token = await first.BeginAsync(default);
        Assert.NotNull(token);
        Assert.Equal("/setup", (await service.Anonymous.GetAsync("/notices")).Headers.Location?.ToString());
        Assert.Equal("setup.wrong-token", (await first.CompleteAsync("guess", "admin", "long enough 1", default))!.Code);
        Assert.Equal("account.password-short", (await first.CompleteAsync(token, "admin", "short", default))!.Code);
        Assert.Null(await first.CompleteAsync(token, "admin", "long enough 1", default));
        Assert.Equal("setup.done", (await first.CompleteAsync(token, "other", "long enough 1", default))!.Code);
        var accounts = service.App.Services.GetRequiredService<AccountStore>();
        Assert.NotNull((await accounts.SignInAsync("admin", "long enough 1", default)).Account);
        for (var i = 0; i < 5; i++) Assert.Equal("identity.wrong-password", (await accounts.SignInAsync("admin", "wrong", default)).Refusal!.Code);
        Assert.Equal("identity.locked", (await accounts.SignInAsync("admin", "long enough 1", default)).Refusal!.Code);
        service.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull((await accounts.SignInAsync("admin", "long enough 1", default)).Account);
    }

    [Fact]
    public async Task Should_refuse_a_definition_that_changed_under_a_released_version()
    {
        await using var service = await StartAsync();
        await using (var transaction = await service.App.Services.GetRequiredService<BenefitStore>().BeginWriteAsync(default))
        {
            await transaction.Db.Database.ExecuteSqlRawAsync("UPDATE released_versions SET hash = 'other' WHERE kind = 'definition' AND key = 'golden-autumn'");
            await transaction.CommitAsync(default);
        }
        var refused = await Assert.ThrowsAsync<DefinitionsRefusedException>(() => service.App.PrepareAsync(default));
        Assert.Equal("definition.changed", Assert.Single(refused.Problems).Code);
    }

    [Fact]
    public void Should_refuse_a_malformed_definition_with_its_file_and_start_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("bw-definitions-").FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows", "hardship-assistance")))
        {
            Directory.CreateDirectory(Path.Combine(folder, "hardship-assistance"));
            File.WriteAllText(Path.Combine(folder, "hardship-assistance", Path.GetFileName(file)), File.ReadAllText(file).Replace("BenefitWorkflow.ReserveBudget", "BenefitWorkflow.Magic", StringComparison.Ordinal));
        }
        var refused = Assert.Throws<DefinitionsRefusedException>(() => ServiceHost.Build(["--Programmes:Folder", folder, "--Data:Folder", Path.Combine(folder, "data")]));
        Assert.Contains(refused.Problems, p => p.File.EndsWith("process.v1.json", StringComparison.Ordinal) && p.ActivityId == "reserve");
        Assert.False(Directory.Exists(Path.Combine(folder, "data")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Should_refuse_a_database_whose_key_ring_is_gone()
    {
        await using var service = await StartAsync();
        var keys = Path.Combine(service.Folder, StoreSetup.KeyFile);
        File.Move(keys, keys + ".away");
        Assert.Throws<InvalidDataException>(() => ServiceHost.Build(["--Data:Folder", service.Folder]));
    }

    [Fact]
    public async Task Should_have_a_migration_for_all_of_its_model()
    {
        await using var service = await StartAsync();
        await using var db = service.App.Services.GetRequiredService<BenefitStore>().Read();
        Assert.False(db.Database.HasPendingModelChanges());
    }
}
