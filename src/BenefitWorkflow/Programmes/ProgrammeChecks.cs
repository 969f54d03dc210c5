using System.Text.RegularExpressions;

namespace BenefitWorkflow.Programmes;

/// <summary>What the values of one programme must be together; every finding is reported, none stops the next check.</summary>
internal sealed partial class ProgrammeChecks
{
    private readonly LoadedProgramme _loaded;
    private readonly Programme _programme;
    private readonly ProgrammeProblems _problems;

    private ProgrammeChecks(LoadedProgramme loaded, ProgrammeProblems problems) =>
        (_loaded, _programme, _problems) = (loaded, loaded.Programme, problems);

    public static void Check(LoadedProgramme loaded, ProgrammeProblems problems)
    {
        var checks = new ProgrammeChecks(loaded, problems);
        checks.CheckIdentity();
        checks.CheckTexts();
        checks.CheckPolicies();
        checks.CheckParameters();
        new SchemeChecks(checks, loaded.Programme).Check();
        new MoneyChecks(checks, loaded.Programme).Check();
        new IndicatorChecks(checks, loaded.Programme).Check();
    }

    internal void Add(string path, string code, string zh, string en) => _problems.Add(_loaded.File, "$." + path, code, zh, en);

    internal void Unique<T>(IReadOnlyList<T> items, string path, string field, Func<T, string> key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            if (!seen.Add(key(items[i])))
                Add($"{path}[{i}].{field}", "duplicate-key", $"“{key(items[i])}”重复；请改正。", $"'{key(items[i])}' occurs twice; correct it.");
        }
    }

    internal void KeyForm(string value, string path)
    {
        if (!KebabCase().IsMatch(value))
            Add(path, "bad-key", $"“{value}”应为小写字母、数字和连字符；请改正。", $"'{value}' must be lower-case letters, digits and hyphens; correct it.");
    }

    internal void CodeForm(string value, string path)
    {
        if (!Capitals().IsMatch(value))
            Add(path, "bad-key", $"“{value}”应为 2 至 8 位大写字母或数字，以字母开头；请改正。",
                $"'{value}' must be 2 to 8 capitals or digits that begin with a letter; correct it.");
    }

    internal void AtLeast(decimal value, decimal minimum, string path)
    {
        if (value < minimum)
            Add(path, "bad-number", $"{value} 小于允许的最小值 {minimum}；请改正。", $"{value} is below {minimum}, the least allowed; correct it.");
    }

    internal void Dates(DateOnly? from, DateOnly? to, string path)
    {
        if (from > to)
            Add(path, "bad-date", "终止日期早于起始日期；请改正。", "the last day is before the first; correct them.");
    }

    internal void Text(LocalizedText? text, string path)
    {
        if (text is not null && (string.IsNullOrWhiteSpace(text.Zh) || string.IsNullOrWhiteSpace(text.En)))
            Add(path, "missing-text", "中文或英文文本为空；请补上。", "the Chinese or the English text is empty; add it.");
    }

    /// <summary>A source is named always, a reason where something was assumed.</summary>
    internal void Provenance(string source, bool assumption, LocalizedText? reason, string path)
    {
        if (string.IsNullOrWhiteSpace(source))
            Add(path + ".source", "missing-text", "没有写明来源；请补上。", "the source is not named; add it.");
        Text(reason, path + ".reason");
        if (assumption && reason is null)
            Add(path + ".reason", "missing-reason", "假设值必须写明理由；请补上 reason。", "an assumption must say why; add a reason.");
    }

    internal void Unknown(string path, string what) =>
        Add(path, "unknown-reference", $"“{what}”没有在本项目中定义；请改正或补上。", $"'{what}' is not defined in this programme; correct it or add it.");

    private void CheckIdentity()
    {
        KeyForm(_programme.Key, "key");
        CodeForm(_programme.Code, "code");
        AtLeast(_programme.Version, 1, "version");
        AtLeast(_programme.Year, 2000, "year");
        AtLeast(2100 - _programme.Year, 0, "year");
        Dates(_programme.EffectiveFrom, _programme.EffectiveTo, "effectiveTo");
        if (_programme.Key != _loaded.Folder)
            Add("key", "folder-mismatch", $"key“{_programme.Key}”与文件夹名“{_loaded.Folder}”不一致；请改正其一。",
                $"key '{_programme.Key}' differs from the folder's name '{_loaded.Folder}'; correct one of them.");
    }

    private void CheckTexts()
    {
        Text(_programme.Title, "title");
        Text(_programme.Department, "department");
        Text(_programme.Unit, "unit");
        Text(_programme.Goal, "goal");
        Text(_programme.Notice.Contact, "notice.contact");
        for (var i = 0; i < _programme.LegalBasis.Count; i++) Text(_programme.LegalBasis[i], $"legalBasis[{i}]");
        for (var i = 0; i < _programme.Notes.Count; i++) Text(_programme.Notes[i], $"notes[{i}]");
        for (var i = 0; i < _programme.Documents.Count; i++)
        {
            KeyForm(_programme.Documents[i].Key, $"documents[{i}].key");
            Text(_programme.Documents[i].Title, $"documents[{i}].title");
        }

        Unique(_programme.Documents, "documents", "key", document => document.Key);
    }

    private void CheckPolicies()
    {
        AtLeast(_programme.Approval.SecondLevelAboveFen, 0, "approval.secondLevelAboveFen");
        AtLeast(_programme.Notice.WorkingDays, 1, "notice.workingDays");
        if (_programme.Payments is { } payments)
        {
            AtLeast(payments.BatchLimitFen ?? 1, 1, "payments.batchLimitFen");
            AtLeast(payments.SecondCheckerAboveFen ?? 0, 0, "payments.secondCheckerAboveFen");
            AtLeast(payments.WarnAtPercent, 1, "payments.warnAtPercent");
            AtLeast(100 - payments.WarnAtPercent, 0, "payments.warnAtPercent");
            Provenance(payments.Source, payments.Assumption, payments.Reason, "payments");
        }
        AtLeast(_programme.ServiceLimitWorkingDays, 1, "serviceLimitWorkingDays");
        if (_programme.YearlyCapFen is { } cap) AtLeast(cap, 1, "yearlyCapFen");
        Provenance(_programme.Notice.Source, _programme.Notice.Assumption, _programme.Notice.Reason, "notice");
        if (_programme.Window is { } window && _programme.Year is >= 2000 and <= 2100)
        {
            var dates = window.For(_programme.Year);
            Dates(dates.Opens, dates.Closes, "window.closes");
            if (dates.PaidBefore is { } paidBefore) Dates(dates.Opens.AddDays(1), paidBefore, "window.paidBefore");
        }

        for (var i = 0; i < _programme.SeparationOfDuties.Count; i++)
        {
            var pair = _programme.SeparationOfDuties[i];
            Act(pair.First, $"separationOfDuties[{i}].first");
            Act(pair.Second, $"separationOfDuties[{i}].second");
        }

        Unique(_programme.SeparationOfDuties, "separationOfDuties", "second", pair => $"{pair.First}/{pair.Second}");
    }

    private void Act(string act, string path)
    {
        if (!Acts.All.Contains(act))
            Add(path, "unknown-act", $"没有“{act}”这种操作；可用的有：{string.Join("、", Acts.All.Order(StringComparer.Ordinal))}。",
                $"there is no act '{act}'; use one of: {string.Join(", ", Acts.All.Order(StringComparer.Ordinal))}.");
    }

    private void CheckParameters()
    {
        Unique(_programme.Parameters, "parameters", "key", parameter => parameter.Key);
        for (var i = 0; i < _programme.Parameters.Count; i++)
        {
            var parameter = _programme.Parameters[i];
            var path = $"parameters[{i}]";
            KeyForm(parameter.Key, path + ".key");
            Text(parameter.Title, path + ".title");
            for (var j = 0; j < parameter.Values.Count; j++)
            {
                var value = parameter.Values[j];
                AtLeast(value.Value, 1, $"{path}.values[{j}].value");
                Dates(value.EffectiveFrom, value.EffectiveTo, $"{path}.values[{j}].effectiveTo");
                Provenance(value.Source, value.Assumption, value.Reason, $"{path}.values[{j}]");
                if (j > 0 && !(parameter.Values[j - 1].EffectiveTo < value.EffectiveFrom))
                    Add($"{path}.values[{j}].effectiveFrom", "parameter-overlap", "与前一个值的有效期重叠或次序颠倒；请改正日期。",
                        "it overlaps with the value before it or is out of order; correct the dates.");
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex KebabCase();

    [GeneratedRegex("^[A-Z][A-Z0-9]{1,7}$", RegexOptions.CultureInvariant)]
    private static partial Regex Capitals();
}
