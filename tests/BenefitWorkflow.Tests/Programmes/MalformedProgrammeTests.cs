using System.Text.Json.Nodes;

namespace BenefitWorkflow.Tests.Programmes;

/// <summary>Every way a folder can be wrong: one change to the shipped files, one code, the place named in both languages.</summary>
public sealed class MalformedProgrammeTests
{
    private const string File1 = "hardship-assistance/programme.json";

    /// <summary>Name of the case -> (code, JSON path, change).</summary>
    private static readonly Dictionary<string, (string Code, string? Path, Action<JsonNode> Edit)> Corpus = new(StringComparer.Ordinal)
    {
        ["missing field"] = ("structure", "$", p => p.AsObject().Remove("year")),
        ["unknown field"] = ("structure", "$.budget", p => p["budget"] = 1),
        ["null field"] = ("structure", "$.title", p => p["title"] = null),
        ["wrong type"] = ("structure", "$.year", p => p["year"] = "2023"),
        ["fraction of a fen"] = ("structure", "$.plannedFen", p => p["plannedFen"] = 1.5),
        ["unknown word"] = ("structure", "$.fundingSources[0].kind", p => p["fundingSources"]![0]!["kind"] = "gift"),
        ["a word's number"] = ("structure", "$.fundingSources[0].kind", p => p["fundingSources"]![0]!["kind"] = 1),
        ["impossible date"] = ("structure", "$.effectiveFrom", p => p["effectiveFrom"] = "2023-02-30"),
        ["unknown date rule"] = ("structure", "$.window.opens", p => p["window"] = JsonNode.Parse("""{"opens":"lunar:qixi","closes":"12-31"}""")),
        ["one language"] = ("structure", "$.title", p => p["title"]!.AsObject().Remove("en")),
        ["unknown criterion"] = ("unknown-criterion", "$.schemes[0].criteria[1].kind", p => p["schemes"]![0]!["criteria"]![1]!["kind"] = "horoscope"),
        ["criterion without kind"] = ("unknown-criterion", "$.schemes[0].criteria[1].kind", p => p["schemes"]![0]!["criteria"]![1]!.AsObject().Remove("kind")),
        ["other folder"] = ("folder-mismatch", "$.key", p => p["key"] = "hardship"),
        ["key form"] = ("bad-key", "$.schemes[1].key", p => p["schemes"]![1]!["key"] = "Model_Worker"),
        ["code form"] = ("bad-key", "$.code", p => p["code"] = "knbf"),
        ["code of another"] = ("duplicate-key", "$.code", p => p["code"] = "SNWN"),
        ["scheme twice"] = ("duplicate-key", "$.schemes[1].key", p => p["schemes"]![1]!["key"] = "hardship-worker"),
        ["scheme code twice"] = ("duplicate-key", "$.schemes[1].code", p => p["schemes"]![1]!["code"] = "KNZG"),
        ["scheme title twice"] = ("duplicate-key", "$.schemes[1].title.zh", p => p["schemes"]![1]!["title"]!["zh"] = "困难职工帮扶"),
        ["criterion twice"] = ("duplicate-key", "$.schemes[0].criteria[1].key", p => p["schemes"]![0]!["criteria"]![1]!["key"] = "id-number"),
        ["tier twice"] = ("duplicate-key", "$.schemes[0].tiers[3].key", p => p["schemes"]![0]!["tiers"]!.AsArray().Add(p["schemes"]![0]!["tiers"]![0]!.DeepClone())),
        ["source twice"] = ("duplicate-key", "$.fundingSources[1].key", p => p["fundingSources"]![1]!["key"] = "prefecture-finance"),
        ["order twice"] = ("duplicate-key", "$.fundingSources[1].order", p => p["fundingSources"]![1]!["order"] = 1),
        ["indicator twice"] = ("duplicate-key", "$.indicators[2].key", p => p["indicators"]![2]!["key"] = "grants"),
        ["document twice"] = ("duplicate-key", "$.documents[10].key", p => p["documents"]!.AsArray().Add(p["documents"]![0]!.DeepClone())),
        ["separation twice"] = ("duplicate-key", "$.separationOfDuties[1].second", p => p["separationOfDuties"]![1] = p["separationOfDuties"]![0]!.DeepClone()),
        ["ends before it begins"] = ("bad-date", "$.effectiveTo", p => p["effectiveTo"] = "2022-12-31"),
        ["criterion ends before"] = ("bad-date", "$.schemes[0].criteria[0].effectiveTo", p =>
        {
            p["schemes"]![0]!["criteria"]![0]!["effectiveFrom"] = "2023-02-02";
            p["schemes"]![0]!["criteria"]![0]!["effectiveTo"] = "2023-02-01";
        }),
        ["window ends before"] = ("bad-date", "$.window.closes", p => p["window"] = JsonNode.Parse("""{"opens":"12-31","closes":"lunar:lantern"}""")),
        ["paid before it opens"] = ("bad-date", "$.window.paidBefore", p => p["window"] = JsonNode.Parse("""{"opens":"03-01","closes":"12-31","paidBefore":"03-01"}""")),
        ["version 0"] = ("bad-number", "$.version", p => p["version"] = 0),
        ["year 20230"] = ("bad-number", "$.year", p => p["year"] = 20230),
        ["no notice"] = ("bad-number", "$.notice.workingDays", p => p["notice"]!["workingDays"] = 0),
        ["no service limit"] = ("bad-number", "$.serviceLimitWorkingDays", p => p["serviceLimitWorkingDays"] = 0),
        ["negative limit"] = ("bad-number", "$.approval.secondLevelAboveFen", p => p["approval"]!["secondLevelAboveFen"] = -1),
        ["a cap of nothing"] = ("bad-number", "$.yearlyCapFen", p => p["yearlyCapFen"] = 0),
        ["target above all"] = ("bad-number", "$.indicators[3].target", p => p["indicators"]![3]!["target"] = 101),
        ["ages crossed"] = ("bad-number", "$.schemes[0].criteria[2].maxYears", p => p["schemes"]![0]!["criteria"]![2]!["maxYears"] = 15),
        ["times zero"] = ("bad-number", "$.schemes[0].tiers[0].perHeadBelowTimes", p => p["schemes"]![0]!["tiers"]![0]!["perHeadBelowTimes"] = 0),
        ["no stages"] = ("bad-number", "$.schemes[1].criteria[2].honours", p => p["schemes"]![1]!["criteria"]![2]!["honours"] = new JsonArray()),
        ["empty text"] = ("missing-text", "$.notes[0]", p => p["notes"]![0]!["en"] = " "),
        ["no source"] = ("missing-text", "$.schemes[0].entitlement[0].source", p => p["schemes"]![0]!["entitlement"]![0]!["source"] = ""),
        ["no reason"] = ("missing-reason", "$.schemes[0].entitlement[0].reason", p => p["schemes"]![0]!["entitlement"]![0]!.AsObject().Remove("reason")),
        ["unknown tier"] = ("unknown-reference", "$.schemes[1].entitlement[0].tier", p =>
        {
            p["schemes"]![1]!["entitlement"]!.AsArray().Add(p["schemes"]![1]!["entitlement"]![0]!.DeepClone());
            p["schemes"]![1]!["entitlement"]![0]!["tier"] = "rich";
            p["schemes"]![1]!["entitlement"]![0]!["plannedGrants"] = 0;
        }),
        ["unknown line"] = ("unknown-reference", "$.schemes[0].criteria[4].line", p => p["schemes"]![0]!["criteria"]![4]!["line"] = "poverty"),
        ["unknown document"] = ("unknown-reference", "$.schemes[0].criteria[5].documents[0]", p => p["schemes"]![0]!["criteria"]![5]!["documents"]![0] = "passport"),
        ["cap without amount"] = ("unknown-reference", "$.schemes[0].criteria[9]", p =>
        {
            p.AsObject().Remove("yearlyCapFen");
            foreach (var scheme in p["schemes"]!.AsArray().Skip(1))
                scheme!["criteria"]!.AsArray().RemoveAll(criterion => (string?)criterion!["kind"] == "yearly-cap");
        }),
        ["tiers without income"] = ("unknown-reference", "$.schemes[0].criteria", p => p["schemes"]![0]!["criteria"]!.AsArray().RemoveAt(4)),
        ["income without tiers"] = ("unknown-reference", "$.schemes[2].criteria[3]", p => p["schemes"]![2]!.AsObject().Remove("tiers")),
        ["indicator of no scheme"] = ("unknown-reference", "$.indicators[1].schemes[0]", p => p["indicators"]![1]!["schemes"] = new JsonArray("ghosts")),
        ["indicator of no source"] = ("unknown-reference", "$.indicators[2].fundingSources[0]", p => p["indicators"]![2]!["fundingSources"] = new JsonArray("ghosts")),
        ["tier without standard"] = ("missing-standard", "$.schemes[2].entitlement", p => p["schemes"]![2]!["criteria"]![4]!["stages"]!.AsArray().Add("primary")),
        ["unknown process"] = ("unknown-process", "$.schemes[0].process", p => p["schemes"]![0]!["process"] = "process.v9"),
        ["unknown measure"] = ("unknown-measure", "$.indicators[3].measure", p => p["indicators"]![3]!["measure"] = "smiles"),
        ["unknown act"] = ("unknown-act", "$.separationOfDuties[0].first", p => p["separationOfDuties"]![0]!["first"] = "think"),
        ["weights"] = ("weights", "$.indicators", p => p["indicators"]![3]!["weight"] = 7),
        ["plan of a scheme"] = ("total-mismatch", "$.schemes[0].plannedGrants", p => p["schemes"]![0]!["plannedGrants"] = 451),
        ["plan of the programme"] = ("total-mismatch", "$.plannedFen", p => p["plannedFen"] = 299_999_999),
        ["budget"] = ("total-mismatch", "$.budgetFen", p => p["budgetFen"] = 10_000_001),
        ["ceilings"] = ("ceiling-below-plan", "$.fundingSources", p => p["fundingSources"]![1]!["ceilingFen"] = 289_999_999),
        ["line overlaps"] = ("parameter-overlap", "$.parameters[0].values[1].effectiveFrom", p => p["parameters"]![0]!["values"]![1]!["effectiveFrom"] = "2023-06-30"),
        ["open line before another"] = ("parameter-overlap", "$.parameters[0].values[1].effectiveFrom", p => p["parameters"]![0]!["values"]![0]!.AsObject().Remove("effectiveTo")),
    };

    /// <summary>Every code that a test here provokes.</summary>
    internal static IReadOnlySet<string> Codes { get; } = new HashSet<string>(
        Corpus.Values.Select(fault => fault.Code).Concat(
            ["malformed-json", "process-version", "duplicate-definition", "no-programme", "unknown-file", "no-folder"]), StringComparer.Ordinal);

    public static TheoryData<string> Cases => [.. Corpus.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Programme_WithOneFault_IsRefusedByNameAndPlace(string name)
    {
        var (code, path, edit) = Corpus[name];
        using var folder = new SpoiledWorkflows();

        // "$.code" is reported at whichever of the two programmes comes second.
        var problem = Assert.Single(folder.Edit(File1, edit).Problems());

        Assert.Equal("programme." + code, problem.Code);
        var file = name == "code of another" ? "spring-festival-warmth/programme.json" : File1;
        Assert.Equal(file, problem.File);
        Assert.StartsWith($"{file}#{path}：", problem.Zh, StringComparison.Ordinal);
        Assert.StartsWith($"{file}#{path}: ", problem.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "malformed-json")]
    [InlineData("""{"key":1,"key":2}""", "malformed-json")]
    [InlineData("""{"key":"\ud800"}""", "malformed-json")]
    [InlineData("null", "structure")]
    [InlineData("[]", "structure")]
    public void Programme_ThatIsNoObject_IsRefused(string json, string code)
    {
        using var folder = new SpoiledWorkflows();
        File.WriteAllText(folder[File1], json);
        Assert.Equal("programme." + code, Assert.Single(folder.Problems()).Code);
    }

    [Fact]
    public void StructureProblem_NamesTheField()
    {
        using var folder = new SpoiledWorkflows();
        var problem = Assert.Single(folder.Edit(File1, p => p["notice"]!.AsObject().Remove("workingDays")).Problems());
        Assert.Contains("workingDays", problem.Zh, StringComparison.Ordinal);
        Assert.Contains("workingDays", problem.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_InSeveralFiles_AreAllReported()
    {
        using var folder = new SpoiledWorkflows();
        folder.Edit(File1, p => p["version"] = 0)
            .Edit("spring-festival-warmth/programme.json", p => p["plannedFen"] = 1)
            .Edit("hardship-assistance/golden-autumn.v1.json", d => d["root"]!["connections"]!.AsArray().RemoveAt(0));

        var codes = folder.Problems().Select(problem => problem.Code).ToHashSet();
        Assert.Superset(new HashSet<string> { "programme.bad-number", "programme.total-mismatch" }, codes);
        Assert.Contains(codes, code => code.StartsWith("definition.", StringComparison.Ordinal));
    }

    [Fact]
    public void ProcessFile_WithAnotherVersionInside_IsRefused()
    {
        using var folder = new SpoiledWorkflows();
        var problem = Assert.Single(folder.Edit("hardship-assistance/process.v1.json", d => d["version"] = 2).Problems());
        Assert.Equal(("programme.process-version", "hardship-assistance/process.v1.json"), (problem.Code, problem.File));
    }

    [Fact]
    public void Definition_InTwoFolders_IsRefused()
    {
        using var folder = new SpoiledWorkflows();
        var problem = Assert.Single(folder.Edit("spring-festival-warmth/process.v1.json", d => d["definitionId"] = "hardship-assistance").Problems());
        Assert.Equal("programme.duplicate-definition", problem.Code);
        Assert.Contains("hardship-assistance/process.v1.json", problem.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_InTwoFiles_IsRefused()
    {
        using var folder = new SpoiledWorkflows();
        File.Copy(folder[File1], folder["hardship-assistance/programme.v1.json"]);
        Assert.Equal("programme.duplicate-key", Assert.Single(folder.Problems()).Code);
    }

    [Fact]
    public void Folder_WithoutProgramme_IsRefused()
    {
        using var folder = new SpoiledWorkflows();
        Directory.CreateDirectory(folder["empty"]);
        var problem = Assert.Single(folder.Problems());
        Assert.Equal(("programme.no-programme", "empty"), (problem.Code, problem.File));
    }

    [Fact]
    public void File_OfAnotherName_IsRefused()
    {
        using var folder = new SpoiledWorkflows();
        File.WriteAllText(folder["hardship-assistance/process.json"], "{}");
        Assert.Equal("programme.unknown-file", Assert.Single(folder.Problems()).Code);
    }

    [Fact]
    public void Folder_ThatIsNotThere_IsRefused()
    {
        var (catalog, problems) = BenefitWorkflow.Programmes.ProgrammeCatalog.Load(
            Path.Combine(AppContext.BaseDirectory, "no-such-folder"), DeclaredActivities.Catalog);
        Assert.Null(catalog);
        Assert.Equal(("programme.no-folder", "no-such-folder"), (Assert.Single(problems).Code, problems[0].File));
    }
}
