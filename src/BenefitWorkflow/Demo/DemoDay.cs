using System.Text;
using System.Text.Json;
using BenefitWorkflow.Cases.Import;

namespace BenefitWorkflow.Demo;

/// <summary>
/// What the staff of one programme do on one day: everybody looks at what waits for them and acts on it. No script is kept,
/// so a day that was cut off is simply lived again.
/// </summary>
internal sealed class DemoDay(DemoStaff staff, DemoRosters rosters, BankSimulator bank, string programme, Action<string> say)
{
    public async Task<int> WorkAsync()
    {
        var waiting = await DemoCase.WaitingAsync(staff.Caseworker, programme);
        if (waiting.Count == 0) return 0;
        var done = await CompleteAsync(waiting) + await ApproveAsync(waiting) + await ObjectAsync(waiting);
        if (done > 0) waiting = await DemoCase.WaitingAsync(staff.Caseworker, programme);
        done += await PostNoticesAsync(waiting) + await CorrectAccountsAsync(waiting) + await SurveyAsync(waiting);
        return done;
    }

    /// <summary>Finance makes batches of what is ordered, and another releases them to the bank.</summary>
    public async Task PayAsync(DateTimeOffset now)
    {
        while (await staff.Preparer.PostUnlessAsync("payment.nothing-to-pay", "/api/payment-batches", new { programme }) is { } prepared)
        {
            var batch = prepared.GetProperty("batch");
            say($"批次 {batch.GetProperty("number").GetString()}：{batch.GetProperty("count").GetInt32()} 笔 {new Money(batch.GetProperty("totalFen").GetInt64())} 元 / batch prepared");
        }
        foreach (var batch in (await staff.Releaser.GetAsync($"/api/payment-batches?programme={programme}&state=prepared&limit=1000")).GetProperty("items").EnumerateArray())
            await staff.Releaser.PostAsync($"/api/payment-batches/{batch.GetProperty("id").GetInt64()}/release", new { });
        foreach (var batch in (await staff.Releaser.GetAsync($"/api/payment-batches?programme={programme}&state=released&limit=1000")).GetProperty("items").EnumerateArray())
        {
            var id = batch.GetProperty("id").GetInt64();
            if (!bank.Knows(id)) bank.Take(id, Gb18030.GetString(await staff.Releaser.DownloadAsync($"/api/payment-batches/{id}/file")), now);
        }
    }

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    private async Task<int> CompleteAsync(List<DemoCase> waiting)
    {
        var incomplete = waiting.Where(c => c.Step == "correct").ToList();
        foreach (var @case in incomplete)
        {
            // The missing paper comes: the application is sent again as it was, with every document the scheme asks for.
            var application = (await staff.Caseworker.GetAsync($"/api/cases/{@case.Id}")).GetProperty("application");
            var complete = application.Deserialize<Dictionary<string, JsonElement>>()!;
            complete["documents"] = JsonSerializer.SerializeToElement(await DocumentKeysAsync());
            await staff.Caseworker.ActAsync("/api/cases/resubmit", [new { caseId = @case.Id, application = complete }]);
        }
        if (incomplete.Count > 0) say($"补正材料 {incomplete.Count} 件 / corrected");

        var enrolled = waiting.Where(c => c.Step == "enrolment").Select(c => new { caseId = c.Id }).ToList();
        if (enrolled.Count > 0) say($"确认入学 {await staff.Caseworker.ActAsync("/api/cases/confirm-enrolment", enrolled)} 人 / enrolment confirmed");
        return incomplete.Count + enrolled.Count;
    }

    private async Task<IReadOnlyList<string>> DocumentKeysAsync() =>
        [.. (await staff.Caseworker.GetAsync($"/api/programmes/{programme}")).GetProperty("documents").EnumerateArray().Select(d => d.GetProperty("key").GetString()!)];

    private async Task<int> ApproveAsync(List<DemoCase> waiting)
    {
        var first = waiting.Where(c => c.Step == "approve1" && c.Role == "reviewer").Select(c => new { caseId = c.Id, reason = "材料齐全，入户核实无误" }).ToList();
        var last = waiting.Where(c => c.Role == "approver").Select(c => new { caseId = c.Id, reason = "集体研究同意" }).ToList();
        if (first.Count > 0) say($"审核通过 {await staff.Reviewer.ActAsync("/api/cases/approve", first)} 件 / reviewed");
        if (last.Count > 0) say($"审批通过 {await staff.Approver.ActAsync("/api/cases/approve", last)} 件 / approved");
        return first.Count + last.Count;
    }

    private async Task<int> PostNoticesAsync(List<DemoCase> waiting)
    {
        var toPost = waiting.Where(c => c.Step == "notice" && c.Role == "caseworker").ToList();
        foreach (var scheme in toPost.Select(c => c.Scheme).Distinct())
        {
            var answer = await staff.Caseworker.PostAsync("/api/notices", new { programme, scheme });
            var notice = answer.GetProperty("notice");
            say($"公示 {notice.GetProperty("number").GetString()}：{answer.GetProperty("applied").GetInt32()} 件，至 {notice.GetProperty("endsOn").GetString()} / notice posted");
        }
        return toPost.Count;
    }

    private async Task<int> ObjectAsync(List<DemoCase> waiting)
    {
        var done = 0;
        foreach (var @case in waiting.Where(c => c.Step == "notice" && c.Role == "system" && rosters.Of(c.Unit).Trouble is Trouble.ObjectionUpheld or Trouble.ObjectionDismissed))
        {
            var view = await staff.Caseworker.GetAsync($"/api/cases/{@case.Id}");
            if (view.GetProperty("history").EnumerateArray().Any(h => h.GetProperty("action").GetString() == "RaiseObjection")) continue;
            var number = view.GetProperty("notices").EnumerateArray().Last().GetProperty("number").GetString();
            await staff.Colleague.ActAsync("/api/objections", [new { noticeNumber = number, caseId = @case.Id, text = "群众反映该户情况与申报不符，请复查" }]);
            say($"收到异议：{number} / objection taken down");
            done++;
        }
        foreach (var @case in waiting.Where(c => c.Step == "reinvestigate"))
        {
            var upheld = rosters.Of(@case.Unit).Trouble == Trouble.ObjectionUpheld;
            await staff.SecondReviewer.ActAsync(upheld ? "/api/cases/uphold-objection" : "/api/cases/dismiss-objection",
                [new { caseId = @case.Id, reason = upheld ? "复查属实，取消资格" : "复查不属实，予以答复并重新公示" }]);
            say(upheld ? "异议成立 / objection upheld" : "异议不成立，重新公示 / objection dismissed");
            done++;
        }
        return done;
    }

    private async Task<int> CorrectAccountsAsync(List<DemoCase> waiting)
    {
        var wrong = waiting.Where(c => c.Step == "account").ToList();
        if (wrong.Count == 0) return 0;
        await staff.Caseworker.ActAsync("/api/cases/correct-account", [.. wrong.Select(c => rosters.Of(c.Unit)).Zip(wrong, (who, c) => new
        {
            caseId = c.Id, bankName = "农村信用合作联社", account = rosters.CorrectedAccount(who), accountName = who.Cells[RosterField.Name], reason = "与本人核对后更正",
        })]);
        say($"更正账户并由他人确认 {await staff.Colleague.ActAsync("/api/cases/confirm-account", [.. wrong.Select(c => new { caseId = c.Id, reason = "已电话核实" })])} 件 / accounts corrected");
        return wrong.Count;
    }

    private async Task<int> SurveyAsync(List<DemoCase> waiting)
    {
        // Some never answer: their survey lapses by its time limit.
        var answers = waiting.Where(c => c.Step == "survey" && DemoRosters.SeedOf(c.Unit) % 20 >= 3).Select(c => (Case: c, Mood: DemoRosters.SeedOf(c.Unit) % 20)).Select(a => new
        {
            caseId = a.Case.Id,
            satisfaction = a.Mood switch { 3 => "neutral", < 8 => "fairlySatisfied", _ => "satisfied" },
            improvement = a.Mood switch { 3 => "none", < 10 => "some", _ => "clear" },
        }).ToList();
        if (answers.Count > 0) say($"满意度回访 {await staff.Colleague.ActAsync("/api/cases/record-survey", answers)} 件 / surveyed");
        return answers.Count;
    }
}
