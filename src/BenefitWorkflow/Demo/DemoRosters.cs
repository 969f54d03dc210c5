using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Files;

namespace BenefitWorkflow.Demo;

/// <summary>What goes wrong with one invented applicant.</summary>
internal enum Trouble
{
    None = 0, BadId, Duplicate, OverIncome, MissingDocument, ThirdDecimal, ClosedAccount, ObjectionUpheld, ObjectionDismissed, LateReturn,
}

/// <summary>One roster file and the day it is handed in.</summary>
internal sealed record DemoRoster(string Programme, DateOnly Day, string FileName, IReadOnlyList<DemoApplicant> Applicants);

/// <param name="Seed">Makes the person; stands in the unit's name, so that the staff's parts can be played again after a restart.</param>
/// <param name="Planned">True where the grant is one of the plan's and must be paid in the end.</param>
internal sealed record DemoApplicant(int Seed, string Scheme, Trouble Trouble, bool Planned, IReadOnlyDictionary<RosterField, string> Cells);

/// <summary>
/// The rosters of both programmes: the plan's grants exactly, times the scale, and among them the troubles of real lists.
/// Everything follows from seed and scale; nothing about troubles is stored in the service.
/// </summary>
internal sealed class DemoRosters
{
    /// <summary>Numbers of one seed's people. Nine seeds fit below the corrected accounts, and both below the 10^8 that share nothing.</summary>
    private const int PeoplePerSeed = 5_000_000, CorrectedAccountOffset = 50_000_000;

    /// <summary>First number of each kind of people, far enough apart for the highest scale.</summary>
    private const int FrontlineStart = 0, DeepStart = 300_000, RelativeStart = 500_000, AccidentStart = 800_000, ModelWorkerStart = 1_000_000,
        UniversityStart = 1_100_000, VocationalStart = 1_200_000, DisasterStart = 1_500_000, DutyStart = 2_000_000, ExtraStart = 4_000_000;

    private static readonly RosterField[] Columns =
    [
        RosterField.Name, RosterField.IdNumber, RosterField.Phone, RosterField.Unit, RosterField.Scheme, RosterField.HouseholdPersons, RosterField.AnnualIncome, RosterField.RigidCosts,
        RosterField.Homes, RosterField.BusinessOwner, RosterField.Car, RosterField.HardshipCause, RosterField.AccidentLoss, RosterField.Documents, RosterField.BankName, RosterField.Account,
        RosterField.AccountName, RosterField.SchoolName, RosterField.SchoolStage, RosterField.Honour, RosterField.DutyPost, RosterField.OverlapReason, RosterField.Remark,
    ];

    private static readonly string[] Factories = ["楚雄卷烟厂", "州运输公司", "州建筑公司", "州机床厂", "州纺织厂", "州医药公司"];

    private readonly int _seed;
    private readonly Dictionary<int, DemoApplicant> _bySeed = [];
    private int _extra;

    /// <summary>How many times the plan.</summary>
    public int Scale { get; }

    public DemoRosters(int seed, int scale)
    {
        (_seed, Scale) = (seed * PeoplePerSeed, scale);
        var year = 2023;
        Rosters =
        [
            Roster("spring-festival-warmth", new DateOnly(year - 1, 12, 5), "2023春节送温暖-困难职工和劳模.xlsx",
            [
                .. People(DisasterStart, 235 * scale, "因灾因病意外致困职工慰问", Disaster),
                .. People(ModelWorkerStart, 10 * scale, "困难劳模慰问", SpringModel),
                Extra("因灾因病意外致困职工慰问", Trouble.ObjectionUpheld, Disaster), Extra("因灾因病意外致困职工慰问", Trouble.BadId, Disaster),
                Extra("因灾因病意外致困职工慰问", Trouble.OverIncome, Disaster),
            ]),
            Roster("spring-festival-warmth", new DateOnly(year - 1, 12, 19), "2023春节送温暖-坚守岗位.xlsx",
            [
                .. People(DutyStart, 234 * scale, "春节坚守岗位职工慰问", Duty), Extra("春节坚守岗位职工慰问", Trouble.ThirdDecimal, Duty),
            ]),
            Roster("hardship-assistance", new DateOnly(year, 2, 6), "2023帮扶-一线职工.xlsx",
            [
                .. People(FrontlineStart, 200 * scale, "慰问生产一线职工", Frontline), Extra("慰问生产一线职工", Trouble.BadId, Frontline),
            ]),
            Roster("hardship-assistance", new DateOnly(year, 3, 6), "2023帮扶-困难职工.xlsx",
            [
                .. People(DeepStart, 100 * scale, "困难职工帮扶", Deep), .. People(RelativeStart, 200 * scale, "困难职工帮扶", Relative), .. People(AccidentStart, 150 * scale, "困难职工帮扶", Accident),
                Extra("困难职工帮扶", Trouble.ObjectionUpheld, Relative), Extra("困难职工帮扶", Trouble.OverIncome, Relative), Extra("困难职工帮扶", Trouble.ThirdDecimal, Deep),
            ]),
            Roster("hardship-assistance", new DateOnly(year, 5, 8), "2023帮扶-困难劳模.xlsx", People(ModelWorkerStart, 60 * scale, "困难劳模帮扶", Model)),
            Roster("hardship-assistance", new DateOnly(year, 8, 21), "2023金秋助学.xlsx",
            [
                .. People(UniversityStart, 25 * scale, "金秋助学", University), .. People(VocationalStart, 15 * scale, "金秋助学", Vocational),
            ]),
        ];
    }

    public IReadOnlyList<DemoRoster> Rosters { get; }

    /// <summary>The applicant whose number stands in a unit's name.</summary>
    public DemoApplicant Of(string unit) => _bySeed[SeedOf(unit)];

    public static int SeedOf(string unit) => int.Parse(unit[(unit.IndexOf('第') + 1)..unit.IndexOf('班', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The account that a corrected payment goes to.</summary>
    public string CorrectedAccount(DemoApplicant applicant) => InventedPeople.Person(applicant.Seed + CorrectedAccountOffset).Account;

    public static void Write(DemoRoster roster, string path)
    {
        using var stream = File.Create(path);
        using var table = new TableWriter(stream, [.. Columns.Select(RosterColumns.Title)]);
        foreach (var applicant in roster.Applicants) table.WriteRow([.. Columns.Select(c => applicant.Cells.GetValueOrDefault(c, ""))]);
    }

    private DemoRoster Roster(string programme, DateOnly day, string file, IEnumerable<DemoApplicant> applicants)
    {
        var rows = applicants.ToList();
        // The same line twice, as it comes about when two people keep one list: the second is found, not paid.
        rows.Insert(rows.Count / 2, rows[3] with { Trouble = Trouble.Duplicate, Planned = false });
        return new DemoRoster(programme, day, file, rows);
    }

    /// <summary>The plan's grants of one kind; the first few have a trouble that is mended before they are paid.</summary>
    private IEnumerable<DemoApplicant> People(int start, int count, string scheme, Func<int, Dictionary<RosterField, string>> facts)
    {
        for (var i = 0; i < count; i++)
        {
            var trouble = i switch { 5 => Trouble.MissingDocument, 7 => Trouble.ClosedAccount, 9 => Trouble.ObjectionDismissed, 11 => Trouble.LateReturn, _ => Trouble.None };
            yield return Applicant(start + i, scheme, trouble, true, facts(i));
        }
    }

    private DemoApplicant Extra(string scheme, Trouble trouble, Func<int, Dictionary<RosterField, string>> facts) => Applicant(ExtraStart + _extra++, scheme, trouble, false, facts(0));

    private DemoApplicant Applicant(int number, string scheme, Trouble trouble, bool planned, Dictionary<RosterField, string> cells)
    {
        var seed = _seed + number;
        var (name, id, phone, account) = InventedPeople.Person(seed);
        cells[RosterField.Name] = name;
        cells[RosterField.IdNumber] = trouble == Trouble.BadId ? id[..^1] + (id[^1] == '1' ? '2' : '1') : id;
        cells[RosterField.Phone] = phone;
        cells[RosterField.Unit] = $"{Factories[number % Factories.Length]}第{seed}班组";
        cells[RosterField.Scheme] = scheme;
        cells[RosterField.BankName] = "农村信用合作联社";
        cells[RosterField.Account] = account;
        cells[RosterField.AccountName] = name;
        if (trouble == Trouble.OverIncome) cells[RosterField.AnnualIncome] = "180000";
        if (trouble == Trouble.ThirdDecimal) cells[RosterField.AnnualIncome] = "20000.005";
        if (trouble == Trouble.MissingDocument) cells[RosterField.Documents] = WithoutFirst(cells[RosterField.Documents]);
        var applicant = new DemoApplicant(seed, scheme, trouble, planned, cells);
        _bySeed[seed] = applicant;
        return applicant;
    }

    private static string WithoutFirst(string documents) => documents.Contains('、') ? documents[(documents.IndexOf('、') + 1)..] : "";

    private static Dictionary<RosterField, string> Household(string income, string documents, params (RosterField Field, string Value)[] more)
    {
        var cells = new Dictionary<RosterField, string>
        {
            [RosterField.HouseholdPersons] = "3", [RosterField.AnnualIncome] = income, [RosterField.RigidCosts] = "0", [RosterField.Homes] = "1",
            [RosterField.BusinessOwner] = "否", [RosterField.Car] = "否", [RosterField.Documents] = documents,
        };
        foreach (var (field, value) in more) cells[field] = value;
        return cells;
    }

    private const string FullFile = "申请审批表、身份证、户口簿、收入证明或工资流水、信息核对授权书";

    private static Dictionary<RosterField, string> Deep(int i) => Household("20000", FullFile);

    private static Dictionary<RosterField, string> Relative(int i) => Household("36000.00", FullFile);

    private static Dictionary<RosterField, string> Accident(int i) => Household("40,000", FullFile + "、灾害或意外证明", (RosterField.HardshipCause, "意外"), (RosterField.AccidentLoss, "5000"));

    private static Dictionary<RosterField, string> Disaster(int i) => Household("48000",
        "申请审批表、身份证、" + (i % 3 == 0 ? "诊断证明及自付费用票据" : "灾害或意外证明"),
        (RosterField.HardshipCause, (i % 3) switch { 0 => "疾病", 1 => "意外", _ => "灾害" }), (RosterField.AccidentLoss, "6000.50"));

    private static Dictionary<RosterField, string> SpringModel(int i) => Household("60000", "申请审批表、身份证、荣誉证书或名册", (RosterField.Honour, "州级劳模"));

    private static Dictionary<RosterField, string> Model(int i) => Household("60000", "申请审批表、身份证、荣誉证书或名册、收入证明或工资流水", (RosterField.Honour, "州级劳模"),
        (RosterField.OverlapReason, "春节慰问与全年困难补助性质不同，经州总工会研究同意"));

    private static Dictionary<RosterField, string> University(int i) => Household("50000", "申请审批表、身份证、户口簿、收入证明或工资流水、录取通知书",
        (RosterField.SchoolName, "云南大学"), (RosterField.SchoolStage, "大学"));

    private static Dictionary<RosterField, string> Vocational(int i) => Household("50000", "申请审批表、身份证、户口簿、收入证明或工资流水、录取通知书",
        (RosterField.SchoolName, "楚雄技师学院"), (RosterField.SchoolStage, "中职"));

    private static Dictionary<RosterField, string> Frontline(int i) => new() { [RosterField.Documents] = "单位推荐名册", [RosterField.DutyPost] = "高温车间" };

    private static Dictionary<RosterField, string> Duty(int i) => new() { [RosterField.Documents] = "春节值班名册", [RosterField.DutyPost] = i % 2 == 0 ? "供电值守" : "急诊值班" };
}
