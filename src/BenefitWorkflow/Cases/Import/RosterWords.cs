namespace BenefitWorkflow.Cases.Import;

/// <summary>Words that cells use for the rules' values; the values themselves are understood too.</summary>
internal static class RosterWords
{
    public static readonly IReadOnlyDictionary<string, string> Causes = new Dictionary<string, string>
    {
        ["疾病"] = "illness", ["因病"] = "illness", ["患病"] = "illness", ["illness"] = "illness",
        ["意外"] = "accident", ["因意外"] = "accident", ["accident"] = "accident",
        ["灾害"] = "disaster", ["因灾"] = "disaster", ["自然灾害"] = "disaster", ["disaster"] = "disaster",
    };

    public static readonly IReadOnlyDictionary<string, string> Stages = new Dictionary<string, string>
    {
        ["大学"] = "university", ["本科"] = "university", ["大专"] = "university", ["高校"] = "university", ["university"] = "university",
        ["中职"] = "vocational", ["中专"] = "vocational", ["职高"] = "vocational", ["技校"] = "vocational", ["vocational"] = "vocational",
    };

    public static readonly IReadOnlyDictionary<string, string> Honours = new Dictionary<string, string>
    {
        ["全国劳模"] = "national-model-worker", ["全国劳动模范"] = "national-model-worker", ["national-model-worker"] = "national-model-worker",
        ["省劳模"] = "provincial-model-worker", ["省级劳模"] = "provincial-model-worker", ["provincial-model-worker"] = "provincial-model-worker",
        ["州劳模"] = "prefecture-model-worker", ["州级劳模"] = "prefecture-model-worker", ["prefecture-model-worker"] = "prefecture-model-worker",
        ["先进工作者"] = "advanced-worker", ["advanced-worker"] = "advanced-worker",
    };

    public static readonly IReadOnlyDictionary<string, bool> YesNo = new Dictionary<string, bool>
    {
        ["是"] = true, ["有"] = true, ["yes"] = true, ["true"] = true, ["1"] = true, ["y"] = true, ["√"] = true,
        ["否"] = false, ["无"] = false, ["没有"] = false, ["no"] = false, ["false"] = false, ["0"] = false, ["n"] = false, ["×"] = false,
    };
}
