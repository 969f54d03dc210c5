using System.Text.Json;
using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Demo;

/// <summary>
/// What the staff of one programme do on one day: everybody looks at what waits for them and acts on it. No script is kept. No act makes
/// work for itself, so one that was cut off half-way is simply done again and meets what it had left.
/// </summary>
/// <param name="carried">Batches whose files this process has carried to the bank; only saves asking for them again.</param>
internal sealed class DemoDay(DemoStaff staff, DemoRosters rosters, DemoBank bank, string programme, TimeProvider clock, ISet<long> carried, Action<string> say)
{
    /// <summary>In the order of the day. An objection is answered the day after it came, and a notice posted today is objected to tomorrow.</summary>
    public IReadOnlyList<Func<Task>> Acts =>
    [
        CompleteAsync, EnrolAsync, ReviewAsync, ApproveAsync, ReinvestigateAsync, ObjectAsync, PostNoticesAsync, CorrectAccountsAsync, SurveyAsync,
        PrepareBatchesAsync, ReleaseBatchesAsync, HandToBankAsync,
    ];

    public async Task<bool> AnyOpenAsync() =>
        (await staff.Caseworker.GetAsync($"/api/cases?programme={programme}&state=open&limit=1")).GetProperty("items").GetArrayLength() > 0;

    private Task<List<DemoCase>> WaitingAsync(string filter) => DemoCase.WaitingAsync(staff.Caseworker, programme, filter);

    private async Task PrepareBatchesAsync()
    {
        // At a larger scale what waits is more than one person may release at once.
        int? limit = rosters.Scale == 1 ? null : 240;
        while (await staff.Preparer.PostUnlessAsync("payment.nothing-to-pay", "/api/payment-batches", new { programme, limit }) is { } prepared)
        {
            var batch = prepared.GetProperty("batch");
            say($"批次 {batch.GetProperty("number").GetString()}：{batch.GetProperty("count").GetInt32()} 笔 {new Money(batch.GetProperty("totalFen").GetInt64())} 元 / batch prepared");
        }
    }

    private async Task ReleaseBatchesAsync()
    {
        foreach (var batch in await BatchesAsync("prepared"))
            await staff.Releaser.PostAsync($"/api/payment-batches/{batch}/release", new { });
    }

    private async Task HandToBankAsync()
    {
        foreach (var batch in (await BatchesAsync("released")).Where(batch => !carried.Contains(batch)))
        {
            foreach (var file in (await staff.Releaser.GetAsync($"/api/payment-batches/{batch}/files")).GetProperty("items").EnumerateArray())
            {
                if (bank.Knows(file.GetProperty("messageId").GetString()!)) continue;
                var bytes = await staff.Releaser.DownloadAsync($"/api/payment-files/{file.GetProperty("id").GetInt64()}/content");
                bank.Take(file.GetProperty("fileName").GetString()!, bytes, clock.GetUtcNow());
            }
            await staff.Preparer.PostAsync($"/api/payment-batches/{batch}/sent", new { });
            carried.Add(batch);
        }
    }

    private async Task<IReadOnlyList<long>> BatchesAsync(string state)
    {
        var batches = new List<long>();
        for (long? after = 0; after is not null;)
        {
            var page = await staff.Releaser.GetAsync($"/api/payment-batches?programme={programme}&state={state}&limit=1000&after={after}");
            batches.AddRange(page.GetProperty("items").EnumerateArray().Select(b => b.GetProperty("id").GetInt64()));
            after = page.GetProperty("next").ValueKind == JsonValueKind.Number ? page.GetProperty("next").GetInt64() : null;
        }
        return batches;
    }

    private async Task CompleteAsync()
    {
        var incomplete = await WaitingAsync("step=correct");
        foreach (var @case in incomplete)
        {
            // The missing paper comes: the application is sent again as it was, with every document the scheme asks for.
            var application = (await staff.Caseworker.GetAsync($"/api/cases/{@case.Id}")).GetProperty("application");
            var complete = application.Deserialize<Dictionary<string, JsonElement>>()!;
            complete["documents"] = JsonSerializer.SerializeToElement(await DocumentKeysAsync());
            await staff.Caseworker.ActAsync("/api/cases/resubmit", [new { caseId = @case.Id, application = complete }]);
        }
        if (incomplete.Count > 0) say($"补正材料 {incomplete.Count} 件 / corrected");
    }

    private async Task EnrolAsync()
    {
        var enrolled = (await WaitingAsync("step=enrolment")).ConvertAll(c => new { caseId = c.Id });
        if (enrolled.Count > 0) say($"确认入学 {await staff.Caseworker.ActAsync("/api/cases/confirm-enrolment", enrolled)} 人 / enrolment confirmed");
    }

    private async Task<IReadOnlyList<string>> DocumentKeysAsync() =>
        [.. (await staff.Caseworker.GetAsync($"/api/programmes/{programme}")).GetProperty("documents").EnumerateArray().Select(d => d.GetProperty("key").GetString()!)];

    private async Task ReviewAsync()
    {
        var cases = (await WaitingAsync("step=approve1&role=reviewer")).ConvertAll(c => new { caseId = c.Id, reason = "材料齐全，入户核实无误" });
        if (cases.Count > 0) say($"审核通过 {await staff.Reviewer.ActAsync("/api/cases/approve", cases)} 件 / reviewed");
    }

    private async Task ApproveAsync()
    {
        var cases = (await WaitingAsync("role=approver")).ConvertAll(c => new { caseId = c.Id, reason = "集体研究同意" });
        if (cases.Count > 0) say($"审批通过 {await staff.Approver.ActAsync("/api/cases/approve", cases)} 件 / approved");
    }

    private async Task PostNoticesAsync()
    {
        foreach (var scheme in (await WaitingAsync("step=notice&role=caseworker")).Select(c => c.Scheme).Distinct())
        {
            var answer = await staff.Caseworker.PostAsync("/api/notices", new { programme, scheme });
            var notice = answer.GetProperty("notice");
            say($"公示 {notice.GetProperty("number").GetString()}：{answer.GetProperty("applied").GetInt32()} 件，至 {notice.GetProperty("endsOn").GetString()} / notice posted");
        }
    }

    private async Task ObjectAsync()
    {
        foreach (var @case in (await WaitingAsync("step=notice&role=system")).Where(c => rosters.Of(c.Unit).Trouble is Trouble.ObjectionUpheld or Trouble.ObjectionDismissed))
        {
            var view = await staff.Caseworker.GetAsync($"/api/cases/{@case.Id}");
            if (view.GetProperty("history").EnumerateArray().Any(h => h.GetProperty("action").GetString() == "RaiseObjection")) continue;
            var number = view.GetProperty("notices").EnumerateArray().Last().GetProperty("number").GetString();
            await staff.Colleague.ActAsync("/api/objections", [new { noticeNumber = number, caseId = @case.Id, text = "群众反映该户情况与申报不符，请复查" }]);
            say($"收到异议：{number} / objection taken down");
        }
    }

    private async Task ReinvestigateAsync()
    {
        foreach (var @case in await WaitingAsync("step=reinvestigate"))
        {
            var upheld = rosters.Of(@case.Unit).Trouble == Trouble.ObjectionUpheld;
            await staff.SecondReviewer.ActAsync(upheld ? "/api/cases/uphold-objection" : "/api/cases/dismiss-objection",
                [new { caseId = @case.Id, reason = upheld ? "复查属实，取消资格" : "复查不属实，予以答复并重新公示" }]);
            say(upheld ? "异议成立 / objection upheld" : "异议不成立，重新公示 / objection dismissed");
        }
    }

    private async Task CorrectAccountsAsync()
    {
        var wrong = await WaitingAsync("step=account");
        if (wrong.Count == 0) return;
        await staff.Caseworker.ActAsync("/api/cases/correct-account", [.. wrong.Select(c => rosters.Of(c.Unit)).Zip(wrong, (who, c) => new
        {
            caseId = c.Id, bankName = "农村信用合作联社", account = rosters.CorrectedAccount(who), accountName = who.Cells[RosterField.Name], reason = "与本人核对后更正",
        })]);
        say($"更正账户并由他人确认 {await staff.Colleague.ActAsync("/api/cases/confirm-account", [.. wrong.Select(c => new { caseId = c.Id, reason = "已电话核实" })])} 件 / accounts corrected");
    }

    private async Task SurveyAsync()
    {
        // Some never answer: their survey lapses by its time limit.
        var answers = (await WaitingAsync("step=survey")).Where(c => DemoRosters.SeedOf(c.Unit) % 20 >= 3).Select(c => (Case: c, Mood: DemoRosters.SeedOf(c.Unit) % 20)).Select(a => new
        {
            caseId = a.Case.Id,
            satisfaction = a.Mood switch { 3 => "neutral", < 8 => "fairlySatisfied", _ => "satisfied" },
            improvement = a.Mood switch { 3 => "none", < 10 => "some", _ => "clear" },
        }).ToList();
        if (answers.Count > 0) say($"满意度回访 {await staff.Colleague.ActAsync("/api/cases/record-survey", answers)} 件 / surveyed");
    }
}
