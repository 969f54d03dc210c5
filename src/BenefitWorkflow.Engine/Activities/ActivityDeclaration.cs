namespace BenefitWorkflow.Engine.Activities;

/// <summary>What a definition may rely on about an activity type, checked when a definition is compiled.</summary>
/// <param name="Type">Stable key as it stands in a definition, e.g. <c>BenefitWorkflow.Approve</c>.</param>
/// <param name="Outcomes">Outcomes that every definition must connect.</param>
/// <param name="OptionalOutcomes">Outcomes a definition may leave unconnected; a signal that would lead to one is then refused.</param>
/// <param name="Inputs">Inputs the activity reads; a definition that sets any other is refused.</param>
/// <param name="Outputs">Outputs the activity may write into a variable.</param>
/// <param name="Signals">Signals that resume the activity. Empty: it never blocks.</param>
public sealed record ActivityDeclaration(
    string Type,
    IReadOnlyList<string> Outcomes,
    IReadOnlyList<string> OptionalOutcomes,
    IReadOnlyList<InputDeclaration> Inputs,
    IReadOnlyList<OutputDeclaration> Outputs,
    IReadOnlyList<SignalDeclaration> Signals);

/// <summary>An input by its camel-case property name in the definition.</summary>
/// <param name="Name">Camel-case name.</param>
/// <param name="Kind">Type the evaluated expression must have.</param>
/// <param name="Required">A definition without it is refused.</param>
public sealed record InputDeclaration(string Name, ValueKind Kind, bool Required = false);

/// <summary>An output that a definition can bind to a variable.</summary>
public sealed record OutputDeclaration(string Name, ValueKind Kind);

/// <summary>A signal that resumes a blocked activity.</summary>
/// <param name="Name">Signal name, e.g. <c>Approve</c>.</param>
/// <param name="Outcomes">Outcomes it can lead to. Empty: the activity takes it in and stays blocked.</param>
public sealed record SignalDeclaration(string Name, params string[] Outcomes);

/// <summary>Types a definition's values can have (Elsa's type names String, Boolean, Int32, Int64, Decimal).</summary>
public enum ValueKind
{
    String = 1,
    Boolean = 2,
    Int64 = 3,
    Decimal = 4,
}
