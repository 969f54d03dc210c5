using System.Text.Json;
using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Payments.Banking;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>An application as it is typed. The checks are those of the intake itself, asked early.</summary>
public sealed class IntakeForm
{
    public string Programme { get; set; } = "";
    public string Scheme { get; set; } = "";
    public string Name { get; set; } = "";
    public string IdNumber { get; set; } = "";

    /// <summary>Empty: the applicant heads the household.</summary>
    public string HeadIdNumber { get; set; } = "";

    public string Phone { get; set; } = "";
    public string Unit { get; set; } = "";
    public string BankName { get; set; } = "";
    public string Account { get; set; } = "";

    /// <summary>Empty: the applicant's name.</summary>
    public string AccountName { get; set; } = "";

    public FactsForm Facts { get; set; } = new();

    /// <summary>Somebody typed or chose something.</summary>
    public bool IsBegun() => ToJson() != new IntakeForm { Programme = Programme, Scheme = Scheme }.ToJson();

    public override string ToString() => nameof(IntakeForm);

    public string ToJson() => JsonSerializer.Serialize(this);

    public static IntakeForm FromJson(string json) => JsonSerializer.Deserialize<IntakeForm>(json)!;

    /// <summary>A copy without the facts that the scheme does not ask for.</summary>
    internal IntakeForm Asked(Programme programme, Scheme scheme)
    {
        var copy = FromJson(ToJson());
        copy.Facts = Facts.Asked(programme, scheme);
        return copy;
    }

    public Refusal? NameProblem() => Empty(Name) || PersonName.TryParse(Name, out _, out var refusal) ? null : refusal;

    public Refusal? IdNumberProblem(DateOnly today) => IdProblem(IdNumber, today);

    public Refusal? HeadIdProblem(DateOnly today) => IdProblem(HeadIdNumber, today);

    public Refusal? PhoneProblem() => Empty(Phone) || Beneficiaries.Identification.Phone.TryParse(Phone, out _, out var refusal) ? null : refusal;

    public Refusal? AccountProblem() => Empty(Account) || BankAccount.TryParse(Account, out _, out var refusal) ? null : refusal;

    /// <summary>What looks unusual about the account; it may be right all the same.</summary>
    public Refusal? AccountWarning() => BankAccount.TryParse(Account, out var account, out _) && account.Warnings is [var first, ..] ? first : null;

    /// <summary>Bank and name, which are judged with the account; the applicant's own name is told where it is typed.</summary>
    public Refusal? AccountDetailsProblem() =>
        Empty(Account) || (Empty(AccountName) && NameProblem() is not null) || AccountProblem() is not null || AccountDetails.TryParse(BankName, Account, Empty(AccountName) ? Name : AccountName, out _, out var refusal) ? null : refusal;

    /// <summary>What must be mended before it can be submitted; null where nothing is.</summary>
    public Refusal? FirstProblem(DateOnly today) =>
        Empty(Scheme) || Empty(Name) || Empty(IdNumber) || Empty(Unit)
            ? new Refusal("intake.incomplete", "请填写方案、姓名、身份证号和工作单位。", "Give scheme, name, ID number and unit.")
            : NameProblem() ?? IdNumberProblem(today) ?? HeadIdProblem(today) ?? PhoneProblem() ?? AccountProblem() ?? AccountDetailsProblem() ?? Facts.FirstProblem();

    public NewCase ToNewCase() => new OpenCases.Item(
        Programme, Scheme, Name, IdNumber, Unit, Facts.ToFacts(), Given(Phone), Given(BankName), Given(Account), Given(AccountName), Given(HeadIdNumber)).ToNewCase();

    private static Refusal? IdProblem(string text, DateOnly today) => Empty(text) || Beneficiaries.Identification.IdNumber.TryParse(text, today, out _, out var refusal) ? null : refusal;

    private static bool Empty(string text) => string.IsNullOrWhiteSpace(text);

    private static string? Given(string text) => Empty(text) ? null : text.Trim();
}
