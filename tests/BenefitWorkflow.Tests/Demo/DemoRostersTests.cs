using BenefitWorkflow.Beneficiaries.Identification;
using BenefitWorkflow.Cases.Eligibility;
using BenefitWorkflow.Cases.Import;
using BenefitWorkflow.Demo;
using BenefitWorkflow.Files;
using BenefitWorkflow.Programmes;
using BenefitWorkflow.Tests.Programmes;

namespace BenefitWorkflow.Tests.Demo;

/// <summary>The rosters as real files, read by the import's own reader and judged by the programmes' own rules.</summary>
public sealed class DemoRostersTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bw-rosters-");

    public static TheoryData<int, int> SeedsAndScales => new() { { 1, 1 }, { 9, 1 }, { 1, 3 } };

    [Theory]
    [MemberData(nameof(SeedsAndScales))]
    public void Rosters_OfAnySeedAndScale_GrantExactlyThePlan(int seed, int scale)
    {
        var granted = new Dictionary<(string, string, long), int>();
        foreach (var (applicant, row, programme, on) in Rows(new DemoRosters(seed, scale)).Where(r => r.Applicant.Planned))
        {
            Assert.Empty(row.Problems);
            var (scheme, determination) = Judge(programme, row, on);
            // The paper that is missing comes later; everything else is right from the start.
            if (applicant.Trouble == Trouble.MissingDocument)
            {
                Assert.Equal(Verdict.Incomplete, determination.Verdict);
                determination = EligibilityEvaluator.Evaluate(programme, scheme, Facts(row) with
                {
                    Application = row.Case!.Application with { Documents = [.. programme.Documents.Select(d => d.Key)] },
                }, on);
            }
            Assert.Equal(Verdict.Eligible, determination.Verdict);
            var kind = (programme.Key, scheme.Key, determination.AmountFen);
            granted[kind] = granted.GetValueOrDefault(kind) + 1;
        }

        var planned = Shipped.Catalog.Programmes.SelectMany(p => p.Schemes.SelectMany(s => s.Entitlement.Select(e => (Kind: (p.Key, s.Key, e.AmountFen), e.PlannedGrants))));
        Assert.Equal(planned.OrderBy(p => p.Kind).Select(p => (p.Kind, p.PlannedGrants * scale)), granted.OrderBy(g => g.Key).Select(g => (g.Key, g.Value)));
        Assert.Equal(300_000_000L * scale, Sum(Shipped.Hardship.Key));
        Assert.Equal(63_040_000L * scale, Sum(Shipped.Spring.Key));

        long Sum(string programme) => granted.Where(g => g.Key.Item1 == programme).Sum(g => g.Key.Item3 * g.Value);
    }

    [Fact]
    public void Rosters_HoldEveryTroubleOfRealOnes_AsTheReaderAndTheRulesSeeIt()
    {
        var seen = new HashSet<Trouble>();
        foreach (var (applicant, row, programme, on) in Rows(new DemoRosters(1, 1)))
        {
            seen.Add(applicant.Trouble);
            switch (applicant.Trouble)
            {
                case Trouble.BadId:
                    Assert.False(IdNumber.TryParse(applicant.Cells[RosterField.IdNumber], on, out _, out _));
                    break;
                case Trouble.ThirdDecimal:
                    Assert.Equal("家庭年收入", Assert.Single(row.Problems).Column);
                    break;
                case Trouble.OverIncome:
                    var finding = Assert.Single(Judge(programme, row, on).Determination.Trace, t => !t.Passed);
                    Assert.Equal("eligibility.income", finding.Refusal!.Code);
                    break;
                default:
                    Assert.Empty(row.Problems);
                    break;
            }
        }
        Assert.Equal(Enum.GetValues<Trouble>().Order(), seen.Order());
    }

    [Fact]
    public void Rosters_RepeatALineInEveryFile_AndNowhereElse()
    {
        foreach (var roster in new DemoRosters(1, 2).Rosters)
        {
            var repeated = roster.Applicants.GroupBy(a => a.Cells[RosterField.IdNumber]).Where(g => g.Count() > 1).ToList();
            var pair = Assert.Single(repeated);
            Assert.Equal([Trouble.None, Trouble.Duplicate], pair.Select(a => a.Trouble).Order());
            Assert.Single(pair, a => a.Planned);
        }
    }

    [Fact]
    public void ModelWorkers_OfBothProgrammes_StateWhyTheyAreInBoth()
    {
        var rosters = new DemoRosters(1, 1).Rosters;
        var spring = rosters.Where(r => r.Programme == Shipped.Spring.Key).SelectMany(r => r.Applicants).Select(a => a.Cells[RosterField.IdNumber]).ToHashSet();
        var both = rosters.Where(r => r.Programme == Shipped.Hardship.Key).SelectMany(r => r.Applicants).Where(a => spring.Contains(a.Cells[RosterField.IdNumber])).DistinctBy(a => a.Seed).ToList();
        Assert.Equal(10, both.Count);
        Assert.All(both, a => Assert.NotEmpty(a.Cells[RosterField.OverlapReason]));
    }

    [Fact]
    public void Rosters_OfTheSameSeed_AreTheSamePeople_AndUnitsLeadBackToThem()
    {
        var (one, other) = (new DemoRosters(4, 1), new DemoRosters(4, 1));
        foreach (var (a, b) in one.Rosters.SelectMany(r => r.Applicants).Zip(other.Rosters.SelectMany(r => r.Applicants)))
        {
            Assert.Equal(a.Cells, b.Cells);
            Assert.Equal(a.Seed, one.Of(a.Cells[RosterField.Unit]).Seed);
            Assert.NotEqual(a.Cells[RosterField.Account], one.CorrectedAccount(a));
        }
        var people = one.Rosters.SelectMany(r => r.Applicants).Select(a => a.Seed).ToHashSet();
        Assert.DoesNotContain(new DemoRosters(5, 1).Rosters.SelectMany(r => r.Applicants), a => people.Contains(a.Seed));
    }

    [Fact]
    public void Rosters_HaveNamesThatOldEncodingsLack() => Assert.Contains(new DemoRosters(1, 1).Rosters.SelectMany(r => r.Applicants),
        a => a.Planned && a.Cells[RosterField.Name].Contains('\u4DAE', StringComparison.Ordinal));

    private IEnumerable<(DemoApplicant Applicant, RosterRow Row, Programme Programme, DateOnly On)> Rows(DemoRosters rosters)
    {
        foreach (var roster in rosters.Rosters)
        {
            var path = Path.Combine(_folder.FullName, roster.FileName);
            DemoRosters.Write(roster, path);
            var programme = Shipped.Catalog.Find(roster.Programme)!;
            using var stream = File.OpenRead(path);
            Assert.True(RosterReader.TryOpen(stream, roster.FileName, programme, TableLimits.Default, out var reader, out var refusals), string.Join(' ', refusals.Select(r => r.En)));
            using (reader)
            {
                var rows = reader.Rows().ToList();
                Assert.Equal(roster.Applicants.Count, rows.Count);
                foreach (var (applicant, row) in roster.Applicants.Zip(rows)) yield return (applicant, row, programme, roster.Day);
            }
        }
    }

    private static (Scheme Scheme, Determination Determination) Judge(Programme programme, RosterRow row, DateOnly on)
    {
        var scheme = programme.FindScheme(row.Case!.SchemeKey)!;
        return (scheme, EligibilityEvaluator.Evaluate(programme, scheme, Facts(row), on));
    }

    private static EligibilityFacts Facts(RosterRow row) => new()
    {
        IdNumber = row.Case!.IdNumber, Name = row.Case.Name, Application = row.Case.Application, HasAccount = row.Case.Account is not null,
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
