using System.Globalization;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Engine.Execution;
using BenefitWorkflow.Files;
using BenefitWorkflow.Programmes;

namespace BenefitWorkflow.Cases.Import;

/// <summary>One row's cells by field, each read as its type; collects what cannot be read.</summary>
internal sealed class RosterCells(TableRow row, IReadOnlyList<string> header, RosterField[] fields, Programme programme)
{
    private static readonly char[] Separators = ['、', ',', '，', ';', '；', '\n'];

    private readonly List<RowProblem> _problems = [];

    public IReadOnlyList<RowProblem> Problems => _problems;

    public NewCase ToCase() => new()
    {
        ProgrammeKey = programme.Key,
        SchemeKey = Scheme(),
        Name = Required(RosterField.Name),
        IdNumber = Required(RosterField.IdNumber),
        Phone = Text(RosterField.Phone),
        Unit = Required(RosterField.Unit),
        BankName = Text(RosterField.BankName),
        Account = Text(RosterField.Account),
        AccountName = Text(RosterField.AccountName),
        HouseholdHeadId = Text(RosterField.HouseholdHeadId),
        Application = new ApplicationFacts
        {
            HouseholdPersons = Whole(RosterField.HouseholdPersons),
            AnnualIncomeFen = Fen(RosterField.AnnualIncome),
            RigidCostsFen = Fen(RosterField.RigidCosts),
            Homes = Whole(RosterField.Homes),
            BusinessOwner = YesNo(RosterField.BusinessOwner),
            Car = YesNo(RosterField.Car),
            HardshipCause = Word(RosterField.HardshipCause, RosterWords.Causes),
            AccidentLossFen = Fen(RosterField.AccidentLoss),
            Documents = Documents(),
            SchoolName = Text(RosterField.SchoolName),
            SchoolStage = Word(RosterField.SchoolStage, RosterWords.Stages),
            Honour = Word(RosterField.Honour, RosterWords.Honours),
            DutyPost = Text(RosterField.DutyPost),
            OverlapReason = Text(RosterField.OverlapReason),
            Remark = Text(RosterField.Remark),
        },
    };

    private string? Text(RosterField field)
    {
        var column = Array.IndexOf(fields, field);
        if (column < 0 || column >= row.Cells.Count) return null;
        var text = row.Cells[column].Trim();
        return text.Length == 0 ? null : text;
    }

    private string Required(RosterField field)
    {
        if (Text(field) is { } text) return text;
        Problem(field, new Refusal("roster.required", $"“{RosterColumns.Title(field)}”不能为空；请填写。", $"'{RosterColumns.Title(field)}' may not be empty; fill it in."));
        return "";
    }

    private string Scheme()
    {
        var text = Required(RosterField.Scheme);
        if (text.Length == 0) return "";
        if (programme.FindScheme(text) is { } scheme) return scheme.Key;
        Unknown(RosterField.Scheme, programme.Schemes.Select(s => s.Title.Zh));
        return text;
    }

    private int? Whole(RosterField field)
    {
        if (Text(field) is not { } text) return null;
        if (int.TryParse(HalfWidth.Code(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Problem(field, new Refusal("roster.not-a-whole-number", $"“{RosterColumns.Title(field)}”须为非负整数。", $"'{RosterColumns.Title(field)}' must be a whole number of 0 or more."));
        return null;
    }

    private long? Fen(RosterField field)
    {
        if (Text(field) is not { } text) return null;
        if (!Money.TryParse(text, out var money, out var refusal))
        {
            Problem(field, refusal);
            return null;
        }
        if (money.Fen >= 0) return money.Fen;
        Problem(field, new Refusal("roster.negative-amount", $"“{RosterColumns.Title(field)}”不能为负数。", $"'{RosterColumns.Title(field)}' may not be negative."));
        return null;
    }

    private bool? YesNo(RosterField field)
    {
        if (Text(field) is not { } text) return null;
        if (RosterWords.YesNo.TryGetValue(text.ToLowerInvariant(), out var value)) return value;
        Unknown(field, ["是", "否"]);
        return null;
    }

    private string? Word(RosterField field, IReadOnlyDictionary<string, string> words)
    {
        if (Text(field) is not { } text) return null;
        if (words.TryGetValue(text.ToLowerInvariant(), out var value)) return value;
        Unknown(field, words.Keys);
        return null;
    }

    private List<string> Documents()
    {
        var keys = new List<string>();
        foreach (var title in (Text(RosterField.Documents) ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var document = programme.Documents.FirstOrDefault(d => d.Key == title || d.Title.Zh == title || d.Title.En.Equals(title, StringComparison.OrdinalIgnoreCase));
            if (document is null) Unknown(RosterField.Documents, programme.Documents.Select(d => d.Title.Zh));
            else if (!keys.Contains(document.Key)) keys.Add(document.Key);
        }
        return keys;
    }

    // The value is not repeated: a cell in the wrong column may be anybody's number.
    private void Unknown(RosterField field, IEnumerable<string> known)
    {
        var list = string.Join("、", known);
        Problem(field, new Refusal("roster.unknown-value", $"“{RosterColumns.Title(field)}”的填写无法识别；可填：{list}。", $"'{RosterColumns.Title(field)}' has an unknown value; use one of: {list}."));
    }

    private void Problem(RosterField field, Refusal refusal)
    {
        var column = Array.IndexOf(fields, field);
        _problems.Add(new RowProblem(row.Number, column < 0 ? RosterColumns.Title(field) : header[column], refusal));
    }
}
