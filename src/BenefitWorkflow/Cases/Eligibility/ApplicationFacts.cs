using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace BenefitWorkflow.Cases.Eligibility;

/// <summary>What an application states; null means not stated, which is never the same as no. Kept as JSON on the case.</summary>
public sealed record ApplicationFacts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Persons in the household, the worker included; 1 or more.</summary>
    public int? HouseholdPersons { get; init; }

    /// <summary>Disposable income of the household in the last twelve months, fen; 0 or more.</summary>
    public long? AnnualIncomeFen { get; init; }

    /// <summary>Costs of the same months that cannot be avoided (illness, schooling), fen; 0 or more; null: none stated.</summary>
    public long? RigidCostsFen { get; init; }

    /// <summary>Homes owned.</summary>
    public int? Homes { get; init; }

    /// <summary>Runs a shop or employs people.</summary>
    public bool? BusinessOwner { get; init; }

    /// <summary>Owns a car that is not a tool of work.</summary>
    public bool? Car { get; init; }

    /// <summary>disaster, illness, accident, ... as the scheme's criteria name them.</summary>
    public string? HardshipCause { get; init; }

    /// <summary>Loss left after compensation, insurance and aid, fen.</summary>
    public long? AccidentLossFen { get; init; }

    /// <summary>Keys of the documents handed in.</summary>
    /// <remarks>Null, for the list or in it, is none.</remarks>
    [AllowNull]
    public IReadOnlyList<string> Documents { get; init => field = value is null ? [] : value.Contains(null!) ? [.. value.Where(key => key is not null)] : value; } = [];

    public string? SchoolName { get; init; }

    /// <summary>university, vocational, ... as the scheme's criteria name them.</summary>
    public string? SchoolStage { get; init; }

    /// <summary>Honour held, e.g. prefecture-model-worker.</summary>
    public string? Honour { get; init; }

    /// <summary>Post held during the season.</summary>
    public string? DutyPost { get; init; }

    /// <summary>Why aid of another programme in the same year is right; null where there is none.</summary>
    public string? OverlapReason { get; init; }

    public string? Remark { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="JsonException">The text is not such facts.</exception>
    public static ApplicationFacts FromJson(string json) =>
        JsonSerializer.Deserialize<ApplicationFacts>(json, Json) ?? throw new JsonException("The application's facts are null.");

    // A record would print every property, illness included.
    public override string ToString() => nameof(ApplicationFacts);
}
