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

    public NewCase ToCase()
    {
        Untitled();
        return Read();
    }

    private NewCase Read() => new()
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
        if (row.Faults.TryGetValue(column, out var fault))
        {
            Problem(field, RosterProblems.Of(fault, RosterColumns.Title(field)));
            return null;
        }
        var text = Trim(row.Cells[column]);
        return text.Length == 0 ? null : text;
    }

    // Pasting brings invisible marks along; a name of nothing else is empty.
    private static string Trim(string cell)
    {
        var text = cell.AsSpan();
        while (text is [var first, ..] && IsSpace(first)) text = text[1..];
        while (text is [.., var last] && IsSpace(last)) text = text[..^1];
        return text.Length == cell.Length ? cell : text.ToString();

        static bool IsSpace(char c) => char.IsWhiteSpace(c) || HalfWidth.IsInvisible(c);
    }

    /// <summary>What stands under no title would be lost without a word.</summary>
    private void Untitled()
    {
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if ((i >= fields.Length || fields[i] == 0) && (row.Faults.ContainsKey(i) || Trim(row.Cells[i]).Length > 0))
                _problems.Add(new RowProblem(row.Number, "", RosterProblems.Untitled(i)));
        }
    }

    private string Required(RosterField field)
    {
        var before = _problems.Count;
        if (Text(field) is { } text) return text;
        if (_problems.Count == before) Problem(field, RosterProblems.Required(RosterColumns.Title(field)));
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
        // "3人", "4口人" and "1套" are how people count.
        if (int.TryParse(HalfWidth.Code(text).AsSpan().TrimEnd("人口套"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        Problem(field, RosterProblems.NotWhole(RosterColumns.Title(field)));
        return null;
    }

    private long? Fen(RosterField field)
    {
        if (Text(field) is not { } text) return null;
        if (!Money.TryParse(text.EndsWith('元') ? text[..^1] : text, out var money, out var refusal))
        {
            Problem(field, refusal);
            return null;
        }
        if (money.Fen >= 0) return money.Fen;
        Problem(field, RosterProblems.Negative(RosterColumns.Title(field)));
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
        var (keys, unknown) = (new List<string>(), false);
        foreach (var title in (Text(RosterField.Documents) ?? "").Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var document = programme.Documents.FirstOrDefault(d => d.Key == title || d.Title.Zh == title || d.Title.En.Equals(title, StringComparison.OrdinalIgnoreCase));
            if (document is null) unknown = true;
            else if (!keys.Contains(document.Key)) keys.Add(document.Key);
        }
        // Once per cell: the list of what may be entered is long.
        if (unknown) Problem(RosterField.Documents, RosterProblems.UnknownDocument(RosterColumns.Title(RosterField.Documents), programme.Documents.Select(d => d.Title.Zh)));
        return keys;
    }

    private void Unknown(RosterField field, IEnumerable<string> known) => Problem(field, RosterProblems.UnknownValue(RosterColumns.Title(field), known));

    private void Problem(RosterField field, Refusal refusal)
    {
        var column = Array.IndexOf(fields, field);
        _problems.Add(new RowProblem(row.Number, column < 0 ? RosterColumns.Title(field) : header[column], refusal));
    }
}
