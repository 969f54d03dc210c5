using System.Text;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Cases.Pages;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;
using Microsoft.EntityFrameworkCore;
using static BenefitWorkflow.Tests.Cases.CaseWorld;

namespace BenefitWorkflow.Tests.Cases.Intake;

[Trait("Store", "Every")]
public sealed class When_an_application_is_typed
{
    private static readonly DateOnly Today = new(2023, 3, 1);

    [Fact]
    public async Task Should_keep_drafts_encrypted_and_only_for_their_account()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        var form = Form(1);
        form.Unit = "";
        var (draft, _) = await desk.SaveAsync(Caseworker, null, 0, form, default);
        form.Unit = "第一机械厂";
        Assert.Equal(2, (await desk.SaveAsync(Caseworker, draft!.Id, draft.Revision, form, default)).Draft!.Revision);

        Assert.Equal(form.ToJson(), Assert.Single(await desk.ListAsync(Caseworker, default)).Form.ToJson());
        Assert.Empty(await desk.ListAsync(Colleague, default));
        Assert.Null(await desk.FindAsync(Colleague, draft.Id, default));
        Assert.Equal("intake.draft-gone", (await desk.SaveAsync(Colleague, draft.Id, 2, form, default)).Refusal?.Code);
        Assert.Equal("intake.draft-changed", (await desk.SaveAsync(Caseworker, draft.Id, 1, form, default)).Refusal?.Code);
        Assert.Equal("identity.role-required", (await desk.SaveAsync(Reviewer, null, 0, form, default)).Refusal?.Code);
        await using var db = world.Store.Read();
        Assert.True((await db.IntakeDrafts.SingleAsync()).ContentCipher.AsSpan().IndexOf(Encoding.UTF8.GetBytes(form.IdNumber)) < 0);
    }

    [Fact]
    public async Task Should_open_one_case_and_end_the_draft_with_it()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        var (draft, _) = await desk.SaveAsync(Caseworker, null, 0, Form(1), default);
        var submitted = await Task.WhenAll(desk.SubmitAsync(Caseworker, draft!.Id, 1, Form(1), default), desk.SubmitAsync(Caseworker, draft.Id, 1, Form(1), default));

        Assert.Single(submitted, o => o.Kind == CaseOutcomeKind.Applied);
        Assert.Single(submitted, o => o.Refusal?.Code == "intake.draft-gone");
        await using var db = world.Store.Read();
        Assert.Equal(("approve1", 100_000L), await db.Cases.Select(c => new { c.Step, c.AmountFen }).SingleAsync() is var c ? (c.Step!, c.AmountFen) : default);
        Assert.Empty(await db.IntakeDrafts.ToListAsync());
    }

    [Fact]
    public async Task Should_submit_nothing_where_another_window_changed_the_draft()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        var (read, _) = await desk.SaveAsync(Caseworker, null, 0, Form(1), default);
        var elsewhere = Form(1);
        elsewhere.Facts.Remark = "另一窗口";
        var (changed, _) = await desk.SaveAsync(Caseworker, read!.Id, read.Revision, elsewhere, default);

        Assert.Equal("intake.draft-changed", (await desk.SubmitAsync(Caseworker, read.Id, read.Revision, Form(1), default)).Refusal?.Code);
        Assert.Equal("另一窗口", (await desk.FindAsync(Caseworker, read.Id, default))!.Form.Facts.Remark);
        Assert.Equal(CaseOutcomeKind.Applied, (await desk.SubmitAsync(Caseworker, read.Id, changed!.Revision, elsewhere, default)).Kind);
    }

    [Fact]
    public async Task Should_neither_judge_nor_keep_what_the_scheme_does_not_ask_for()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        var form = Form(1);
        // Filled in for another scheme, before this one was chosen.
        (form.Facts.AnnualIncome, form.Facts.HouseholdPersons, form.Facts.HardshipCause, form.Facts.Honour, form.Facts.Remark) = ("1.005", "三", "illness", "prefecture-model-worker", "本人来办");
        form.Facts.Documents.Add("of-another-programme");
        var (draft, _) = await desk.SaveAsync(Caseworker, null, 0, form, default);
        Assert.Equal("Eligible", (await desk.TryAsync(Caseworker, form, default)).Verdict);
        Applied(await desk.SubmitAsync(Caseworker, draft!.Id, draft.Revision, form, default));

        await using var db = world.Store.Read();
        var kept = BenefitWorkflow.Cases.Eligibility.ApplicationFacts.FromJson((await db.Applications.SingleAsync()).Json);
        Assert.Equal((null, null, null, "本人来办"), (kept.AnnualIncomeFen, kept.HardshipCause, kept.Honour, kept.Remark));
        Assert.DoesNotContain("of-another-programme", kept.Documents);
        Assert.NotEmpty(kept.Documents);
    }

    [Fact]
    public async Task Should_keep_the_draft_of_an_application_that_is_refused()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        Applied((await world.OpenAsync(Frontline(1)))[0]);
        var form = Form(1);
        form.Name = "别的名字";
        var (draft, _) = await desk.SaveAsync(Caseworker, null, 0, form, default);
        Assert.Equal("beneficiary.name-differs", (await desk.SubmitAsync(Caseworker, draft!.Id, draft.Revision, form, default)).Refusal?.Code);
        Assert.NotNull(await desk.FindAsync(Caseworker, draft.Id, default));
    }

    [Fact]
    public async Task Should_try_the_rules_and_store_nothing()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        var eligible = await desk.TryAsync(Caseworker, Form(1), default);
        Assert.Equal(("Eligible", 100_000L), (eligible.Verdict!, eligible.Outcome.AmountFen));
        Assert.All(eligible.Trace, c => Assert.True(c.Passed));
        var bare = Form(2);
        bare.Facts.Documents.Clear();
        Assert.Equal("Incomplete", (await desk.TryAsync(Caseworker, bare, default)).Verdict);
        bare.IdNumber = "110105194912310021";
        Assert.Equal("id-number.checksum", (await desk.TryAsync(Caseworker, bare, default)).Outcome.Refusal?.Code);

        await using var db = world.Store.Read();
        Assert.Equal((0, 0, 0), (await db.Cases.CountAsync(), await db.Beneficiaries.CountAsync(), await db.History.CountAsync()));
        Assert.EndsWith("-000001", (await world.OpenAsync(Frontline(1)))[0].CaseNumber, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_what_person_and_household_have_in_every_programme()
    {
        await using var world = await CreateAsync();
        var head = Frontline(1);
        Applied((await world.OpenAsync(head))[0]);
        Applied((await world.OpenAsync(Applicant(2, Spring, "duty-post", BenefitWorkflow.Tests.Cases.Eligibility.Applicants.OnDuty.Application) with { HouseholdHeadId = head.IdNumber }))[0]);
        await using var db = world.Store.Read();

        var found = await EarlierGrants.FindAsync(db, world.Protector, Caseworker, Id(head.IdNumber), null, default);
        Assert.Equal(head.Name, found.Name);
        Assert.Equal([(Spring, false), (Hardship, true)], found.Cases.Select(c => (c.Programme, c.Details!.Own)));
        var programme = world.Programmes.Find(Hardship)!;
        Assert.Equal([programme.OverlapPolicy.OtherProgramme, programme.OverlapPolicy.SameProgrammeYear], found.Cases.Select(c => EarlierGrants.Judge(programme, c)));

        // Somebody new who will belong to that household.
        var relative = await EarlierGrants.FindAsync(db, world.Protector, Caseworker, Id(Frontline(3).IdNumber), Id(head.IdNumber), default);
        Assert.Null(relative.Name);
        Assert.Equal([false, false], relative.Cases.Select(c => c.Details!.Own));
        Assert.Empty((await EarlierGrants.FindAsync(db, world.Protector, Caseworker, Id(Frontline(3).IdNumber), null, default)).Cases);
    }

    [Fact]
    public async Task Should_name_on_the_case_who_acted_and_who_else_belongs_to_the_household()
    {
        await using var world = await CreateAsync();
        Assert.Null(await new AccountStore(world.Store, world.Time).CreateAccountAsync(Caseworker.Id, "陈经办", [Roles.Caseworker], null, default));
        var head = Frontline(1);
        var first = Applied((await world.OpenAsync(head))[0]);
        var relative = Applicant(2, Spring, "duty-post", BenefitWorkflow.Tests.Cases.Eligibility.Applicants.OnDuty.Application) with { HouseholdHeadId = head.IdNumber, Unit = "第二机械厂" };
        Applied((await world.OpenAsync(relative))[0]);
        await using var db = world.Store.Read();
        var opened = await db.Cases.SingleAsync(c => c.Id == first.CaseId);

        var entry = (await ShowCase.ReadAsync(db, CaseScope.All, world.Protector, opened.Id, default))!.History[0];
        Assert.Equal((Caseworker.Id, "陈经办"), (entry.Actor, entry.ActorName));
        Task<List<string>> Seen(CaseScope scope) => HouseholdCases.Others(db, scope.Limit(db.Cases), opened.HouseholdId, opened.BeneficiaryId).ToListAsync();
        Assert.Equal([relative.Name], await Seen(CaseScope.All));
        Assert.Empty(await Seen(CaseScope.Of(Caseworker with { Scopes = new Dictionary<string, RoleScope> { [Roles.Caseworker] = new([], [head.Unit]) } })));
    }

    [Fact]
    public async Task Should_tell_of_others_people_only_what_the_rule_about_second_grants_needs()
    {
        await using var world = await CreateAsync();
        var person = Frontline(1);
        Applied((await world.OpenAsync(person))[0]);
        await using var db = world.Store.Read();
        Task<OnFile> By(params string[] units) => EarlierGrants.FindAsync(db, world.Protector, Caseworker with { Scopes = new Dictionary<string, RoleScope> { [Roles.Caseworker] = new([], units) } }, Id(person.IdNumber), null, default);

        var other = await By("第二机械厂");
        Assert.Equal(new OnFile(null, null, null, false, other.Cases), other);
        Assert.Equal(new KnownCase(Hardship, 2023, null, true, null), Assert.Single(other.Cases));
        Assert.Equal(OverlapRule.Blocked, EarlierGrants.Judge(world.Programmes.Find(Hardship)!, other.Cases[0]));

        var own = await By("第二机械厂", person.Unit);
        Assert.Equal((person.Name, person.Unit, true), (own.Name, own.Unit, own.HasAccount));
        Assert.EndsWith("-000001", Assert.Single(own.Cases).Details!.Number, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_forget_what_nobody_touched_for_thirty_days()
    {
        await using var world = await CreateAsync();
        var desk = Desk(world);
        await desk.SaveAsync(Caseworker, null, 0, Form(1), default);
        world.Time.Advance(TimeSpan.FromDays(20));
        await desk.SaveAsync(Caseworker, null, 0, Form(2), default);
        world.Time.Advance(TimeSpan.FromDays(11));
        await desk.ForgetAsync(default);
        Assert.Equal(Form(2).IdNumber, Assert.Single(await desk.ListAsync(Caseworker, default)).Form.IdNumber);
    }

    [Fact]
    public void Should_tell_what_is_wrong_while_it_is_typed()
    {
        var form = Form(1);
        Assert.Null(form.FirstProblem(Today));
        (form.Phone, form.Account, form.Facts.AnnualIncome, form.Facts.HouseholdPersons) = ("12345678901", "6222020000000000000", "1.005", "三");
        Assert.Equal(["phone.not-mobile", "bank-account.rounded", "money.third-decimal", "roster.not-a-whole-number"],
            new[] { form.PhoneProblem(), form.AccountWarning(), form.Facts.Problem(FactField.AnnualIncome), form.Facts.Problem(FactField.HouseholdPersons) }.Select(p => p?.Code));
        form.Scheme = "";
        Assert.Equal("intake.incomplete", form.FirstProblem(Today)?.Code);
    }

    [Fact]
    public void Should_ask_in_every_scheme_for_all_that_its_rules_look_at()
    {
        foreach (var scheme in Shipped.Catalog.Programmes.SelectMany(p => p.Schemes)) Assert.NotEmpty(FactFields.Of(scheme));
        Scheme Named(string programme, string key) => Shipped.Catalog.Find(programme)!.FindScheme(key)!;
        Assert.Equal([FactField.Documents], FactFields.Of(Named(Hardship, "frontline-worker")));
        Assert.Contains(FactField.DutyPost, FactFields.Of(Named(Spring, "duty-post")));
        Assert.Superset(new HashSet<FactField> { FactField.SchoolName, FactField.SchoolStage, FactField.AnnualIncome, FactField.HouseholdPersons }, FactFields.Of(Named(Hardship, "golden-autumn")).ToHashSet());
        Assert.Contains(FactField.Honour, FactFields.Of(Named(Hardship, "model-worker")));
        Assert.Contains("prefecture-model-worker", FactFields.Values(Named(Hardship, "model-worker"), FactField.Honour));
    }

    [Fact]
    public void Should_come_back_from_stated_facts_as_they_were()
    {
        foreach (var facts in (BenefitWorkflow.Cases.Eligibility.ApplicationFacts[])[ModelWorker(1).Application, BenefitWorkflow.Tests.Cases.Eligibility.Applicants.Student.Application, BenefitWorkflow.Tests.Cases.Eligibility.Applicants.Injured.Application])
            Assert.Equal(facts.ToJson(), FactsForm.Of(facts).ToFacts().ToJson());
    }

    private static IntakeDesk Desk(CaseWorld world) => new(world.Store, world.Executor, world.Programmes, world.Protector, world.Time);

    private static IdNumber Id(string text) => IdNumber.TryParse(text, out var id, out _) ? id : throw new ArgumentException("not a number", nameof(text));

    private static IntakeForm Form(int seed)
    {
        var of = Frontline(seed);
        return new IntakeForm
        {
            Programme = of.ProgrammeKey, Scheme = of.SchemeKey, Name = of.Name, IdNumber = of.IdNumber, Phone = of.Phone!, Unit = of.Unit, BankName = of.BankName!, Account = of.Account!, Facts = FactsForm.Of(of.Application),
        };
    }
}
