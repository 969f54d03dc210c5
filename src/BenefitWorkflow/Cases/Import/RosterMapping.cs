using System.Globalization;
using BenefitWorkflow.Engine.Execution;

namespace BenefitWorkflow.Cases.Import;

/// <summary>What a person says that columns of a roster hold, by 0-based column; it goes before what their titles say.</summary>
public sealed class RosterMapping
{
    private readonly SortedDictionary<int, RosterField> _fields = [];

    public static RosterMapping None { get; } = new();

    internal RosterField? Find(int column) => _fields.TryGetValue(column, out var field) ? field : null;

    internal RosterMapping With(int column, RosterField field)
    {
        var mapping = new RosterMapping();
        foreach (var (known, value) in _fields) mapping._fields.Add(known, value);
        mapping._fields[column] = field;
        return mapping;
    }

    /// <summary>Reads <c>3:Phone,5:NotRead</c>; columns count from 1, as people count them. Null or empty: none.</summary>
    public static bool TryParse(string? text, out RosterMapping mapping, out Refusal? refusal)
    {
        (mapping, refusal) = (new RosterMapping(), null);
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = part.IndexOf(':', StringComparison.Ordinal);
            if (cut > 0 && cut < part.Length - 1 && int.TryParse(part.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var column) && column is > 0 and <= 1_000
                && Enum.TryParse<RosterField>(part.AsSpan(cut + 1), ignoreCase: true, out var field) && Enum.IsDefined(field) && !char.IsAsciiDigit(part[cut + 1]))
            {
                mapping._fields[column - 1] = field;
                continue;
            }
            refusal = RosterProblems.Mapping;
            return false;
        }
        return true;
    }

    /// <summary>As <see cref="TryParse"/> reads it; null where it says nothing.</summary>
    public string? Serialize() => _fields.Count == 0 ? null : string.Join(',', _fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key + 1}:{f.Value}")));
}
