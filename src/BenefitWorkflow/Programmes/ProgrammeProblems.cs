using BenefitWorkflow.Engine.Definitions;

namespace BenefitWorkflow.Programmes;

/// <summary>Collects what is wrong with programme files; each problem names file and JSON path.</summary>
internal sealed class ProgrammeProblems
{
    private readonly List<DefinitionProblem> _all = [];

    public IReadOnlyList<DefinitionProblem> All => _all;

    public void Add(string file, string? path, string code, string zh, string en)
    {
        var where = path is null ? file : $"{file}#{path}";
        _all.Add(new DefinitionProblem(file, null, "programme." + code, $"{where}：{zh}", $"{where}: {en}"));
    }

    public void AddRange(IEnumerable<DefinitionProblem> problems) => _all.AddRange(problems);
}
