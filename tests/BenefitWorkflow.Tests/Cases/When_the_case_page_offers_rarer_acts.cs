using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Tests.Http;
using static BenefitWorkflow.Tests.Http.TestService;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>Pauses and rechecks stand on the case's page for whoever may do them, and what became of them for all who read it.</summary>
public sealed class When_the_case_page_offers_rarer_acts
{
    [Fact]
    public async Task Should_offer_the_clock_to_the_supervisor_and_the_recheck_to_auditor_and_reviewer()
    {
        await using var service = await RunningService.StartAsync();
        var caseworker = await service.AsAsync(Roles.Caseworker);
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(CaseWorld.Frontline(1)) } });
        var (supervisor, auditor) = (await service.AsAsync(Roles.Supervisor), await service.AsAsync(Roles.Auditor));
        foreach (var (client, pauses, rechecks) in ((HttpClient, bool, bool)[])[(caseworker, false, false), (supervisor, true, false), (auditor, false, true), (await service.AsAsync(Roles.Reviewer), false, true), (await service.AsAsync(Roles.FinancePreparer), false, false)])
        {
            var page = await PageAsync(client);
            Assert.Equal((pauses, rechecks), (page.Contains("暂停计时", StringComparison.Ordinal), page.Contains("复核认定", StringComparison.Ordinal)));
        }

        await supervisor.PostAsJsonAsync("/api/deadlines/pause", new { items = new[] { new { caseId = 1, reason = "forceMajeure" } } });
        await auditor.PostAsJsonAsync("/api/rechecks", new { items = new[] { new { caseId = 1, correct = false, errorKind = "income" } } });
        Assert.Contains("恢复计时", await PageAsync(supervisor), StringComparison.Ordinal);
        Assert.Contains("复核：认定有误（收入）", await PageAsync(caseworker), StringComparison.Ordinal);
        Assert.DoesNotContain("复核认定", await PageAsync(auditor), StringComparison.Ordinal);
    }

    /// <summary>What the page of a beneficiary and the API tell of somebody.</summary>
    [Fact]
    public async Task Should_tell_of_a_beneficiary_who_moved_them_to_which_household_and_whose_cases_are_there()
    {
        await using var service = await RunningService.StartAsync();
        var (caseworker, reviewer) = (await service.AsAsync(Roles.Caseworker), await service.AsAsync(Roles.Reviewer));
        var (one, two) = (CaseWorld.Frontline(1), CaseWorld.Frontline(2));
        await caseworker.PostAsJsonAsync("/api/cases", new { items = new[] { When_the_api_is_called.Item(one), When_the_api_is_called.Item(two) } });
        using (var moved = await reviewer.PostAsJsonAsync("/api/beneficiaries/household", new { idNumber = one.IdNumber, headIdNumber = two.IdNumber, reason = "结婚" })) Assert.Equal(HttpStatusCode.NoContent, moved.StatusCode);

        var found = await JsonAsync(await reviewer.PostAsJsonAsync("/api/beneficiaries/search", new { idNumber = one.IdNumber }));
        var move = Assert.Single(found.GetProperty("moves").EnumerateArray());
        Assert.Equal(("reviewer", "结婚", found.GetProperty("householdId").GetInt64()), (move.GetProperty("by").GetString(), move.GetProperty("reason").GetString(), move.GetProperty("toHouseholdId").GetInt64()));
        Assert.Equal([true, false], found.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("own").GetBoolean()));
        Assert.DoesNotContain(one.IdNumber, found.GetRawText(), StringComparison.Ordinal);
        using var finance = await (await service.AsAsync(Roles.FinancePreparer)).GetAsync("/beneficiaries");
        Assert.Equal(HttpStatusCode.Forbidden, finance.StatusCode);
    }

    private static async Task<string> PageAsync(HttpClient client) => WebUtility.HtmlDecode(await client.GetStringAsync("/cases/1"));
}
