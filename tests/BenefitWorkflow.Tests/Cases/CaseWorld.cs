using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Engine.Activities;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.BankFormats;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Store;
using BenefitWorkflow.Store.PersonalData;
using BenefitWorkflow.Tests.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Cases;

/// <summary>The real executor on a real database with both programmes, and the staff's moves as methods.</summary>
internal sealed class CaseWorld : IAsyncDisposable
{
    public const string Hardship = "hardship-assistance", Spring = "spring-festival-warmth";

    private readonly TestStore _test;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2023, 3, 1, 2, 0, 0, TimeSpan.Zero));
    public BenefitStore Store { get; }
    public ProgrammeCatalog Programmes { get; }
    public CaseExecutor Executor { get; }
    public CalendarSource Calendar { get; } = new(WorkingCalendar.Load());
    public Protector Protector { get; }
    public KeyRing Keys { get; }
    public StoreSettings Settings => _test.Settings;
    public BatchDigest Digest => new(Keys, Protector);

    /// <summary>Settings of the payer; empty: none.</summary>
    public IConfiguration PaymentSettings { get; set; } = new ConfigurationBuilder().Build();
    public PaymentFormats Formats { get; set; } = PaymentFormats.Load(null);
    public PaymentFileMaker Files => new(Formats, new PayerProfiles(PaymentSettings), Keys, Protector);
    public PrepareBatch PrepareBatch => new(Store, Programmes, Digest, Formats, new PayerProfiles(PaymentSettings), Time);
    public ReleaseBatch ReleaseBatch => new(Store, Executor, CheckBatch, Sending, Files, Time);
    public CheckBatch CheckBatch => new(Store, Programmes, Digest, new BatchFileChecks(Files), Time);
    public SendingLock Sending => new(Store, Settings, Time);
    public TakeInBankResults TakeInBankResults => TakeInBy(Time);
    public TakeInBankResults TakeInBy(TimeProvider time) => new(Store, Executor, Answers, Protector, time);
    public BankAnswers Answers { get; } = BankAnswers.Load(null);
    public BatchFile BatchFile => new(Store, Digest, Files, Formats, Sending);
    public ActivityCatalog Activities { get; }

    public static Actor Caseworker { get; } = Person("chen", Roles.Caseworker);
    public static Actor Colleague { get; } = Person("colleague", Roles.Caseworker);
    public static Actor Reviewer { get; } = Person("rui", Roles.Reviewer);
    public static Actor Approver { get; } = Person("an", Roles.Approver);
    public static Actor Preparer { get; } = Person("cai", Roles.FinancePreparer);
    public static Actor Releaser { get; } = Person("fang", Roles.FinanceReleaser);

    private CaseWorld(TestStore test)
    {
        _test = test;
        Store = test.Store;
        Activities = new ActivityCatalog(typeof(CaseExecutor).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(IActivity).IsAssignableFrom(t)).Select(t => (IActivity)Activator.CreateInstance(t)!));
        var (catalog, problems) = ProgrammeCatalog.Load(Path.Combine(AppContext.BaseDirectory, "workflows"), Activities);
        Assert.Empty(problems);
        Programmes = catalog!;
        Keys = KeyRing.LoadOrCreate(Path.Combine(test.Folder, StoreSetup.KeyFile), mayCreate: true);
        Protector = new Protector(Keys);
        Executor = new CaseExecutor(Store, Programmes, Activities, Calendar, Keys, Protector, Time, NullLogger<CaseExecutor>.Instance);
    }

    /// <summary>On the database product that tests take by default.</summary>
    /// <param name="ceilings">Ceilings in fen in the order of the sources; null: the programme's own.</param>
    public static Task<CaseWorld> CreateAsync(string programme = Hardship, params long[] ceilings) => CreateAsync(TestStore.DefaultKind, programme, ceilings);

    public static async Task<CaseWorld> CreateAsync(StoreKind kind, string programme = Hardship, params long[] ceilings)
    {
        var world = new CaseWorld(await TestStore.CreateAsync(kind));
        await using var transaction = await world.Store.BeginWriteAsync(default);
        foreach (var p in world.Programmes.Programmes)
        foreach (var (source, i) in p.FundingSources.OrderBy(s => s.Order).Select((s, i) => (s, i)))
        {
            var account = new BudgetAccount { ProgrammeKey = p.Key, Year = p.Year, SourceKey = source.Key, UseOrder = source.Order };
            account.SetCeiling(p.Key == programme && i < ceilings.Length ? ceilings[i] : source.CeilingFen);
            await transaction.InsertAsync(account, default);
        }
        await transaction.CommitAsync(default);
        return world;
    }

    public static Actor Person(string id, params string[] roles) => new(id, id, new HashSet<string>(roles));

    /// <summary>A frontline worker: no income check, one approval level, 1,000 yuan.</summary>
    public static NewCase Frontline(int seed) => Applicant(seed, Hardship, "frontline-worker", new ApplicationFacts
    {
        Documents = ["application-form", "id-card", "unit-roster"], DutyPost = "furnace",
    });

    /// <summary>A model worker in hardship: 8,000 yuan, so two levels of approval.</summary>
    public static NewCase ModelWorker(int seed) => Applicant(seed, Hardship, "model-worker", new ApplicationFacts
    {
        HouseholdPersons = 3, AnnualIncomeFen = 3_000_000, RigidCostsFen = 0, Homes = 1, BusinessOwner = false, Car = false, Honour = "prefecture-model-worker",
        Documents = ["application-form", "id-card", "household-register", "income-proof", "data-authorisation", "honour-certificate"],
    });

    public static NewCase Applicant(int seed, string programme, string scheme, ApplicationFacts application)
    {
        var (name, id, phone, account) = InventedPeople.Person(seed);
        return new NewCase
        {
            ProgrammeKey = programme, SchemeKey = scheme, Name = name, IdNumber = id, Phone = phone, Unit = "第一机械厂", BankName = "农业银行",
            Account = account, Application = application,
        };
    }

    public Task<IReadOnlyList<CaseOutcome>> OpenAsync(params NewCase[] cases) => Executor.OpenAsync(new OpenCommand(Caseworker, cases), default);

    public Task<IReadOnlyList<CaseOutcome>> SendAsync(Actor actor, string signal, params IReadOnlyList<long> ids) =>
        Executor.SignalAsync(new SignalCommand(actor, [.. ids.Select(id => new CaseSignal(id, new Signal(signal), Reason: "依据材料"))]), default);

    public async Task<CaseOutcome> SendAsync(Actor actor, long id, string signal, params (string Key, object Value)[] data) =>
        (await Executor.SignalAsync(new SignalCommand(actor, [new CaseSignal(id, new Signal(signal, data.ToDictionary(d => d.Key, d => (object?)d.Value)), Reason: "依据材料")]), default))[0];

    /// <summary>Opened, approved by everybody it needs, reserved: waits for its notice.</summary>
    public async Task<long[]> ApprovedAsync(params NewCase[] cases)
    {
        var ids = (await OpenAsync(cases)).Select(o => Applied(o).CaseId).ToArray();
        foreach (var id in ids)
        {
            var @case = await CaseAsync(id);
            if (@case.StepRole == Roles.Reviewer) Applied(await SendAsync(Reviewer, id, "Approve"));
            if ((await CaseAsync(id)).StepRole == Roles.Approver) Applied(await SendAsync(Approver, id, "Approve"));
            Assert.Equal("notice", (await CaseAsync(id)).Step);
        }
        return ids;
    }

    /// <summary>Puts the cases on one notice of five days.</summary>
    public async Task<long> PostNoticeAsync(params long[] ids)
    {
        await using var transaction = await Store.BeginWriteAsync(default);
        var id = await transaction.TakeNumbersAsync("notices", 1, default);
        var notice = new Notice
        {
            Id = id, Number = $"GS-{id}", ProgrammeKey = Hardship, SchemeKey = "frontline-worker", Kind = "payment", Text = "公示", TextHash = [1], PostedBy = "chen",
            PostedAt = Time.GetUtcNow(), StartsOn = ShanghaiTime.LocalDate(Time.GetUtcNow()), EndsOn = ShanghaiTime.LocalDate(Time.GetUtcNow()).AddDays(5),
            EndsAt = Time.GetUtcNow().AddDays(5),
        };
        await transaction.InsertAsync(notice, default);
        var outcomes = await Executor.SignalWithinAsync(transaction, Caseworker, [.. ids.Select(c => new CaseSignal(c, new Signal("PostNotice",
            new Dictionary<string, object?> { ["noticeId"] = id, ["endsAtMs"] = notice.EndsAt.ToUnixTimeMilliseconds() })))], default);
        Assert.All(outcomes, o => Applied(o));
        foreach (var (c, line) in ids.Select((c, i) => (c, i + 1)))
        {
            var @case = await transaction.Db.Cases.SingleAsync(x => x.Id == c);
            await transaction.InsertAsync(new NoticeLine { NoticeId = id, CaseId = c, LineNumber = line, Visit = @case.StepVisit, ActivityId = @case.Step!, Name = "某某", Unit = @case.Unit, AmountFen = @case.AmountFen }, default);
        }
        await transaction.CommitAsync(default);
        return id;
    }

    /// <summary>Lets the notice run out and closes it: the payments are ordered.</summary>
    public async Task CloseNoticeAsync(params long[] ids)
    {
        Time.Advance(TimeSpan.FromDays(5));
        Assert.All(await SendAsync(Actor.System, "CloseNotice", ids), o => Applied(o));
    }

    /// <summary>One batch of the cases' newest orders, released.</summary>
    public async Task ReleaseAsync(params long[] ids)
    {
        await using var transaction = await Store.BeginWriteAsync(default);
        var batch = await transaction.TakeNumbersAsync("payment_batches", 1, default);
        var orders = await transaction.Db.PaymentOrders.Where(o => ids.Contains(o.CaseId) && o.State == PaymentState.Ordered).ToListAsync();
        foreach (var order in orders) order.JoinBatch(batch);
        await transaction.Bulk.UpdateAsync(orders, default);
        var outcomes = await Executor.SignalWithinAsync(transaction, Releaser, [.. ids.Select(c => new CaseSignal(c, new Signal("ReleasePayment",
            new Dictionary<string, object?> { ["batchId"] = batch })))], default);
        Assert.All(outcomes, o => Applied(o));
        await transaction.CommitAsync(default);
    }

    public async Task<CaseOutcome> BankSaysAsync(long id, string signal, string? reason = null)
    {
        var order = await OrderAsync(id);
        var data = new List<(string, object)> { ("orderId", order.Id), ("atMs", Time.GetUtcNow().ToUnixTimeMilliseconds()) };
        if (reason is not null) data.Add(("reasonCode", reason));
        return await SendAsync(Preparer, id, signal, [.. data]);
    }

    /// <summary>From the application to a settled payment.</summary>
    public async Task<long[]> PaidAsync(params NewCase[] cases)
    {
        var ids = await ApprovedAsync(cases);
        await PostNoticeAsync(ids);
        await CloseNoticeAsync(ids);
        await ReleaseAsync(ids);
        foreach (var id in ids) Applied(await BankSaysAsync(id, "SettlePayment"));
        return ids;
    }

    public async Task<Case> CaseAsync(long id)
    {
        await using var db = Store.Read();
        return await db.Cases.SingleAsync(c => c.Id == id);
    }

    public async Task<PaymentOrder> OrderAsync(long caseId)
    {
        await using var db = Store.Read();
        return await db.PaymentOrders.Where(o => o.CaseId == caseId).OrderByDescending(o => o.Id).FirstAsync();
    }

    public async Task<List<BudgetAccount>> AccountsAsync(string programme = Hardship)
    {
        await using var db = Store.Read();
        var accounts = await db.BudgetAccounts.Where(a => a.ProgrammeKey == programme).OrderBy(a => a.UseOrder).ToListAsync();
        Assert.NotEmpty(accounts);
        Assert.All(accounts, a => Assert.True(a.Balances));
        return accounts;
    }

    public static CaseOutcome Applied(CaseOutcome outcome)
    {
        Assert.True(outcome.Kind == CaseOutcomeKind.Applied, $"{outcome.Kind} {outcome.Refusal?.Code}: {outcome.Refusal?.En}");
        return outcome;
    }

    public static void RefusedAs(string code, CaseOutcome outcome)
    {
        Assert.Equal(CaseOutcomeKind.Refused, outcome.Kind);
        Assert.Equal(code, outcome.Refusal!.Code);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
