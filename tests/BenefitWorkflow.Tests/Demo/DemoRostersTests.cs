using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Execution;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Files;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>The rosters as the service reads them: written to real files, read by the roster reader, judged by the programmes' own rules.</summary>
public sealed class DemoRostersTests
{
    private static readonly string[] Keys = ["spring-festival-warmth", "hardship-assistance"];

    private sealed record Line(DemoRoster Roster, DemoApplicant Applicant, RosterRow Row);

    private static readonly List<Line> Lines = Read(new DemoRosters(1, 1));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    public void PlannedRows_PerStandardOfThePlan_AreItsGrantsTimesTheScale(int seed, int scale)
    {
        foreach (var programme in Shipped.Catalog.Programmes)
        {
            var granted = Read(new DemoRosters(seed, scale)).Where(l => l.Roster.Programme == programme.Key && l.Applicant.Planned)
                .Select(l => (l.Row.Case!.SchemeKey, Determination: Decide(l, Complete(l.Row.Case, programme)))).ToList();

            Assert.All(granted, g => Assert.Equal(Verdict.Eligible, g.Determination.Verdict));
            foreach (var scheme in programme.Schemes)
            {
                Assert.Equal(
                    scheme.Entitlement.Select(e => (e.Tier ?? e.SchoolStage, e.AmountFen, Grants: e.PlannedGrants * scale)).Order(),
                    granted.Where(g => g.SchemeKey == scheme.Key).GroupBy(g => (g.Determination.Tier, g.Determination.AmountFen))
                        .Select(g => (g.Key.Tier, g.Key.AmountFen, Grants: g.Count())).Order());
            }
            Assert.Equal(programme.PlannedFen * scale, granted.Sum(g => g.Determination.AmountFen));
        }
    }

    [Fact]
    public void Rows_WithATrouble_FailInItsOwnWay()
    {
        foreach (var line in Lines.Where(l => l.Applicant.Trouble != Trouble.Duplicate))
        {
            switch (line.Applicant.Trouble)
            {
                case Trouble.BadId: HasOnlyAWrongCheckCharacter(line.Applicant); break;
                case Trouble.ThirdDecimal: Refused(line, RosterField.AnnualIncome); break;
                case Trouble.MissingDocument: Assert.Equal((Verdict.Incomplete, "documents"), (Decide(line).Verdict, Failure(line))); break;
                case Trouble.OverIncome: Assert.Equal((Verdict.Ineligible, "income"), (Decide(line).Verdict, Failure(line))); break;
                default: Assert.Equal(Verdict.Eligible, Decide(line).Verdict); break;
            }
        }
    }

    [Theory]
    [InlineData("spring-festival-warmth")]
    [InlineData("hardship-assistance")]
    public void Rosters_OfEachProgramme_HoldEveryTroubleAndARareName(string programme)
    {
        var lines = Lines.Where(l => l.Roster.Programme == programme).ToList();
        Assert.Equal(Enum.GetValues<Trouble>(), lines.Select(l => l.Applicant.Trouble).Distinct().Order());
        // Characters that code page 936 lacks, among those who are paid: their names must reach the bank whole.
        Assert.Contains(lines, l => l.Applicant.Planned && l.Row.Case!.Name.EnumerateRunes().Any(rune => rune.Value is 0x4DAE or 0x20164 or 0x9FCD));
    }

    [Fact]
    public void DuplicateRows_Reading_RepeatAnEarlierLineOfTheirFile()
    {
        foreach (var roster in Lines.GroupBy(l => l.Roster))
        {
            var duplicate = Assert.Single(roster, l => l.Applicant.Trouble == Trouble.Duplicate);
            Assert.False(duplicate.Applicant.Planned);
            var twin = Assert.Single(roster, l => l.Row.Row != duplicate.Row.Row && l.Row.Cells.SequenceEqual(duplicate.Row.Cells));
            Assert.True(twin.Row.Row < duplicate.Row.Row);
        }
    }

    [Fact]
    public void People_InBothProgrammes_AreTheSpringModelWorkersWithAReason()
    {
        var spring = Ids(Lines, Keys[0]).ToHashSet();
        var both = Lines.Where(l => l.Roster.Programme == Keys[1] && l.Row.Case is { } c && spring.Contains(c.IdNumber) && l.Applicant.Planned).ToList();
        Assert.Equal(10, both.Count);
        Assert.All(both, l => Assert.Equal("model-worker", l.Row.Case!.SchemeKey));

        var earlier = new EarlierGrant(Keys[0], "model-worker", 2023, "SNWN-2023-000001", 200_000, true, true, true);
        var model = both.First(l => l.Applicant.Trouble == Trouble.None);
        Assert.Equal(Verdict.Eligible, Decide(model, earlier: earlier).Verdict);
        Assert.NotEqual(Verdict.Eligible, Decide(model, model.Row.Case!.Application with { OverlapReason = null }, earlier).Verdict);
    }

    /// <summary>The bank and the staff of a restarted demo know the troubles only from these.</summary>
    [Fact]
    public void Rosters_MadeAgain_AreTheSame()
    {
        var again = new DemoRosters(1, 1);
        Assert.Equal(Lines.Select(l => l.Row.Cells), Read(again).Select(l => l.Row.Cells));
        foreach (var line in Lines.Where(l => l.Row.Case is not null && l.Applicant.Trouble != Trouble.Duplicate))
            Assert.Equal(line.Applicant.Trouble, again.Of(line.Row.Case!.Unit).Trouble);
    }

    [Fact]
    public void Seeds_OneToNine_ShareNobodyAndNoAccount()
    {
        var all = Enumerable.Range(1, 9).Select(seed => new DemoRosters(seed, 1)).ToList();
        Assert.Equal(9 * Numbers(all[0], RosterField.IdNumber).Count, all.SelectMany(r => Numbers(r, RosterField.IdNumber)).Distinct().Count());

        var corrected = all.SelectMany(r => Applicants(r).Where(a => a.Trouble is Trouble.ClosedAccount or Trouble.LateReturn).DistinctBy(a => a.Seed).Select(r.CorrectedAccount)).ToList();
        Assert.Equal(corrected.Count, corrected.Distinct().Count());
        Assert.Empty(corrected.Intersect(all.SelectMany(r => Numbers(r, RosterField.Account))));
    }

    /// <summary>Nobody may stand for two grants of one programme, or one of them is blocked and the plan is not met.</summary>
    [Fact]
    public void People_AtTheHighestScale_StandOnceInEachProgramme()
    {
        var rosters = new DemoRosters(9, 1_000).Rosters;
        foreach (var key in Keys)
        {
            var seeds = rosters.Where(r => r.Programme == key).SelectMany(r => r.Applicants).Where(a => a.Planned).Select(a => a.Seed).ToList();
            Assert.Equal(Shipped.Catalog.Find(key)!.Schemes.Sum(s => s.PlannedGrants) * 1_000, seeds.Count);
            Assert.Equal(seeds.Count, seeds.Distinct().Count());
            Assert.InRange(seeds.Max(), 0, 49_999_999);
        }
    }

    private static IEnumerable<DemoApplicant> Applicants(DemoRosters rosters) => rosters.Rosters.SelectMany(r => r.Applicants);

    private static HashSet<string> Numbers(DemoRosters rosters, RosterField field) => [.. Applicants(rosters).Where(a => a.Planned).Select(a => a.Cells[field])];

    private static IEnumerable<string> Ids(List<Line> lines, string programme) => lines.Where(l => l.Roster.Programme == programme && l.Row.Case is not null).Select(l => l.Row.Case!.IdNumber);

    private static void HasOnlyAWrongCheckCharacter(DemoApplicant applicant)
    {
        var (bad, right) = (applicant.Cells[RosterField.IdNumber], InventedPeople.Person(applicant.Seed).IdNumber);
        Assert.False(IdNumber.TryParse(bad, out _, out _));
        Assert.True(IdNumber.TryParse(right, out _, out _));
        Assert.Equal(right[..^1], bad[..^1]);
    }

    private static void Refused(Line line, RosterField field)
    {
        Assert.Null(line.Row.Case);
        Assert.Equal(field, RosterColumns.Find(Assert.Single(line.Row.Problems).Column));
    }

    private static string Failure(Line line) => Assert.Single(Decide(line).Trace, r => !r.Passed).Key;

    /// <summary>What the applicant sends in after a request for correction.</summary>
    private static ApplicationFacts Complete(NewCase @case, Programme programme) => @case.Application with { Documents = [.. programme.Documents.Select(d => d.Key)] };

    private static Determination Decide(Line line, ApplicationFacts? application = null, EarlierGrant? earlier = null)
    {
        var programme = Shipped.Catalog.Find(line.Roster.Programme)!;
        var @case = line.Row.Case!;
        var facts = new EligibilityFacts
        {
            IdNumber = @case.IdNumber, Name = @case.Name, Application = application ?? @case.Application, HasAccount = @case.Account is not null, Earlier = earlier is null ? [] : [earlier],
        };
        return EligibilityEvaluator.Evaluate(programme, programme.FindScheme(@case.SchemeKey)!, facts, line.Roster.Day);
    }

    private static List<Line> Read(DemoRosters rosters)
    {
        var folder = Directory.CreateTempSubdirectory("rosters-");
        try
        {
            var lines = new List<Line>();
            foreach (var roster in rosters.Rosters)
            {
                var path = Path.Combine(folder.FullName, roster.FileName);
                DemoRosters.Write(roster, path);
                using var stream = File.OpenRead(path);
                Assert.True(RosterReader.TryOpen(stream, roster.FileName, Shipped.Catalog.Find(roster.Programme)!, TableLimits.Default, RosterMapping.None, out var reader, out _));
                using (reader) lines.AddRange(roster.Applicants.Zip(reader.Rows(), (applicant, row) => new Line(roster, applicant, row)));
            }
            Assert.Equal(rosters.Rosters.Sum(r => r.Applicants.Count), lines.Count);
            return lines;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
