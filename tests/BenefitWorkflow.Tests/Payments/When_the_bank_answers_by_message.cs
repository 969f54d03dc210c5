using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Tests.Cases;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;
using static BenefitWorkflow.Tests.Payments.BankAnswerFiles;

namespace BenefitWorkflow.Tests.Payments;

[Trait("Store", "Every")]
public sealed class When_the_bank_answers_by_message
{
    [Fact]
    public async Task Should_settle_each_transaction_alone_and_take_what_is_not_the_last_word_for_what_it_is()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(5);
        var report = await world.AnswerAsync(Pain002(
            Status(orders[0].EndToEndId, "ACSC", yuan: "1000.00") + Status(orders[1].EndToEndId, "RJCT", "AC04") + Status(orders[2].EndToEndId, "ACSP") + Status(orders[3].EndToEndId, "RJCT", "AM05")
            + Status(orders[4].EndToEndId, "ACSC", yuan: "1000.01") + Status("X-1", "ACSC"), created: world.BankTime()));
        Assert.Equal([PaymentState.Settled, PaymentState.Failed, PaymentState.Sent, PaymentState.Unknown, PaymentState.Released], await world.StatesAsync(orders));
        Assert.Equal([null, null, null, "payment.duplicate-rejection", "payment.amount-mismatch", "payment.unknown-order"], report.Rows.Select(r => r.Code));
        Assert.Equal((1, 1, 0, 2, 1, 6), (report.Settled, report.Failed, report.Returned, report.Refused, report.Noted, report.Total));
        // A duplicate leads to an inquiry and never to a new payment: its case has not moved on.
        Assert.Equal("bank", (await world.CaseAsync(orders[3].CaseId)).Step);
        await using var db = world.Store.Read();
        Assert.Equal(new { Kind = BankAlertKind.DuplicateRejection, Subject = orders[3].EndToEndId }, await db.BankAlerts.Select(a => new { a.Kind, a.Subject }).SingleAsync());
        await world.AccountsAsync();
    }

    [Fact]
    public async Task Should_fail_every_payment_of_a_file_that_the_bank_rejects_and_the_file_with_them()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(3);
        var report = await world.AnswerAsync(Pain002("", group: "RJCT", reason: "<StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf>", created: world.BankTime()));
        Assert.Equal((3, 3), (report.Failed, report.Total));
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Failed, state));
        await using var db = world.Store.Read();
        Assert.Equal(new { State = PaymentFileState.Refused, ReasonCode = (string?)"FF01" }, await db.PaymentFiles.Select(f => new { f.State, f.ReasonCode }).SingleAsync());
    }

    [Fact]
    public async Task Should_make_a_file_unknown_that_the_bank_calls_a_duplicate()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(2);
        await world.AnswerAsync(Pain002("", group: "RJCT", reason: "<StsRsnInf><Rsn><Cd>AM05</Cd></Rsn></StsRsnInf>", created: world.BankTime()));
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Unknown, state));
        await using (var db = world.Store.Read()) Assert.Equal(PaymentFileState.Unknown, await db.PaymentFiles.Select(f => f.State).SingleAsync());
        // The statement has the last word, also on what nobody knew.
        var day = world.BankDay();
        var report = await world.AnswerAsync(Camt053(Entry("1000.00", false, Details(orders[0].EndToEndId), day) + Entry("1000.00", false, Details(orders[1].EndToEndId), day), opening: "5000.00", closing: "3000.00"));
        Assert.Equal(2, report.Settled);
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Settled, state));
    }

    [Fact]
    public async Task Should_refuse_a_whole_file_of_another_total_or_of_nobody()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(2);
        var sum = (string file, string yuan) => Entry(yuan, false, $"<Btch><MsgId>{file}</MsgId></Btch>", world.BankDay());
        var report = await world.AnswerAsync(Camt054(sum("PB-KNBF-2023-0001", "2000.01") + sum("PB-KNBF-2023-0009", "2000.00")));
        Assert.Equal(["payment.unknown-file", "payment.unknown-file"], report.Rows.Select(r => r.Code));
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Released, state));
        Assert.Equal(2, (await world.AnswerAsync(Camt054(sum("PB-KNBF-2023-0001", "2000.00"), id: "NTF-2"))).Settled);
    }

    [Fact]
    public async Task Should_book_a_return_of_which_only_the_end_was_told_as_credit_and_return()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(2);
        var day = world.BankDay();
        var xml = Camt054(Entry("1000.00", true, Details(orders[0].EndToEndId, returned: "AC04"), day)
            + Entry("1000.00", true, Details(orders[1].EndToEndId, returned: "BE01"), day) + Entry("1000.00", false, Details(orders[1].EndToEndId), day));
        var report = await world.AnswerAsync(xml);
        Assert.Equal((1, 2, 0), (report.Settled, report.Returned, report.Refused));
        Assert.All(await world.StatesAsync(orders), state => Assert.Equal(PaymentState.Returned, state));
        Assert.Equal("account", (await world.CaseAsync(orders[0].CaseId)).Step);
        await world.AccountsAsync();
        Assert.True((await world.AnswerAsync(xml)).AlreadyTakenIn);
    }

    [Fact]
    public async Task Should_keep_a_statement_with_its_balances_and_know_what_was_told_before()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(2);
        await world.AnswerAsync(Pain002(Status(orders[0].EndToEndId, "ACSC") + Status(orders[1].EndToEndId, "RJCT", "AC01"), created: world.BankTime()));
        var day = world.BankDay();
        var report = await world.AnswerAsync(Camt053(
            Entry("1000.00", false, Details(orders[0].EndToEndId), day) + Entry("1000.00", false, Details(orders[1].EndToEndId), day) + Entry("50.00", true, "", day), opening: "3000.00", closing: "1050.00"));
        // Known; a debit for what the bank had refused; a deposit of somebody else's.
        Assert.Equal([("noted", "payment.already-settled"), ("refused", "payment.state-mismatch"), ("noted", "payment.not-ours")], report.Rows.Select(r => (r.Status, r.Code)));
        await using var db = world.Store.Read();
        var statement = await db.BankStatements.SingleAsync();
        Assert.Equal((300_000L, 105_000L, 5_000L, 200_000L, 3, "1234"), (statement.OpeningFen!.Value, statement.ClosingFen!.Value, statement.CreditFen, statement.DebitFen, statement.Entries, statement.AccountEnd));
        Assert.Equal(BankAlertKind.PaidAfterRefusal, (await db.BankAlerts.SingleAsync()).Kind);
    }

    // Promise 5.
    [Fact]
    public async Task Should_change_nothing_where_the_same_file_comes_twice_at_once()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(8);
        var xml = Pain002(string.Concat(orders.Select((o, i) => Status(o.EndToEndId, i % 2 == 0 ? "ACSC" : "RJCT", i % 2 == 0 ? null : "AC01"))), created: world.BankTime());
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.BankAnswersAsync(xml))));
        Assert.All(answers, a => Assert.Equal((4, 4, 0), (a.Report!.Settled, a.Report.Failed, a.Report.Refused)));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? PaymentState.Settled : PaymentState.Failed), await world.StatesAsync(orders));
        await using var db = world.Store.Read();
        var told = await db.History.Where(h => h.Action == "SettlePayment" || h.Action == "FailPayment").CountAsync();
        Assert.Equal((1, 8, 8), (await db.BankResultFiles.CountAsync(), await db.BankResultLines.CountAsync(), told));
        await world.AccountsAsync();
    }

    // Promise 6.
    [Fact]
    public async Task Should_refuse_and_flag_a_message_id_that_comes_again_with_one_amount_changed()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(2);
        var at = world.BankTime();
        var first = Pain002(Status(orders[0].EndToEndId, "ACSC", yuan: "1000.00"), created: at);
        Assert.Equal(1, (await world.AnswerAsync(first)).Settled);
        var other = Pain002(Status(orders[0].EndToEndId, "ACSC", yuan: "1000.01") + Status(orders[1].EndToEndId, "RJCT", "AC04", "1000.00"), created: at);
        foreach (var _ in (int[])[1, 2]) Assert.Equal("bank-answer.message-id-reused", (await world.BankAnswersAsync(other)).Refusal?.Code);
        Assert.Equal([PaymentState.Settled, PaymentState.Released], await world.StatesAsync(orders));
        await using var db = world.Store.Read();
        var alert = await db.BankAlerts.SingleAsync();
        Assert.Equal((BankAlertKind.MessageIdReused, "BANK-1", (DateTimeOffset?)null), (alert.Kind, alert.Subject, alert.SettledAt));
        // The first one again is still known.
        Assert.True((await world.AnswerAsync(first)).AlreadyTakenIn);
    }

    // Promise 7: mixes from 1 to 99 %, rows of every kind between the good ones.
    [Fact]
    public async Task Should_settle_each_row_of_any_mix_alone_and_tell_of_every_other()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(40);
        var at = world.BankTime();
        var random = new Random(20230301);
        var (expected, rows, codes) = (orders.ConvertAll(_ => PaymentState.Released), new List<string>(), new List<string?>());
        for (var i = 0; i < orders.Count; i++)
        {
            var id = orders[i].EndToEndId;
            switch (random.Next(8))
            {
                case 0 or 1: Add(Status(id, "ACSC", yuan: "1000.00"), null); expected[i] = PaymentState.Settled; break;
                case 2: Add(Status(id, "RJCT", "AC01"), null); expected[i] = PaymentState.Failed; break;
                case 3: Add(Status(id, "ACSC", yuan: "999.99"), "payment.amount-mismatch"); break;
                case 4: Add(Status(id, "ACSC", at: "2999-01-01T00:00:00Z"), "payment.future-date"); break;
                case 5: Add(Status("Z" + id, "ACSC"), "payment.unknown-order"); break;
                case 6: Add(Status(id, "ACSC"), null); Add(Status(id, "ACSC"), "payment.duplicate-row"); expected[i] = PaymentState.Settled; break;
                default: Add(Status(id, "ACSC"), "payment.conflicting-rows"); Add(Status(id, "RJCT", "AC01"), "payment.conflicting-rows"); break;
            }
        }
        var report = await world.AnswerAsync(Pain002(string.Concat(rows), created: at));
        Assert.Equal(codes, report.Rows.Select(r => r.Code));
        Assert.Equal(expected, await world.StatesAsync(orders));
        await world.AccountsAsync();

        void Add(string row, string? code)
        {
            rows.Add(row);
            codes.Add(code);
        }
    }

    [Fact]
    public async Task Should_pay_anew_once_the_bank_has_told_which_of_two_contradicting_rows_is_true()
    {
        await using var world = await CreateAsync();
        var order = (await world.ReleasedAsync(1))[0];
        var both = await world.AnswerAsync(Pain002(Status(order.EndToEndId, "ACSC") + Status(order.EndToEndId, "RJCT", "AC01"), created: world.BankTime()));
        Assert.Equal(2, both.Refused);
        Assert.Equal(1, (await world.AnswerAsync(Pain002(Status(order.EndToEndId, "RJCT", "AC01"), "BANK-2", created: world.BankTime()))).Failed);
        await world.AnewAsync(order.CaseId);
        // Until a second person has looked at the row that calls it credited.
        Assert.Equal("payment.bank-has-paid", Assert.Single((await world.PrepareBatch.RunAsync(Preparer, new PrepareBatchRequest(Hardship), null, default)).Checks).Code);
        Assert.Null(await new SettleRow(world.Store, world.Executor, world.Sending, world.Time).RunAsync(Releaser, both.FileId, 1, adopt: false, "银行确认付款失败", default));
        Assert.Equal(1, (await world.PreparedAsync()).Count);
    }

    // Promise 21: a file that breaks in its last line moves nothing of what stands before.
    [Fact]
    public async Task Should_take_nothing_in_of_a_file_that_is_cut_off_or_hostile_behind_good_rows()
    {
        await using var world = await CreateAsync();
        var orders = await world.ReleasedAsync(1);
        var good = Pain002(Status(orders[0].EndToEndId, "ACSC"), created: world.BankTime());
        foreach (var bad in (string[])[good[..^20], good.Replace("</CstmrPmtStsRpt>", "<Bad/></CstmrPmtStsRpt>", StringComparison.Ordinal), good.Replace("</CstmrPmtStsRpt>", "<![CDATA[x]]></CstmrPmtStsRpt>", StringComparison.Ordinal)])
            Assert.NotNull((await world.BankAnswersAsync(bad)).Refusal);
        Assert.Equal([PaymentState.Released], await world.StatesAsync(orders));
        await using var db = world.Store.Read();
        Assert.Equal((0, 0), (await db.BankResultFiles.CountAsync(), await db.BankResultLines.CountAsync()));
    }
}
