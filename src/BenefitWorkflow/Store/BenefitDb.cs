using System.Text;
using BenefitWorkflow.Beneficiaries;
using BenefitWorkflow.Budgets;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Cases;
using BenefitWorkflow.Cases.Intake;
using BenefitWorkflow.Deadlines;
using BenefitWorkflow.Deadlines.Revisions;
using BenefitWorkflow.Deadlines.Rungs;
using BenefitWorkflow.Deadlines.Timeliness;
using BenefitWorkflow.Documents;
using BenefitWorkflow.Identity;
using BenefitWorkflow.Indicators;
using BenefitWorkflow.Indicators.Totals;
using BenefitWorkflow.Messaging;
using BenefitWorkflow.Notices;
using BenefitWorkflow.Notifications;
using BenefitWorkflow.Notifications.Sending;
using BenefitWorkflow.Payments;
using BenefitWorkflow.Payments.Exceptions;
using BenefitWorkflow.Payments.Exchange;
using BenefitWorkflow.Payments.Reconciliation;
using BenefitWorkflow.Runs;
using Microsoft.EntityFrameworkCore;

namespace BenefitWorkflow.Store;

/// <summary>
/// The one database context. Mappings sit beside their entities; each provider derives it for its own migrations.
/// Reads go through it untracked; sets are written by <see cref="IBulkWriter"/>.
/// </summary>
public abstract class BenefitDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<Case> Cases => Set<Case>();
    public DbSet<CaseApplication> Applications => Set<CaseApplication>();
    public DbSet<DeterminationRecord> Determinations => Set<DeterminationRecord>();
    public DbSet<HistoryEntry> History => Set<HistoryEntry>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<ImportRun> ImportRuns => Set<ImportRun>();
    public DbSet<ImportBadRow> ImportBadRows => Set<ImportBadRow>();
    public DbSet<IntakeDraft> IntakeDrafts => Set<IntakeDraft>();
    public DbSet<CaseDocument> CaseDocuments => Set<CaseDocument>();
    public DbSet<CaseDocumentContent> CaseDocumentContents => Set<CaseDocumentContent>();
    public DbSet<Beneficiary> Beneficiaries => Set<Beneficiary>();
    public DbSet<StatusChange> StatusChanges => Set<StatusChange>();
    public DbSet<Household> Households => Set<Household>();
    public DbSet<HouseholdMove> HouseholdMoves => Set<HouseholdMove>();
    public DbSet<PaymentOrder> PaymentOrders => Set<PaymentOrder>();
    public DbSet<PaymentBatch> PaymentBatches => Set<PaymentBatch>();
    public DbSet<PaymentFile> PaymentFiles => Set<PaymentFile>();
    public DbSet<CashVoucher> CashVouchers => Set<CashVoucher>();
    public DbSet<Recovery> Recoveries => Set<Recovery>();
    public DbSet<DayClose> DayCloses => Set<DayClose>();
    public DbSet<SendingGeneration> SendingGenerations => Set<SendingGeneration>();
    public DbSet<ResendDecision> ResendDecisions => Set<ResendDecision>();
    public DbSet<BankResultFile> BankResultFiles => Set<BankResultFile>();
    public DbSet<BankResultLine> BankResultLines => Set<BankResultLine>();
    public DbSet<BankStatement> BankStatements => Set<BankStatement>();
    public DbSet<BankAlert> BankAlerts => Set<BankAlert>();
    public DbSet<BudgetAccount> BudgetAccounts => Set<BudgetAccount>();
    public DbSet<Reservation> Reservations => Set<Reservation>();
    public DbSet<BudgetEntry> BudgetEntries => Set<BudgetEntry>();
    public DbSet<BudgetDay> BudgetDays => Set<BudgetDay>();
    public DbSet<BudgetProposal> BudgetProposals => Set<BudgetProposal>();
    public DbSet<BudgetAdjustment> BudgetAdjustments => Set<BudgetAdjustment>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<NoticeLine> NoticeLines => Set<NoticeLine>();
    public DbSet<NoticeProof> NoticeProofs => Set<NoticeProof>();
    public DbSet<Objection> Objections => Set<Objection>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<NotificationChoice> NotificationChoices => Set<NotificationChoice>();
    public DbSet<NotificationMark> NotificationMarks => Set<NotificationMark>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<CalendarTable> CalendarTables => Set<CalendarTable>();
    public DbSet<CalendarChange> CalendarChanges => Set<CalendarChange>();
    public DbSet<TimelinessProof> TimelinessProofs => Set<TimelinessProof>();
    public DbSet<DeadlinePause> DeadlinePauses => Set<DeadlinePause>();
    public DbSet<Deadline> Deadlines => Set<Deadline>();
    public DbSet<SubjectDeadline> SubjectDeadlines => Set<SubjectDeadline>();
    public DbSet<DeadlineRungFired> DeadlineRungs => Set<DeadlineRungFired>();
    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<RunInputPiece> RunInputs => Set<RunInputPiece>();
    public DbSet<RunResult> RunResults => Set<RunResult>();
    public DbSet<SurveyAnswer> SurveyAnswers => Set<SurveyAnswer>();
    public DbSet<IndicatorTotal> IndicatorTotals => Set<IndicatorTotal>();
    public DbSet<Recheck> Rechecks => Set<Recheck>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountChange> AccountChanges => Set<AccountChange>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<NumberSequence> NumberSequences => Set<NumberSequence>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();
    public DbSet<ReleasedVersion> ReleasedVersions => Set<ReleasedVersion>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BenefitDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        foreach (var property in entity.GetProperties())
            if (property.FindAnnotation("Relational:ColumnName") is null) property.SetColumnName(SnakeCase(property.Name));
    }

    /// <summary><c>StepDueAt</c> -> <c>step_due_at</c>: readable in hand-written SQL, and no quoting on PostgreSQL.</summary>
    internal static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
