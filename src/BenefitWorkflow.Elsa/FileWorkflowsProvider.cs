using Elsa.Workflows;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Materializers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Runtime;

namespace BenefitWorkflow.Elsa;

/// <summary>Path of the folder that holds one folder per programme.</summary>
public sealed record WorkflowsFolder(string Path);

/// <summary>Hands Elsa the same definition files that the engine reads.</summary>
public sealed class FileWorkflowsProvider(WorkflowsFolder folder, IActivitySerializer serializer, WorkflowDefinitionMapper mapper) : IWorkflowsProvider
{
    public string Name => "BenefitWorkflow";

    public async ValueTask<IEnumerable<MaterializedWorkflow>> GetWorkflowsAsync(CancellationToken cancellationToken = default)
    {
        var workflows = new List<MaterializedWorkflow>();
        foreach (var programme in Directory.EnumerateDirectories(folder.Path).Where(path => Path.GetFileName(path) != "schema").Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(programme, "*.v*.json").Order(StringComparer.Ordinal))
            {
                // Older versions of the policy lie beside the processes.
                if (Path.GetFileName(file).StartsWith("programme.", StringComparison.Ordinal)) continue;
                var model = serializer.Deserialize<WorkflowDefinitionModel>(await File.ReadAllTextAsync(file, cancellationToken));
                workflows.Add(new MaterializedWorkflow(mapper.Map(model), Name, JsonWorkflowMaterializer.MaterializerName));
            }
        }

        return workflows;
    }
}
