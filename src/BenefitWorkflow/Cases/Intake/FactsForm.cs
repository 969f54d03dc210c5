using System.Globalization;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Ui;

namespace BenefitWorkflow.Cases.Intake;

/// <summary>The facts of an application as somebody types them: text as it stands in the fields, kept as it is until it can be read.</summary>
public sealed class FactsForm
{
    public string HouseholdPersons { get; set; } = "";
    public string AnnualIncome { get; set; } = "";
    public string RigidCosts { get; set; } = "";
    public string Homes { get; set; } = "";

    /// <summary>yes, no or empty.</summary>
    public string BusinessOwner { get; set; } = "";

    /// <summary>As above.</summary>
    public string Car { get; set; } = "";

    public string HardshipCause { get; set; } = "";
    public string AccidentLoss { get; set; } = "";
    public string SchoolName { get; set; } = "";
    public string SchoolStage { get; set; } = "";
    public string Honour { get; set; } = "";
    public string DutyPost { get; set; } = "";
    public string OverlapReason { get; set; } = "";
    public string Remark { get; set; } = "";

    /// <summary>Keys of the documents handed in.</summary>
    public List<string> Documents { get; set; } = [];

    // A class would not print them, a record made of it one day would.
    public override string ToString() => nameof(FactsForm);

    /// <summary>What is wrong with a field, in the reader's language; null where it is empty or right.</summary>
    internal Refusal? Problem(FactField field) => field switch
    {
        FactField.HouseholdPersons => Whole(HouseholdPersons, field),
        FactField.Homes => Whole(Homes, field),
        FactField.AnnualIncome => Amount(AnnualIncome, field),
        FactField.RigidCosts => Amount(RigidCosts, field),
        FactField.AccidentLoss => Amount(AccidentLoss, field),
        _ => null,
    };

    /// <summary>A copy with what the scheme's form shows: somebody who chose another scheme first filled in fields that nobody sees any more.</summary>
    internal FactsForm Asked(Programme programme, Scheme scheme)
    {
        var asked = FactFields.Of(scheme);
        return new()
        {
            HouseholdPersons = Kept(FactField.HouseholdPersons, HouseholdPersons), AnnualIncome = Kept(FactField.AnnualIncome, AnnualIncome), RigidCosts = Kept(FactField.RigidCosts, RigidCosts), Homes = Kept(FactField.Homes, Homes),
            BusinessOwner = Kept(FactField.BusinessOwner, BusinessOwner), Car = Kept(FactField.Car, Car), HardshipCause = Kept(FactField.HardshipCause, HardshipCause), AccidentLoss = Kept(FactField.AccidentLoss, AccidentLoss),
            SchoolName = Kept(FactField.SchoolName, SchoolName), SchoolStage = Choice(FactField.SchoolStage, SchoolStage), Honour = Choice(FactField.Honour, Honour), DutyPost = Kept(FactField.DutyPost, DutyPost),
            Documents = asked.Contains(FactField.Documents) ? [.. Documents.Where(key => programme.Documents.Any(d => d.Key == key))] : [], OverlapReason = OverlapReason, Remark = Remark,
        };

        string Kept(FactField field, string text) => asked.Contains(field) ? text : "";

        // A list shows only its own values: another scheme's looks like none.
        string Choice(FactField field, string key) => FactFields.Values(scheme, field).Contains(key) ? Kept(field, key) : "";
    }

    /// <summary>The first field that cannot be read; null where all can.</summary>
    public Refusal? FirstProblem() => Enum.GetValues<FactField>().Select(Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>The facts; a field that is empty or cannot be read is not stated.</summary>
    public ApplicationFacts ToFacts() => new()
    {
        HouseholdPersons = Number(HouseholdPersons), AnnualIncomeFen = Fen(AnnualIncome), RigidCostsFen = Fen(RigidCosts), Homes = Number(Homes),
        BusinessOwner = YesNo(BusinessOwner), Car = YesNo(Car), HardshipCause = Text(HardshipCause), AccidentLossFen = Fen(AccidentLoss), Documents = [.. Documents],
        SchoolName = Text(SchoolName), SchoolStage = Text(SchoolStage), Honour = Text(Honour), DutyPost = Text(DutyPost), OverlapReason = Text(OverlapReason), Remark = Text(Remark),
    };

    /// <summary>For a correction: what the application states so far.</summary>
    public static FactsForm Of(ApplicationFacts facts) => new()
    {
        HouseholdPersons = Shown(facts.HouseholdPersons), AnnualIncome = Shown(facts.AnnualIncomeFen), RigidCosts = Shown(facts.RigidCostsFen), Homes = Shown(facts.Homes),
        BusinessOwner = Shown(facts.BusinessOwner), Car = Shown(facts.Car), HardshipCause = facts.HardshipCause ?? "", AccidentLoss = Shown(facts.AccidentLossFen), Documents = [.. facts.Documents],
        SchoolName = facts.SchoolName ?? "", SchoolStage = facts.SchoolStage ?? "", Honour = facts.Honour ?? "", DutyPost = facts.DutyPost ?? "", OverlapReason = facts.OverlapReason ?? "", Remark = facts.Remark ?? "",
    };

    private static Refusal? Whole(string text, FactField field) => Text(text) is null || Number(text) is not null ? null : RosterProblems.NotWhole(FactWords.Label(field));

    private static Refusal? Amount(string text, FactField field) =>
        Text(text) is not { } given ? null
        : !Money.TryParse(given, out var money, out var refusal) ? refusal
        : money.Fen < 0 ? RosterProblems.Negative(FactWords.Label(field)) : null;

    private static int? Number(string text) => int.TryParse(HalfWidth.Code(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? Fen(string text) => Text(text) is { } given && Money.TryParse(given, out var money, out _) && money.Fen >= 0 ? money.Fen : null;

    private static bool? YesNo(string text) => text switch { "yes" => true, "no" => false, _ => null };

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Shown(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Shown(long? fen) => fen is { } known ? new Money(known).ToString() : "";

    private static string Shown(bool? answer) => answer switch { true => "yes", false => "no", null => "" };
}
