using BenefitWorkflow.Engine.Activities;
using Elsa.Workflows;
using Elsa.Workflows.Models;

namespace BenefitWorkflow.Elsa;

/// <summary>Describes the catalogue's declarations to Elsa, one descriptor per activity type.</summary>
public sealed class StepActivityProvider(ActivityCatalog catalog) : IActivityProvider
{
    public ValueTask<IEnumerable<ActivityDescriptor>> GetDescriptorsAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(catalog.All.Select(activity => Describe(activity.Declaration)));

    private static ActivityDescriptor Describe(ActivityDeclaration declaration)
    {
        var dot = declaration.Type.LastIndexOf('.');
        return new ActivityDescriptor
        {
            TypeName = declaration.Type,
            ClrType = typeof(StepActivity),
            Namespace = declaration.Type[..dot],
            Name = declaration.Type[(dot + 1)..],
            Category = declaration.Type[..dot],
            Version = 1,
            Kind = ActivityKind.Action,
            IsBrowsable = true,
            Inputs = [.. declaration.Inputs.Select(Describe)],
            Outputs = [.. declaration.Outputs.Select(Describe)],
            Ports = [.. declaration.Outcomes.Concat(declaration.OptionalOutcomes).Select(outcome => new Port { Name = outcome, DisplayName = outcome, IsBrowsable = true, Type = PortType.Flow })],
            Constructor = context =>
            {
                var result = context.CreateActivity<StepActivity>();
                result.Activity.Type = declaration.Type;
                return result;
            },
        };
    }

    private static InputDescriptor Describe(InputDeclaration input) => new()
    {
        Name = input.Name,
        Type = TypeOf(input.Kind),
        IsWrapped = true,
        IsSynthetic = true,
        ValueGetter = activity => activity.SyntheticProperties.GetValueOrDefault(input.Name),
        ValueSetter = (activity, value) => activity.SyntheticProperties[input.Name] = value!,
    };

    private static OutputDescriptor Describe(OutputDeclaration output) => new()
    {
        Name = output.Name,
        Type = TypeOf(output.Kind),
        IsSynthetic = true,
        ValueGetter = activity => activity.SyntheticProperties.GetValueOrDefault(output.Name),
        ValueSetter = (activity, value) => activity.SyntheticProperties[output.Name] = value!,
    };

    private static Type TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Boolean => typeof(bool),
        ValueKind.Int64 => typeof(long),
        ValueKind.Decimal => typeof(decimal),
        _ => typeof(string),
    };
}
