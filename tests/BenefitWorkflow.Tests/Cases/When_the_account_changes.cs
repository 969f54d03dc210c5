using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Tests.Notices;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>What was approved is what is paid, and one person never changes where money goes.</summary>
[Trait("Store", "Every")]
public sealed class When_the_account_changes
{
    private static string Account(int person) => InventedPeople.Person(person).Account;

    [Fact]
    public async Task Should_not_divert_a_case_by_another_application_of_the_same_person()
    {
        await using var world = await CreateAsync();
        var ids = await world.ApprovedAsync(Frontline(1));
        await world.Executor.OpenAsync(new OpenCommand(Colleague, [Frontline(1) with { Account = Account(77), AccountName = "王另户" }]), default);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);

        var order = await world.OrderAsync(ids[0]);
        Assert.Equal((Account(1), InventedPeople.Person(1).Name), (world.Protector.Decrypt(order.AccountCipher), order.AccountName));
    }

    [Fact]
    public async Task Should_pay_each_case_of_a_person_to_its_own_account_and_let_no_proposer_confirm_through_another_case()
    {
        await using var world = await CreateAsync();
        // Two payments of one person that failed: in this programme and, with its reason, in the other.
        var first = await FailedAsync(world, Frontline(1));
        var second = await FailedAsync(world, Applicant(1, Spring, "duty-post", new() { Documents = ["duty-roster"], DutyPost = "值守", OverlapReason = "性质不同" }));

        Applied(await ProposeAsync(world, Caseworker, first, Account(88)));
        Applied(await ProposeAsync(world, Colleague, second, Account(99)));
        RefusedAs("case.separation-of-duties", await world.SendAsync(Caseworker, first, "ConfirmAccount"));
        RefusedAs("case.separation-of-duties", await world.SendAsync(Colleague, second, "ConfirmAccount"));
        Applied(await world.SendAsync(Colleague, first, "ConfirmAccount"));
        Applied(await world.SendAsync(Caseworker, second, "ConfirmAccount"));

        Assert.Equal(Account(88), world.Protector.Decrypt((await world.OrderAsync(first)).AccountCipher));
        Assert.Equal(Account(99), world.Protector.Decrypt((await world.OrderAsync(second)).AccountCipher));
    }

    [Fact]
    public async Task Should_take_the_account_that_a_resubmission_brings()
    {
        await using var world = await CreateAsync();
        var opened = Applied((await world.OpenAsync(Frontline(1) with { Account = null, BankName = null }))[0]);
        Assert.Equal("correct", opened.Step);
        var outcome = (await world.Executor.SignalAsync(new SignalCommand(Caseworker,
            [new CaseSignal(opened.CaseId, new Signal("Resubmit"), Personal: new PersonalInput("农业银行", Account(1), InventedPeople.Person(1).Name))]), default))[0];

        Assert.NotEqual("correct", Applied(outcome).Step);
        await using var db = world.Store.Read();
        var hash = world.Protector.Hash(PersonalDataKind.Account, Account(1));
        Assert.Equal(hash, db.Applications.Single().AccountHash);
        Assert.Equal(hash, db.Beneficiaries.Single().AccountHash);
    }

    [Theory]
    [InlineData(null, "王小明", "account")]
    [InlineData("农业银行|支行", "王小明", "bank-name.characters")]
    [InlineData("农业银行\n支行", "王小明", "bank-name.characters")]
    [InlineData("农业银行", "", "person-name.length")]
    [InlineData("农业银行", null, "person-name.length")]
    public async Task Should_refuse_what_no_bank_file_can_carry(string? bank, string? name, string code)
    {
        await using var world = await CreateAsync();
        var id = await FailedAsync(world, Frontline(1));
        var account = bank is null ? "12" : Account(2);
        var outcome = (await world.Executor.SignalAsync(new SignalCommand(Caseworker,
            [new CaseSignal(id, new Signal("CorrectAccount"), Personal: new PersonalInput(bank, account, name))]), default))[0];

        Assert.StartsWith(bank is null ? "bank-account." : code, outcome.Refusal?.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_approve_a_payee_who_died()
    {
        await using var world = await CreateAsync();
        var id = (await world.OpenAsync(ModelWorker(1)))[0].CaseId;
        await When_cases_are_put_on_notice.SetStatusAsync(world, id, BeneficiaryStatus.Deceased);

        RefusedAs("case.beneficiary-not-active", await world.SendAsync(Reviewer, id, "Approve"));
        Applied(await world.SendAsync(Reviewer, id, "Reject"));
    }

    [Fact]
    public async Task Should_refuse_a_household_other_than_the_one_on_file()
    {
        await using var world = await CreateAsync();
        Applied((await world.OpenAsync(Frontline(1)))[0]);
        var again = (await world.OpenAsync(Frontline(1) with { HouseholdHeadId = InventedPeople.Person(2).IdNumber }))[0];

        RefusedAs("beneficiary.household-differs", again);

        var move = new MoveHousehold.Request(InventedPeople.Person(1).IdNumber, InventedPeople.Person(2).IdNumber, "结婚并户");
        Assert.Null(await MoveHousehold.RunAsync(Reviewer, move, world.Store, world.Protector, world.Time.GetUtcNow(), default));
        await using var db = world.Store.Read();
        Assert.Equal((1L, 2L, "rui"), db.HouseholdMoves.Select(m => new { m.FromHouseholdId, m.ToHouseholdId, m.By }).AsEnumerable().Select(m => (m.FromHouseholdId, m.ToHouseholdId, m.By)).Single());
        Assert.NotEqual("beneficiary.household-differs", (await world.OpenAsync(Frontline(1) with { HouseholdHeadId = InventedPeople.Person(2).IdNumber }))[0].Refusal?.Code);
    }

    private static async Task<long> FailedAsync(CaseWorld world, NewCase application)
    {
        var ids = await world.ApprovedAsync(application);
        await world.PostNoticeAsync(ids);
        await world.CloseNoticeAsync(ids);
        await world.ReleaseAsync(ids);
        Applied(await world.BankSaysAsync(ids[0], "FailPayment", "AC01"));
        return ids[0];
    }

    private static async Task<CaseOutcome> ProposeAsync(CaseWorld world, BenefitWorkflow.Identity.Actor actor, long id, string account) =>
        (await world.Executor.SignalAsync(new SignalCommand(actor,
            [new CaseSignal(id, new Signal("CorrectAccount"), Personal: new PersonalInput("农业银行", account, InventedPeople.Person(1).Name))]), default))[0];
}
