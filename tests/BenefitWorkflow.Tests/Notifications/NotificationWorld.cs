using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Store;
using BenefitWorkflow.Tests.Programmes;
using BenefitWorkflow.Tests.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace BenefitWorkflow.Tests.Notifications;

/// <summary>People with roles, rungs that fire, and what they are told.</summary>
internal sealed class NotificationWorld : IAsyncDisposable
{
    private readonly TestStore _test;

    private NotificationWorld(TestStore test) => _test = test;

    /// <summary>Thursday 2026-02-05, 10:00 in Shanghai.</summary>
    public FakeTimeProvider Time { get; } = new(ShanghaiTime.At(new DateOnly(2026, 2, 5), new TimeOnly(10, 0)));

    public BenefitStore Store => _test.Store;
    public AccountStore Accounts => new(Store, Time);
    public ChangeAccount Changing => new(Store, Shipped.Catalog, Time);

    public static async Task<NotificationWorld> CreateAsync()
    {
        var world = new NotificationWorld(await TestStore.CreateAsync(TestStore.DefaultKind));
        foreach (var (id, role) in new[] { ("rui", Roles.Reviewer), ("wen", Roles.Reviewer), ("du", Roles.Supervisor), ("admin", Roles.Administrator) })
            Assert.Null(await world.Accounts.CreateAccountAsync(id, id, [role], null, default));
        return world;
    }

    public static Actor Of(string account, string role = Roles.Reviewer) => new(account, account, new HashSet<string> { role });

    public RungNotifier Notifier() => new(Store, Shipped.Catalog, Time);

    public DigestWriter Digest() => new(Store, new CalendarSource(WorkingCalendar.Load()), Shipped.Catalog, Time);

    public DeliverySender Sender(NotificationSettings settings) => new(Store, settings, new MailSender(settings), new WebhookSender(Time), Time);

    /// <summary>Rungs of cases 1, 2, ... at step approve1.</summary>
    public async Task FireAsync(DeadlineRung rung, int count = 1, string? role = null, long firstCase = 1, DeadlineSubject subject = DeadlineSubject.Case, string step = "approve1", int visit = 1)
    {
        await using var tx = await Store.BeginWriteAsync(default);
        var id = await tx.TakeNumbersAsync("deadline_rungs", count, default);
        await tx.Bulk.InsertAsync(Enumerable.Range(0, count).Select(i => new DeadlineRungFired
        {
            Id = id + i, Subject = subject, SubjectId = subject == DeadlineSubject.Programme ? 0 : firstCase + i, ProgrammeKey = "spring-festival-warmth", Step = step, Visit = visit, Kind = DeadlineKind.Step,
            Rung = rung, OwnerRole = role ?? (rung == DeadlineRung.Escalated ? Roles.Supervisor : Roles.Reviewer), DueAt = Time.GetUtcNow(), At = Time.GetUtcNow(), FiredAt = Time.GetUtcNow(),
        }).ToList(), default);
        await tx.CommitAsync(default);
    }

    public async Task ChooseAsync(string account, MailChoice mail, NotificationKind from = NotificationKind.DueSoon, string? email = null)
    {
        if (email is not null) Assert.Null(await Changing.SetEmailAsync(Of(account), account, email, default));
        await using var tx = await Store.BeginWriteAsync(default);
        var choice = new NotificationChoice { AccountId = account };
        choice.Set(mail, from);
        await tx.InsertAsync(choice, default);
        await tx.CommitAsync(default);
    }

    public async Task<List<Notification>> AllAsync()
    {
        await using var db = Store.Read();
        return await db.Notifications.OrderBy(n => n.Id).ToListAsync();
    }

    public async Task<List<Delivery>> DeliveriesAsync()
    {
        await using var db = Store.Read();
        return await db.Deliveries.OrderBy(d => d.Id).ToListAsync();
    }

    public async Task InsertAsync<T>(params T[] rows) where T : class
    {
        await using var tx = await Store.BeginWriteAsync(default);
        await tx.Bulk.InsertAsync(rows, default);
        await tx.CommitAsync(default);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();
}
