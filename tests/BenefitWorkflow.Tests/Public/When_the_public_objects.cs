using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Tests.Cases;
using BenefitWorkflow.Tests.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Public;

public sealed class When_the_public_objects
{
    private const string Said = "邻居都知道他家有两套房", Reach = "13900000000";

    [Fact]
    public async Task Should_take_it_without_sign_in_and_script_and_block_only_the_case_it_names()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        using (var form = await browser.GetAsync(scene.FormPath))
        {
            var page = await form.Content.ReadAsStringAsync();
            Assert.Contains("form-action 'self'", form.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(3, page.Split("<option value=\"").Length - 2);
        }
        var receipt = await scene.ReceiptAsync(browser, 2, Said, Reach);

        Assert.Equal(["notice", "reinvestigate", "notice"], [await scene.StepAsync(1), await scene.StepAsync(2), await scene.StepAsync(3)]);
        await using var db = Store(scene).Read();
        var objection = await db.Objections.SingleAsync();
        Assert.Equal((receipt, scene.Cases[1], Objection.Public), (objection.Number, objection.CaseId, objection.TakenDownBy));
        var protector = scene.Service.Services.GetRequiredService<Protector>();
        Assert.Equal((Said, Reach), (protector.Decrypt(objection.TextCipher), protector.Decrypt(objection.ContactCipher!)));
        // The reviewers are told of it in the same transaction, by the notice's number.
        Assert.Empty(await db.Notifications.Where(n => n.Zh.Contains(Said)).ToListAsync());
    }

    [Fact]
    public async Task Should_say_to_who_holds_the_receipt_only_state_and_answer_and_name_nobody()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        var receipt = await scene.ReceiptAsync(browser, 1, Said);
        var open = await browser.GetStringAsync("/objections/" + receipt);
        Assert.Contains("正在复核", open, StringComparison.Ordinal);

        // Whoever approved or prepared it may not decide, and an answer that names somebody is shown without the name and without numbers.
        var name = Frontline(1).Name;
        var answer = $"{name}名下仅一套，身份证 532301 19900101 0011 已核";
        RefusedAs("case.separation-of-duties", await DecideAsync(scene, Person(Approver.Id, Roles.Reviewer), answer));
        Applied(await DecideAsync(scene, SecondReviewer, answer));
        foreach (var page in new[] { await browser.GetStringAsync("/objections/" + receipt), await browser.GetStringAsync("/objections?receipt=" + receipt.ToLowerInvariant()), open })
        {
            foreach (var secret in new[] { name, WebUtility.HtmlEncode(name), Frontline(1).Unit, Said, "532301", "19900101" }) Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
        }
        var decided = await browser.GetStringAsync("/objections/" + receipt);
        Assert.Contains("异议不成立", decided, StringComparison.Ordinal);
        Assert.Contains("名下仅一套", decided, StringComparison.Ordinal);
        Assert.Contains("Dismissed", await browser.GetStringAsync("/objections/" + receipt + "?lang=en"), StringComparison.Ordinal);
        using var unknown = await browser.GetAsync("/objections/YY-GS-KNBF-2023-0001-1-AAAAAAAA");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Should_give_the_form_back_with_what_was_written_and_what_is_wrong()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        foreach (var (line, text, honest, says) in new[]
        {
            (9, Said, true, "请选择所要反映的公示行"), (1, " ", true, "请记录异议的内容"), (1, Said, false, "页面已过期"), (1, new string('长', RaiseObjections.MaximumText + 1), true, "最多 4000 字"),
        })
        {
            using var answer = await scene.ObjectAsync(browser, line, text, honest: honest);
            var page = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains(says, page, StringComparison.Ordinal);
            Assert.Contains(WebUtility.HtmlEncode(text), page, StringComparison.Ordinal);
        }
        await using var db = Store(scene).Read();
        Assert.Empty(await db.Objections.ToListAsync());
    }

    [Fact]
    public async Task Should_keep_repeats_beside_the_first_and_answer_all_of_them_with_one_decision()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        string[] receipts = [await scene.ReceiptAsync(browser, 1, Said), await scene.ReceiptAsync(browser, 1, "又一次"), await scene.ReceiptAsync(browser, 1, "第三次")];
        Assert.Equal(3, receipts.Distinct().Count());
        var (first, second) = ((await ObjectionAsync(scene, receipts[0])).Id, (await ObjectionAsync(scene, receipts[1])).Id);

        var reviewer = await scene.Service.AsAsync(Roles.Reviewer);
        Assert.Equal("notice.cannot-merge", (await Problem.PostAsync(reviewer, $"/api/objections/{first}/merge", new { into = first, reason = "重复" }, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Equal("notice.merge-reason", (await Problem.PostAsync(reviewer, $"/api/objections/{first}/merge", new { into = second, reason = " " }, HttpStatusCode.UnprocessableEntity)).Code);
        // The first itself is merged: one open objection always stays.
        using (var merged = await reviewer.PostAsJsonAsync($"/api/objections/{first}/merge", new { into = second, reason = "同一人重复提出" })) Assert.Equal(HttpStatusCode.NoContent, merged.StatusCode);
        Assert.Equal("notice.cannot-merge", (await Problem.PostAsync(reviewer, $"/api/objections/{first}/merge", new { into = second, reason = "重复" }, HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Equal("notice.cannot-merge", (await Problem.PostAsync(reviewer, $"/api/objections/{second}/merge", new { into = first, reason = "重复" }, HttpStatusCode.UnprocessableEntity)).Code);

        Applied(await DecideAsync(scene, SecondReviewer, "查无实据", "UpholdObjection"));
        Assert.Equal([ObjectionState.Merged, ObjectionState.Upheld, ObjectionState.Upheld], [(await ObjectionAsync(scene, receipts[0])).State, (await ObjectionAsync(scene, receipts[1])).State, (await ObjectionAsync(scene, receipts[2])).State]);
        foreach (var receipt in receipts) Assert.Contains("查无实据", await browser.GetStringAsync("/objections/" + receipt), StringComparison.Ordinal);
        // What was decided is not objected to again in the notice it left.
        using var late = await scene.ObjectAsync(browser, 1, "第四次");
        Assert.Contains("已不在公示中", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_let_nobody_who_handled_the_case_make_objections_against_it_disappear()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        var (a, b) = (await ObjectionAsync(scene, await scene.ReceiptAsync(browser, 1, Said)), await ObjectionAsync(scene, await scene.ReceiptAsync(browser, 1, Said)));
        var merge = new BenefitWorkflow.Notices.Objections.MergeObjections(Store(scene), scene.Service.Time);
        Assert.Equal("notice.merge-by-handler", (await merge.RunAsync(Approver, b.Id, new(a.Id, "重复"), default))?.Code);
        Assert.Equal("notice.merge-by-handler", (await merge.RunAsync(Caseworker, b.Id, new(a.Id, "重复"), default))?.Code);
        Assert.Null(await merge.RunAsync(SecondReviewer, b.Id, new(a.Id, "重复"), default));
    }

    [Fact]
    public async Task Should_limit_how_often_one_address_writes_and_how_often_it_looks_up()
    {
        await using var scene = await PublicScene.StartAsync(null, "--Public:ObjectionsPerAddress", "2", "--Public:LookUpsPerAddress", "3");
        var browser = scene.Service.Anonymous();
        for (var i = 0; i < 2; i++)
        {
            using var taken = await scene.ObjectAsync(browser, i + 1, Said);
            Assert.Equal(HttpStatusCode.Found, taken.StatusCode);
        }
        using (var third = await scene.ObjectAsync(browser, 3, Said))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, third.StatusCode);
            Assert.True(third.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            Assert.Contains("过于频繁", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal("notice", await scene.StepAsync(3));
        for (var i = 0; i < 3; i++) Assert.Contains("查询", await browser.GetStringAsync("/objections"), StringComparison.Ordinal);
        using var look = await browser.GetAsync("/objections");
        Assert.Equal(HttpStatusCode.TooManyRequests, look.StatusCode);
        // Reading notices is not limited by it.
        using var page = await browser.GetAsync("/notices/" + scene.Number);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Should_limit_how_many_a_notice_takes_from_all_addresses_and_how_many_a_line_gathers()
    {
        await using var scene = await PublicScene.StartAsync(null, "--Public:ObjectionsPerAddress", "1000", "--Public:ObjectionsPerNotice", "1");
        using (var first = await scene.ObjectAsync(scene.Service.Anonymous(), 1, Said)) Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        using (var second = await scene.ObjectAsync(scene.Service.Anonymous(), 2, Said)) Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);

        using var scope = scene.Service.Services.CreateScope();
        var raise = scope.ServiceProvider.GetRequiredService<RaiseObjections>();
        for (var i = 1; i < RaiseObjections.MaximumOpen; i++)
            Assert.NotNull((await raise.RunAsync(Actor.System, [new(scene.Number, scene.Cases[0], Said)], null, default, Objection.Public)).Rows[0].Number);
        Assert.Equal("notice.objections-full", (await raise.RunAsync(Actor.System, [new(scene.Number, scene.Cases[0], Said)], null, default, Objection.Public)).Rows[0].Outcome.Refusal?.Code);
    }

    [Fact]
    public async Task Should_be_gone_with_the_notice_while_the_receipt_stays()
    {
        await using var scene = await PublicScene.StartAsync();
        var browser = scene.Service.Anonymous();
        var receipt = await scene.ReceiptAsync(browser, 1, Said);
        scene.Service.Time.Advance(TimeSpan.FromDays(14));
        foreach (var path in new[] { scene.FormPath, $"/notices/{scene.Number}/sheet", $"/notices/{scene.Number}" })
        {
            using var gone = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        }
        using (var post = await browser.PostAsync(scene.FormPath, new FormUrlEncodedContent([new("line", "2"), new("text", Said)]))) Assert.Equal(HttpStatusCode.Gone, post.StatusCode);
        Assert.Contains("正在复核", await browser.GetStringAsync("/objections/" + receipt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_stand_in_a_register_that_names_nobody_and_says_nothing_of_what_was_said()
    {
        await using var scene = await PublicScene.StartAsync();
        var receipt = await scene.ReceiptAsync(scene.Service.Anonymous(), 1, Said, Reach);
        var auditor = await scene.Service.AsAsync(Roles.Auditor);
        var page = await auditor.GetStringAsync("/api/objections/register?page=true");
        Assert.Contains(receipt, page, StringComparison.Ordinal);
        Assert.Contains("公众网页", page, StringComparison.Ordinal);
        using var book = new ZipArchive(new MemoryStream(await auditor.GetByteArrayAsync("/api/objections/register")));
        using var reader = new StreamReader(book.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var sheet = await reader.ReadToEndAsync();
        Assert.Contains(receipt, sheet, StringComparison.Ordinal);
        foreach (var secret in new[] { Frontline(1).Name, Said, Reach }) Assert.DoesNotContain(secret, page + sheet, StringComparison.Ordinal);
        Assert.Equal("identity.role-required", (await Problem.ReadAsync(await (await scene.Service.AsAsync(Roles.Caseworker)).GetAsync("/api/objections/register"), HttpStatusCode.Forbidden)).Code);
    }

    private static BenefitStore Store(PublicScene scene) => scene.Service.Services.GetRequiredService<BenefitStore>();

    private static async Task<Objection> ObjectionAsync(PublicScene scene, string receipt)
    {
        await using var db = Store(scene).Read();
        return await db.Objections.SingleAsync(o => o.Number == receipt);
    }

    private static async Task<BenefitWorkflow.Cases.Execution.CaseOutcome> DecideAsync(PublicScene scene, Actor actor, string answer, string signal = "DismissObjection") =>
        (await scene.Executor.SignalAsync(new(actor, [new(scene.Cases[0], new(signal), Reason: answer)]), default))[0];
}
