using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace BenefitWorkflow.Elsa;

/// <summary>Every activity of ours in Elsa's runtime: asks the host what to do, waits by a bookmark, ends with the outcome it is told.</summary>
public class StepActivity : Activity
{
    /// <summary>Keys of the workflow input that resumes a step.</summary>
    public const string SignalKey = "signal", DataKey = "data";

    protected override ValueTask ExecuteAsync(ActivityExecutionContext context) => AskAsync(context, null, new Dictionary<string, object>());

    private static ValueTask ResumeAsync(ActivityExecutionContext context)
    {
        var input = context.WorkflowInput;
        return AskAsync(context, input[SignalKey].ToString(),
            input.TryGetValue(DataKey, out var data) && data is IDictionary<string, object> values ? new Dictionary<string, object>(values) : []);
    }

    private static async ValueTask AskAsync(ActivityExecutionContext context, string? signal, IReadOnlyDictionary<string, object> data)
    {
        var activity = context.Activity;
        var inputs = activity.SyntheticProperties
            .Where(property => property.Value is Input)
            .ToDictionary(property => property.Key, property => context.Get(((Input)property.Value).MemoryBlockReference()));
        var workflow = context.WorkflowExecutionContext;
        var answer = await context.GetRequiredService<StepHandler>()(
            new StepRequest(workflow.CorrelationId, workflow.Id, context.Id, activity.Type, activity.Id, inputs, signal, data), context.CancellationToken);

        foreach (var (name, value) in answer.Outputs)
        {
            if (activity.SyntheticProperties.TryGetValue(name, out var bound) && bound is Output output) context.Set(output, value);
        }

        if (answer.Outcome is { } outcome)
        {
            await context.CompleteActivityWithOutcomesAsync(outcome);
            return;
        }

        // A resumed bookmark is burnt, so a step that goes on waiting makes a new one.
        var stimulus = new StepStimulus(activity.Type);
        context.CreateBookmark(new CreateBookmarkArgs { Stimulus = stimulus, Callback = ResumeAsync, IncludeActivityInstanceId = false, AutoComplete = false });
    }
}
