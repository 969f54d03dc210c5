using System.Text.Json;
using System.Text.Json.Serialization;
using BenefitWorkflow.BankSimulator.Instructions;

namespace BenefitWorkflow.BankSimulator.Outcomes;

/// <summary>Outcomes by end-to-end id or account, from a JSON object <c>{"6299...": {"kind": "reject", "reason": "AC04"}, ...}</c>; others as the fallback says.</summary>
public sealed class ScriptedOutcomes(IReadOnlyDictionary<string, Outcome> script, Func<Instruction, Outcome> fallback)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) }, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public Outcome Of(Instruction instruction) =>
        script.TryGetValue(instruction.EndToEndId, out var byId) ? byId : script.TryGetValue(instruction.Account, out var byAccount) ? byAccount : fallback(instruction);

    /// <exception cref="JsonException">It is not such an object.</exception>
    public static ScriptedOutcomes Read(string file, Func<Instruction, Outcome> fallback) =>
        new(JsonSerializer.Deserialize<Dictionary<string, Outcome>>(File.ReadAllBytes(file), Json) ?? [], fallback);
}
