using System.Text.Json;
using System.Text.Json.Serialization;

namespace BenefitWorkflow.Payments.BankFormats;

/// <summary>A bank's table of results as data: which titles its columns have and what its results mean.</summary>
/// <param name="Columns">Titles by column; the first is the one that messages name.</param>
/// <param name="Results">What the bank writes, by result.</param>
internal sealed record AnswerTemplate(
    string Key, string Title, string Basis, IReadOnlyDictionary<AnswerColumn, IReadOnlyList<string>> Columns, IReadOnlyList<AnswerColumn> Required,
    IReadOnlyDictionary<BankResult, IReadOnlyList<string>> Results)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        ReadCommentHandling = JsonCommentHandling.Skip, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <exception cref="InvalidDataException">It cannot be used; the message names the file and what to mend.</exception>
    public static AnswerTemplate Read(ReadOnlySpan<byte> json, string file)
    {
        try
        {
            var template = JsonSerializer.Deserialize<AnswerTemplate>(json, Json) ?? throw new JsonException();
            var problem = template.Columns.Values.Any(titles => titles.Count == 0) || template.Required.Any(c => !template.Columns.ContainsKey(c))
                ? "columns 的每一列须有表头，required 的列须在其中。 / Every column has titles, and every required one is among them."
                : !new[] { AnswerColumn.Amount, AnswerColumn.Result, AnswerColumn.At }.All(template.Required.Contains)
                    ? "required 须含 amount、result、at。 / required has amount, result and at."
                : !template.Required.Contains(AnswerColumn.EndToEndId) && !(template.Required.Contains(AnswerColumn.Account) && template.Required.Contains(AnswerColumn.Name))
                    ? "required 须含 endToEndId，或同时含 account 和 name。 / required has endToEndId, or account and name."
                : !template.Results.ContainsKey(BankResult.Settled) || template.Results.ContainsKey(BankResult.Other) ? "results 须含 settled，不得含 other。 / results has settled and no other."
                : null;
            return problem is null ? template.Normalised() : throw new InvalidDataException($"{file}: {problem}");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: {e.Path} 无法识别，请对照 docs/payments.md 更正。 / cannot be read, compare it with docs/payments.md.");
        }
    }

    private AnswerTemplate Normalised() => this with { Results = Results.ToDictionary(r => r.Key, r => (IReadOnlyList<string>)[.. r.Value.Select(text => HalfWidth.Code(text))]) };
}

internal enum AnswerColumn
{
    EndToEndId = 1,
    Amount,
    Result,
    Reason,
    At,
    Account,
    Name,
}
