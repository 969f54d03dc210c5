using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases.Import;

/// <summary>Fields of a roster row.</summary>
internal enum RosterField
{
    Name = 1, IdNumber, Phone, Unit, Scheme, HouseholdPersons, AnnualIncome, RigidCosts, Homes, BusinessOwner, Car, HardshipCause, AccidentLoss,
    Documents, BankName, Account, AccountName, SchoolName, SchoolStage, Honour, DutyPost, OverlapReason, Remark, HouseholdHeadId,

    /// <summary>Columns that rosters often have and nothing needs (序号, 性别), or that an earlier answer added (问题原因).</summary>
    NotRead,
}

/// <summary>Headers that people write, in both languages; spaces, brackets with units, width and case do not count.</summary>
internal static class RosterColumns
{
    private static readonly RosterField[] Amounts = [RosterField.AnnualIncome, RosterField.RigidCosts, RosterField.AccidentLoss];

    private static readonly (RosterField Field, string[] Aliases)[] Known =
    [
        (RosterField.Name, ["姓名", "申请人", "name"]),
        (RosterField.IdNumber, ["身份证号", "身份证号码", "身份证", "公民身份号码", "idnumber", "idcardnumber", "id"]),
        (RosterField.Phone, ["联系电话", "电话", "手机", "手机号", "手机号码", "phone", "mobile"]),
        (RosterField.Unit, ["工作单位", "单位", "单位名称", "unit", "employer"]),
        (RosterField.Scheme, ["方案", "帮扶类别", "类别", "scheme"]),
        (RosterField.HouseholdPersons, ["家庭人口", "家庭人口数", "householdpersons", "persons", "household"]),
        (RosterField.AnnualIncome, ["家庭年收入", "年收入", "annualincome", "householdannualincome"]),
        (RosterField.RigidCosts, ["年刚性支出", "家庭年刚性支出", "刚性支出", "rigidcosts", "annualrigidcosts"]),
        (RosterField.Homes, ["房产套数", "住房套数", "homes"]),
        (RosterField.BusinessOwner, ["是否个体经营", "个体经营", "businessowner"]),
        (RosterField.Car, ["是否有车", "有车", "car"]),
        (RosterField.HardshipCause, ["致困原因", "hardshipcause", "cause"]),
        (RosterField.AccidentLoss, ["意外损失", "损失金额", "accidentloss", "loss"]),
        (RosterField.Documents, ["申请材料", "材料", "documents"]),
        (RosterField.BankName, ["开户行", "开户银行", "bank", "bankname"]),
        (RosterField.Account, ["银行账号", "银行卡号", "账号", "帐号", "account", "accountnumber"]),
        (RosterField.AccountName, ["账户名", "户名", "accountname", "nameonaccount"]),
        (RosterField.SchoolName, ["录取院校", "就读学校", "school", "schoolname"]),
        (RosterField.SchoolStage, ["学段", "schoolstage", "stage"]),
        (RosterField.Honour, ["荣誉称号", "荣誉", "honour", "honor"]),
        (RosterField.DutyPost, ["岗位", "坚守岗位", "dutypost", "post"]),
        (RosterField.OverlapReason, ["重复说明", "重复享受说明", "overlapreason"]),
        (RosterField.Remark, ["备注", "remark", "remarks"]),
        (RosterField.HouseholdHeadId, ["户主身份证号", "户主身份证号码", "householdheadid", "householdheadidnumber"]),
        (RosterField.NotRead, ["序号", "编号", "性别", "问题原因", "问题原因reason", "serialnumber", "no", "gender", "sex", "reason"]),
    ];

    private static readonly Dictionary<string, RosterField> ByAlias = Known.SelectMany(k => k.Aliases.Select(a => (a, k.Field))).ToDictionary(p => p.a, p => p.Field);

    public static IReadOnlyList<RosterField> Required { get; } = [RosterField.Name, RosterField.IdNumber, RosterField.Unit, RosterField.Scheme];

    public static IEnumerable<(RosterField Field, IReadOnlyList<string> Aliases)> All => Known.Select(k => (k.Field, (IReadOnlyList<string>)k.Aliases));

    /// <summary>The field a header names, or null.</summary>
    public static RosterField? Find(string header) => ByAlias.TryGetValue(Normal(header), out var field) ? field : null;

    /// <summary>The field's first Chinese header, as templates print it.</summary>
    public static string Title(RosterField field) => Known.First(k => k.Field == field).Aliases[0];

    /// <summary>Title of the column that a person's refusal is about; empty where it is about the whole row.</summary>
    public static string TitleOf(Refusal refusal) => refusal.Code.Split('.')[0] switch
    {
        "person-name" => Title(RosterField.Name),
        "id-number" => Title(RosterField.IdNumber),
        "phone" => Title(RosterField.Phone),
        "bank-account" => Title(RosterField.Account),
        _ => "",
    };

    /// <summary>Whether the header names an amount in another unit than yuan (万元, thousand): read as yuan it would be wrong by that factor.</summary>
    public static bool IsInAnotherUnit(RosterField field, string header) =>
        Amounts.Contains(field) && (header.AsSpan().ContainsAny('万', '萬', '千') || header.Contains("thousand", StringComparison.OrdinalIgnoreCase));

    /// <summary>The known header that looks most like an unknown one.</summary>
    public static string Closest(string header)
    {
        var normal = Normal(header);
        return ByAlias.Keys.Where(alias => ByAlias[alias] != RosterField.NotRead).MinBy(alias => Distance(normal, alias) / (double)Math.Max(normal.Length, alias.Length))!;
    }

    // "家庭年收入（元）", "Annual income (yuan)" and "身份证号 " are all meant.
    private static string Normal(string header)
    {
        Span<char> text = stackalloc char[Math.Min(header.Length, 100)];
        var length = 0;
        var depth = 0;
        foreach (var wide in header.AsSpan(0, text.Length))
        {
            var c = HalfWidth.Of(wide);
            if (c is '(' or '[' or '【') depth++;
            else if (c is ')' or ']' or '】') depth = Math.Max(0, depth - 1);
            else if (depth == 0 && char.IsLetterOrDigit(c)) text[length++] = char.ToLowerInvariant(c);
        }
        return new string(text[..length]);
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[^1];
    }
}
